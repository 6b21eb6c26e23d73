/*
 * Deploying: runs a file of SQL statement by statement, so that an error names the file and the line,
 * and tells which transaction made what the file makes.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "core/compat.h"
#include "core/errors.h"

typedef struct CCSource
{
	const char *file;
	const char *text;
	int			at;				/* where the statement that runs begins */
	bool		parsing;		/* none runs yet */
} CCSource;

PG_FUNCTION_INFO_V1(cc_run_source);

/* Adds the file and the line to an error: that of the statement that runs, or of what the parser cannot read. */
static void
name_the_line(void *arg)
{
	CCSource   *source = arg;
	int			line = 1;
	int			end = source->at;

	if (source->parsing && geterrposition() > 0)
		end = pg_mbcharcliplen(source->text, strlen(source->text), geterrposition() - 1);
	for (int i = 0; i < end; i++)
		line += source->text[i] == '\n';
	errcontext("%s, line %d", source->file, line);
}

/* Returns where a statement begins, past blanks and the comments before it. */
static int
skip_to_statement(const char *script, int at)
{
	for (;;)
	{
		while (script[at] && strchr(" \t\n", script[at]))
			at++;
		if (script[at] != '-' || script[at + 1] != '-')
			return at;
		while (script[at] && script[at] != '\n')
			at++;
	}
}

/* Runs the statements of a source that make functions, or those that do not, or all of them. */
static void
run_statements(CCSource *source, bool functions, bool others)
{
	List	   *statements;
	ListCell   *cell;

	source->parsing = true;
	statements = raw_parser(source->text, RAW_PARSE_DEFAULT);
	source->parsing = false;
	foreach(cell, statements)
	{
		RawStmt    *raw = lfirst_node(RawStmt, cell);
		int			end = raw->stmt_len > 0 ? raw->stmt_location + raw->stmt_len : (int) strlen(source->text);

		if (!(IsA(raw->stmt, CreateFunctionStmt) ? functions : others))
			continue;
		source->at = skip_to_statement(source->text, raw->stmt_location);
		if (SPI_execute(pnstrdup(source->text + source->at, end - source->at), false, 0) < 0)
			elog(ERROR, "SPI_execute failed");
	}
}

/* Runs statements of a source within SPI, with the file and the line in the context of errors. */
static void
run_with_context(CCSource *source, bool functions, bool others)
{
	ErrorContextCallback callback = {.callback = name_the_line, .arg = source, .previous = error_context_stack};

	error_context_stack = &callback;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	run_statements(source, functions, others);
	SPI_finish();
	error_context_stack = callback.previous;
}

/*
 * SQL: runs a file of the schema, in a subtransaction of its own, whose id marks in the catalogs what
 * the file has made. Returns that id.
 */
Datum
cc_run_source(PG_FUNCTION_ARGS)
{
	CCSource	source = {text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1))};
	bool		functions = PG_GETARG_BOOL(2);
	bool		others = PG_GETARG_BOOL(3);
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile TransactionId made_by = InvalidTransactionId;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		run_with_context(&source, functions, others);
		made_by = GetCurrentTransactionId();
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		/* a caller that catches the error rolls back its own subtransaction only, so ours must be gone */
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		ReThrowError(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	PG_RETURN_TRANSACTIONID(made_by);
}
