/*
 * The registry of SQLSTATEs: one name, one message, one detail, one hint. Each area has its errors in its own
 * errors.def, CC_ERROR(name, SQLSTATE, message, detail, hint), where %1 %2 ... are text arguments shared by the
 * three and no text has personal data. Class UC is one that SQL leaves to implementations.
 */
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
#include "error_registry.def"
#undef CC_ERROR
	CC_ERROR_COUNT
} CCError;

/* nargs arguments of type const char * follow. */
extern CC_NORETURN void cc_fail(CCError error, int nargs,...);
extern void cc_fail_soft(Node *escontext, CCError error, int nargs,...);

/* Room for a number as text, for the arguments of errors. */
extern char *cc_int64_text(int64 value);

#endif
