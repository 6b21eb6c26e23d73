/* What counts as text that somebody wrote. */
#ifndef CC_TEXT_H
#define CC_TEXT_H

extern bool cc_has_text(const char *given, size_t length);

#endif
