/* The SQL type work_hours: text and binary form, equality, order and hash. */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "calendar/work_hours_type.h"
#include "core/compat.h"
#include "core/errors.h"

#define NOOP(text) text			/* marks texts for translation */

#define WIRE_FORMAT 1
#define LONGEST_TOKEN 40

PG_FUNCTION_INFO_V1(cc_work_hours_in);
PG_FUNCTION_INFO_V1(cc_work_hours_out);
PG_FUNCTION_INFO_V1(cc_work_hours_recv);
PG_FUNCTION_INFO_V1(cc_work_hours_send);
PG_FUNCTION_INFO_V1(cc_work_hours_eq);
PG_FUNCTION_INFO_V1(cc_work_hours_ne);
PG_FUNCTION_INFO_V1(cc_work_hours_lt);
PG_FUNCTION_INFO_V1(cc_work_hours_le);
PG_FUNCTION_INFO_V1(cc_work_hours_ge);
PG_FUNCTION_INFO_V1(cc_work_hours_gt);
PG_FUNCTION_INFO_V1(cc_work_hours_cmp);
PG_FUNCTION_INFO_V1(cc_work_hours_hash);
PG_FUNCTION_INFO_V1(cc_work_hours_hash_extended);

/* Reports where and why a text is not a timetable. */
static void
refuse(const char *timetable, const CCRefusal *refusal, Node *escontext)
{
	char	   *position = cc_int64_text(pg_mbstrlen_with_len(timetable, refusal->position) + 1);
	int			length = pg_mbcliplen(timetable + refusal->position, Min(refusal->length, LONGEST_TOKEN), LONGEST_TOKEN);
	char	   *token = pnstrdup(timetable + refusal->position, length);
	const char *reason = dgettext(TEXTDOMAIN, refusal->reason);

	if (refusal->unsupported)
		cc_fail_soft(escontext, timetable_unsupported, position, token, reason);
	else if (length == 0)
		cc_fail_soft(escontext, timetable_incomplete, position, reason);
	else
		cc_fail_soft(escontext, timetable_unreadable, position, token, reason,
					 refusal->instead[0] ? psprintf(dgettext(TEXTDOMAIN, NOOP("Write \"%s\" instead.")), refusal->instead)
					 : NOOP("A timetable is written like \"Mo-Fr 08:30-12:00,14:00-17:30; PH off\"."));
}

/* Says how a text was read that is spelled otherwise than the syntax has it. */
static void
notice_spelling(const char *canonical, int spelled)
{
	static const struct
	{
		int			spelled;
		const char *reading;
	}			readings[] = {
		{CC_SPELLED_WIDE, NOOP("A full-width character is read as its plain form.")},
		{CC_SPELLED_DASH, NOOP("A dash or ~ is read as \"-\".")},
		{CC_SPELLED_HOUR, NOOP("A time without minutes is read as a full hour.")},
		{CC_SPELLED_POINT, NOOP("A point between hour and minutes is read as \":\".")},
		{CC_SPELLED_TRAIL, NOOP("A separator at the end is left out.")}
	};

	for (size_t i = 0; i < lengthof(readings); i++)
	{
		if (spelled & readings[i].spelled)
			cc_notice(timetable_read_as, canonical, readings[i].reading);
	}
}

/* Says where a rule cuts off the night before it. */
static void
notice_cut_night(MemoryContext context, const CCRule *rules, int nrules)
{
	CCCutNight	cut;
	int			year;
	int			month;
	int			mday;

	if (!cc_hours_cut_night(context, rules, nrules, &cut))
		return;
	cc_civil(cut.day, &year, &month, &mday);
	cc_notice(timetable_cuts_night, cc_hours_text(context, &rules[cut.rule], 1), cc_hours_text(context, &rules[cut.by], 1),
			  psprintf("%04d-%02d-%02d", year, month, mday));
}

/* Parses a timetable; fails, softly where it can be, and then returns NULL. */
WorkHours *
cc_work_hours_from_text(const char *timetable, int length, Node *escontext)
{
	MemoryContext context;
	CCRule	   *rules;
	int			nrules;
	CCRefusal	refusal;
	WorkHours  *result;
	int			size;

	if (length > CC_MAX_TEXT)
	{
		cc_fail_soft(escontext, timetable_too_long, cc_int64_text(length), cc_int64_text(CC_MAX_TEXT));
		return NULL;
	}
	context = AllocSetContextCreate(CurrentMemoryContext, "work_hours parser", ALLOCSET_DEFAULT_SIZES);
	if (!cc_hours_parse(context, timetable, length, &rules, &nrules, &refusal))
	{
		MemoryContextDelete(context);
		refuse(timetable, &refusal, escontext);
		return NULL;
	}
	/* who only asks whether a text is a timetable is told nothing about it */
	if (escontext == NULL)
	{
		if (refusal.spelled)
			notice_spelling(cc_hours_text(context, rules, nrules), refusal.spelled);
		notice_cut_night(context, rules, nrules);
	}
	size = VARHDRSZ + cc_hours_packed_size(rules, nrules);
	result = palloc0(size);
	SET_VARSIZE(result, size);
	cc_hours_pack(rules, nrules, VARDATA(result));
	MemoryContextDelete(context);
	return result;
}

