/* The registry of SQLSTATEs (class CC): one name, one message, one detail, one hint. */
#ifndef CC_ERRORS_H
#define CC_ERRORS_H

#include "postgres.h"
#include "fmgr.h"

#include "core/compat.h"

/* The domain of the message catalogue, in place of the server's. */
#undef TEXTDOMAIN
#define TEXTDOMAIN PG_TEXTDOMAIN("cc_center")

typedef enum CCError
{
#define CC_ERROR(name, sqlstate, message, detail, hint) CC_##name,
#include "core/errors.def"
#undef CC_ERROR
	CC_ERROR_COUNT
} CCError;

/* nargs arguments of type const char * follow. */
extern CC_NORETURN void cc_fail(CCError error, int nargs,...);
extern void cc_fail_soft(Node *escontext, CCError error, int nargs,...);

/* Room for a number as text, for the arguments of errors. */
extern char *cc_int64_text(int64 value);

#endif
