/* Arguments of messages that are words of ours, or lengths of time, in the session's language. */
#ifndef CC_WORDS_H
#define CC_WORDS_H

#include "postgres.h"
#include "lib/stringinfo.h"

extern void cc_append_words(StringInfo out, const char *kind, int length, const char *words);

#endif