/* Unpacks a stored timetable into a context. */
static void
unpack(MemoryContext context, const WorkHours *hours, CCRule **rules, int *nrules)
{
	if (!cc_hours_unpack(context, VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), rules, nrules))
		cc_fail(timetable_damaged);
}

/* Returns the canonical text of a timetable. */
static char *
to_text(const WorkHours *hours)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "work_hours printer", ALLOCSET_DEFAULT_SIZES);
	CCRule	   *rules;
	int			nrules;
	char	   *written;

	unpack(context, hours, &rules, &nrules);
	written = pstrdup(cc_hours_text(context, rules, nrules));
	MemoryContextDelete(context);
	return written;
}

/* Compiles a timetable into a context; the calendar's days must live as long as it. */
CCSchedule *
cc_work_hours_compile(MemoryContext context, const WorkHours *hours, const CCDayCalendar *calendar)
{
	CCRule	   *rules;
	int			nrules;

	unpack(context, hours, &rules, &nrules);
	return cc_schedule_create(context, rules, nrules, calendar);
}

/* Tells what a timetable's answers need of the day calendar. */
int
cc_work_hours_needs(const WorkHours *hours)
{
	int16		needs;

	memcpy(&needs, VARDATA_ANY(hours) + CC_PACKED_NEEDS * sizeof(int16), sizeof(int16));
	return needs;
}

/* Reads a timetable from text. */
Datum
cc_work_hours_in(PG_FUNCTION_ARGS)
{
	char	   *timetable = PG_GETARG_CSTRING(0);
	WorkHours  *hours = cc_work_hours_from_text(timetable, (int) strlen(timetable), fcinfo->context);

	if (hours == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(hours);
}

/* Writes a timetable as text. */
Datum
cc_work_hours_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(to_text(PG_GETARG_WORK_HOURS(0)));
}

/* Reads a timetable from the binary protocol. The text in it is parsed, so nothing unchecked gets in. */
Datum
cc_work_hours_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buffer = (StringInfo) PG_GETARG_POINTER(0);
	int			format = pq_getmsgbyte(buffer);
	char	   *timetable;
	int			length;

	if (format != WIRE_FORMAT)
		cc_fail(timetable_damaged);
	timetable = pq_getmsgtext(buffer, buffer->len - buffer->cursor, &length);
	PG_RETURN_POINTER(cc_work_hours_from_text(timetable, length, NULL));
}

/* Writes a timetable for the binary protocol: a format byte and the canonical text. */
Datum
cc_work_hours_send(PG_FUNCTION_ARGS)
{
	char	   *written = to_text(PG_GETARG_WORK_HOURS(0));
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, WIRE_FORMAT);
	pq_sendtext(&buffer, written, (int) strlen(written));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

/* Tells whether two timetables are the same; their stored forms then are, too. */
static bool
same_hours(const WorkHours *a, const WorkHours *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* Tells whether two timetables are equal. */
Datum
cc_work_hours_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(same_hours(PG_GETARG_WORK_HOURS(0), PG_GETARG_WORK_HOURS(1)));
}

/* Tells whether two timetables differ. */
Datum
cc_work_hours_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!same_hours(PG_GETARG_WORK_HOURS(0), PG_GETARG_WORK_HOURS(1)));
}

/*
 * Compares two timetables by the bytes of their stored forms: an order for sorting and for unique keys
 * that tells nothing about the hours. Called once for each comparison of a sort, it leaves no copies behind.
 */
static int
compare_hours(FunctionCallInfo fcinfo)
{
	WorkHours  *a = PG_GETARG_WORK_HOURS(0);
	WorkHours  *b = PG_GETARG_WORK_HOURS(1);
	int			a_length = VARSIZE_ANY_EXHDR(a);
	int			b_length = VARSIZE_ANY_EXHDR(b);
	int			result = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_length, b_length));

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result != 0 ? result : a_length - b_length;
}

/* Tells whether a timetable sorts before another. */
Datum
cc_work_hours_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_hours(fcinfo) < 0);
}

/* Tells whether a timetable sorts before another or equals it. */
Datum
cc_work_hours_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_hours(fcinfo) <= 0);
}

/* Tells whether a timetable sorts after another or equals it. */
Datum
cc_work_hours_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_hours(fcinfo) >= 0);
}

/* Tells whether a timetable sorts after another. */
Datum
cc_work_hours_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_hours(fcinfo) > 0);
}

/* Returns how two timetables sort: negative, zero or positive. */
Datum
cc_work_hours_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_hours(fcinfo));
}

/* Returns the hash of a timetable. */
Datum
cc_work_hours_hash(PG_FUNCTION_ARGS)
{
	WorkHours  *hours = PG_GETARG_WORK_HOURS(0);

	return hash_any((unsigned char *) VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours));
}

/* Returns the seeded hash of a timetable. */
Datum
cc_work_hours_hash_extended(PG_FUNCTION_ARGS)
{
	WorkHours  *hours = PG_GETARG_WORK_HOURS(0);

	return hash_any_extended((unsigned char *) VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours), PG_GETARG_INT64(1));
}
