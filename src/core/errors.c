/* Errors: fills the registry's templates, translates them and raises. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "core/compat.h"
#include "core/errors.h"
#include "core/words.h"

#define MAX_ARGUMENTS 9

/* What the name of a kind is made of: a bracket that none follows is not looked for to the end of the text. */
#define KIND_LETTERS "abcdefghijklmnopqrstuvwxyz_"

typedef struct CCErrorEntry
{
	const char *name;
	const char *sqlstate;
	const char *message;
	const char *detail;
	const char *hint;
} CCErrorEntry;

static const CCErrorEntry registry[] = {
#define CC_ERROR(name, sqlstate, message, detail, hint) {#name, sqlstate, message, detail, hint},
#include "error_registry.def"
#undef CC_ERROR
};

PG_FUNCTION_INFO_V1(cc_raise_error);
PG_FUNCTION_INFO_V1(cc_raise_warning);
PG_FUNCTION_INFO_V1(cc_translated);
PG_FUNCTION_INFO_V1(cc_error_codes);

/*
 * Returns the translated template with %1 to %9 replaced by the arguments, %1{kind} by a word of that kind in the
 * session's language. A template that is nothing but an argument passes on a text of its own, which is translated too.
 */
static char *
fill_template(const char *template, int nargs, const char *const *args)
{
	StringInfoData out;

	initStringInfo(&out);
	/* anybody may ask for a text of his own: what follows % may be no digit */
	if (template[0] == '%' && template[1] >= '1' && template[1] <= '9' && template[2] == '\0')
	{
		const char *whole = template[1] - '1' < nargs ? args[template[1] - '1'] : "";

		appendStringInfoString(&out, whole && whole[0] ? dgettext(TEXTDOMAIN, whole) : "");
		return out.data;
	}
	/* the catalogue's entry of the empty text is about the catalogue */
	for (const char *p = template[0] ? dgettext(TEXTDOMAIN, template) : ""; *p; p++)
	{
		if (*p == '%' && p[1] >= '1' && p[1] <= '9')
		{
			int			i = *++p - '1';
			const char *argument = i < nargs && args[i] ? args[i] : "?";
			const char *end = p[1] == '{' ? p + 2 + strspn(p + 2, KIND_LETTERS) : NULL;

			CHECK_FOR_INTERRUPTS();
			if (end == NULL || *end != '}')
				appendStringInfoString(&out, argument);
			else
			{
				cc_append_words(&out, p + 2, end - p - 2, argument);
				p = end;
			}
		}
		else
			appendStringInfoChar(&out, *p);
	}
	return out.data;
}

/* Returns the packed SQLSTATE of an entry. */
static int
entry_sqlstate(const CCErrorEntry *entry)
{
	const char *s = entry->sqlstate;

	return MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4]);
}

/* Adds SQLSTATE and texts of an entry to the report that is being made. */
static int
describe_entry(const CCErrorEntry *entry, int nargs, const char *const *args)
{
	char	   *detail = entry->detail ? fill_template(entry->detail, nargs, args) : NULL;
	char	   *hint = entry->hint ? fill_template(entry->hint, nargs, args) : NULL;

	errcode(entry_sqlstate(entry));
	errmsg_internal("%s", fill_template(entry->message, nargs, args));
	/* An argument may hold the whole detail or hint; an empty one says nothing. */
	if (detail && detail[0])
		errdetail_internal("%s", detail);
	if (hint && hint[0])
		errhint("%s", hint);
	return 0;
}

/* Adds SQLSTATE and texts of an error to the report that is being made, for cc_fail() and cc_fail_soft(). */
int
cc_describe_error(CCError error, int nargs, const char *const *args)
{
	return describe_entry(&registry[error], nargs, args);
}

/* Returns a number as text. */
char *
cc_int64_text(int64 value)
{
	return psprintf(INT64_FORMAT, value);
}

/* Takes the arguments of a template out of an array of SQL; returns how many. */
static int
read_arguments(ArrayType *arguments, const char **args)
{
	Datum	   *values;
	bool	   *nulls;
	int			nargs;

	deconstruct_array(arguments, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &nargs);
	nargs = Min(nargs, MAX_ARGUMENTS);
	for (int i = 0; i < nargs; i++)
		args[i] = nulls[i] ? "" : TextDatumGetCString(values[i]);
	return nargs;
}

/* Raises what the registry calls by a name, with the arguments given from SQL. */
static void
raise_by_name(int level, const char *name, ArrayType *arguments)
{
	const char *args[MAX_ARGUMENTS] = {NULL};
	int			nargs = read_arguments(arguments, args);

	for (int i = 0; i < CC_ERROR_COUNT; i++)
		if (strcmp(registry[i].name, name) == 0)
		{
			ereport(level, describe_entry(&registry[i], nargs, args));
			return;
		}
	cc_fail(unknown_error_name, name);
}

/* SQL: raises an error of the registry: the way of PL/pgSQL code into the registry. */
Datum
cc_raise_error(PG_FUNCTION_ARGS)
{
	raise_by_name(ERROR, text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_ARRAYTYPE_P(1));
	PG_RETURN_VOID();
}

/* SQL: warns with an entry of the registry. */
Datum
cc_raise_warning(PG_FUNCTION_ARGS)
{
	raise_by_name(WARNING, text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_ARRAYTYPE_P(1));
	PG_RETURN_VOID();
}

/* SQL: a text in the session's language, with its arguments filled in. */
Datum
cc_translated(PG_FUNCTION_ARGS)
{
	const char *args[MAX_ARGUMENTS] = {NULL};
	int			nargs = read_arguments(PG_GETARG_ARRAYTYPE_P(1), args);

	PG_RETURN_TEXT_P(cstring_to_text(fill_template(text_to_cstring(PG_GETARG_TEXT_PP(0)), nargs, args)));
}

/* Returns a template for the eye of a reader, in the session's language and without the kinds of its arguments. */
static char *
plain_template(const char *template)
{
	StringInfoData out;

	initStringInfo(&out);
	for (const char *p = dgettext(TEXTDOMAIN, template); *p; p++)
	{
		const char *end = p[0] == '%' && p[1] >= '1' && p[1] <= '9' && p[2] == '{' ? strchr(p, '}') : NULL;

		appendBinaryStringInfo(&out, p, end ? 2 : 1);
		if (end)
			p = end;
	}
	return out.data;
}

/* Lists the registry: SQLSTATE, name and the templates in the session's language. */
Datum
cc_error_codes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < CC_ERROR_COUNT; i++)
	{
		const char *parts[] = {registry[i].message, registry[i].detail, registry[i].hint};
		Datum		values[5];
		bool		nulls[5] = {false};

		values[0] = CStringGetTextDatum(registry[i].sqlstate);
		values[1] = CStringGetTextDatum(registry[i].name);
		for (int p = 0; p < 3; p++)
		{
			nulls[2 + p] = parts[p] == NULL;
			values[2 + p] = parts[p] ? CStringGetTextDatum(plain_template(parts[p])) : (Datum) 0;
		}
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
