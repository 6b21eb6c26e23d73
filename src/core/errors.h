/*
 * The registry of SQLSTATEs: one name, one message, one detail, one hint. Each area has its errors in its own
 * errors.def, CC_ERROR(name, SQLSTATE, message, detail, hint), where %1 %2 ... are text arguments shared by the
 * three and no text has personal data. An argument that is a word of ours, a status or a shift, is written with its kind,
 * %1{status} or %2{shift}, and comes out in the session's language; the words of each kind stand in the areas'
 * words.def. %3{interval} is a length of time: an interval as text, in any style. Class UC is one that SQL leaves to implementations.
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

/* CC_ARGUMENTS_name: how many arguments the texts of an entry take, its highest %N. */
#include "error_arguments.h"

/*
 * cc_fail(name, text, ...) raises an error of the registry, cc_fail_soft(escontext, name, text, ...) raises it softly
 * where the caller and the server can take it softly. They are macros, so that LOCATION and the log show the line of
 * the caller, and another number of arguments than the texts take, or one that is no text, does not compile.
 */
#define cc_fail(name, ...) \
	do { \
		CC_CHECK_ARGUMENTS(name, ##__VA_ARGS__); \
		ereport(ERROR, CC_DESCRIBE(name, ##__VA_ARGS__)); \
	} while (0)

#define cc_fail_soft(escontext, name, ...) \
	do { \
		CC_CHECK_ARGUMENTS(name, ##__VA_ARGS__); \
		cc_errsave(escontext, CC_DESCRIBE(name, ##__VA_ARGS__)); \
	} while (0)

/* Tells the user something of the registry without stopping. */
#define cc_notice(name, ...) \
	do { \
		CC_CHECK_ARGUMENTS(name, ##__VA_ARGS__); \
		ereport(NOTICE, CC_DESCRIBE(name, ##__VA_ARGS__)); \
	} while (0)

#define CC_CHECK_ARGUMENTS(name, ...) \
	StaticAssertStmt(VA_ARGS_NARGS(name, ##__VA_ARGS__) - 1 == CC_ARGUMENTS_##name, \
					 "error " #name " takes another number of arguments")

/* The first element keeps the array from being empty. */
#define CC_DESCRIBE(name, ...) \
	cc_describe_error(CC_##name, CC_ARGUMENTS_##name, (const char *const[]) {NULL, ##__VA_ARGS__} + 1)

/* Part of the macros above: adds SQLSTATE and texts to the report that is being made. */
extern int	cc_describe_error(CCError error, int nargs, const char *const *args);

/* Room for a number as text, for the arguments of errors. */
extern char *cc_int64_text(int64 value);

#endif
