/* Words of ours in messages: statuses, kinds, roles and the like, and lengths of time, in the session's language. */
#include "postgres.h"

#include "datatype/timestamp.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/compat.h"
#include "core/errors.h"
#include "core/words.h"

/* What stands between the words of a list. */
static const char *const separators[] = {", ", " or "};

/* Appends the catalogue's word for one of a kind; a word that the catalogue lacks, as a center's own, stays as it is. */
static void
append_word(StringInfo out, const char *kind, int kind_length, const char *word, int length)
{
	/* the form in which a catalogue keeps an entry with a context */
	char	   *key = psprintf("%.*s\004%.*s", kind_length, kind, length, word);
	const char *found = dgettext(TEXTDOMAIN, key);

	if (found == key)
		appendBinaryStringInfo(out, word, length);
	else
		appendStringInfoString(out, found);
	pfree(key);
}

/* Returns the first separator of a list, and where it stands. */
static const char *
next_separator(const char *list, const char **at)
{
	/* byte by byte: a search for each of them would read the whole of a long list for each of its words */
	for (*at = list; **at; (*at)++)
		for (int i = 0; i < (int) lengthof(separators); i++)
			if (strncmp(*at, separators[i], strlen(separators[i])) == 0)
				return separators[i];
	return NULL;
}

/* Appends a number of units, such as 2 days. */
static void
append_amount(StringInfo out, const char *amount, const char *unit)
{
	if (out->len > 0)
		appendStringInfoChar(out, ' ');
	appendStringInfo(out, "%s ", amount);
	append_word(out, "interval", strlen("interval"), unit, strlen(unit));
}

/* Appends a number of units unless it is none; one of them is called by another word than several. */
static void
append_units(StringInfo out, int64 amount, const char *one, const char *several)
{
	if (amount != 0)
		append_amount(out, cc_int64_text(amount), amount == 1 || amount == -1 ? one : several);
}

/* Appends a length of time, given as an interval in any style that a session may write it in. */
static void
append_interval(StringInfo out, const char *interval)
{
	Interval   *span = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(interval),
															 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	StringInfoData spoken;
	int64		seconds = span->time / USECS_PER_SEC;
	int			micros = (int) (span->time % USECS_PER_SEC);

	initStringInfo(&spoken);
	append_units(&spoken, span->month / MONTHS_PER_YEAR, "year", "years");
	append_units(&spoken, span->month % MONTHS_PER_YEAR, "month", "months");
	append_units(&spoken, span->day, "day", "days");
	append_units(&spoken, seconds / SECS_PER_HOUR, "hour", "hours");
	append_units(&spoken, seconds % SECS_PER_HOUR / SECS_PER_MINUTE, "minute", "minutes");
	if (micros != 0)
		append_amount(&spoken, psprintf("%g", (double) (seconds % SECS_PER_MINUTE) + micros / 1000000.0), "seconds");
	else
		append_units(&spoken, seconds % SECS_PER_MINUTE, "second", "seconds");
	if (spoken.len == 0)
		append_amount(&spoken, "0", "minutes");
	appendStringInfoString(out, spoken.data);
}

/*
 * Appends a word of a kind, or a list of them, in the session's language; kind interval is a length of time. The
 * kinds and their words stand in the areas' words.def.
 */
void
cc_append_words(StringInfo out, const char *kind, int length, const char *words)
{
	const char *separator;
	const char *end;

	if (words[0] == '\0')
		return;
	if (length == strlen("interval") && strncmp(kind, "interval", length) == 0)
	{
		append_interval(out, words);
		return;
	}
	while ((separator = next_separator(words, &end)) != NULL)
	{
		/* a reader may ask with a list of any length */
		CHECK_FOR_INTERRUPTS();
		append_word(out, kind, length, words, end - words);
		append_word(out, "list", strlen("list"), separator, strlen(separator));
		words = end + strlen(separator);
	}
	append_word(out, kind, length, words, strlen(words));
}
