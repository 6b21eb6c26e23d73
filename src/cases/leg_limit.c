/*
 * How long a leg may lie. The due is reckoned from the start of the clock each time: the limit by category and
 * priority, or by the hour; less what was used up before each pause, from its end; and not later than an order wants.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/leg_limit.h"
#include "cases/route.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/read.h"

PG_FUNCTION_INFO_V1(cc_retime_leg_sql);

/* Reads what of a case decides on its legs. */
void
cc_matter(int64 center_id, int64 case_id, CCMatter *matter)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(center_id), Int64GetDatum(case_id)};
	MemoryContext memory = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();

	cc_read("SELECT c.street, c.category, c.priority, c.department, c.deadline, c.paused_until FROM cc_center.cases c "
			"WHERE c.center_id = $1 AND c.case_id = $2", lengthof(types), types, values);
	if (SPI_processed == 0)
		cc_fail(unknown_case, cc_int64_text(center_id), cc_int64_text(case_id));
	matter->case_id = case_id;
	matter->street = cc_column_text(memory, 0, 1);
	matter->category = cc_column_text(memory, 0, 2);
	matter->priority = cc_column_text(memory, 0, 3);
	matter->department = cc_column_text(memory, 0, 4);
	matter->deadline = cc_column_int64(0, 5, DT_NOEND);
	matter->paused_until = cc_column_int64(0, 6, DT_NOBEGIN);
	cc_spi_end(reader);
}

/* Tells whether a rule's word stands for a value. */
static bool
stands_for(const char *rule, const char *value)
{
	return strcmp(rule, "*") == 0 || (value && strcmp(rule, value) == 0);
}

/* Returns the limit of a kind of leg by category and priority, or NULL. */
const CCLegLimit *
cc_leg_limit(const CCVersion *version, const char *leg_kind, const CCMatter *matter)
{
	for (int i = 0; i < version->limit_count; i++)
	{
		const CCLegLimit *limit = &version->limits[i];

		if (strcmp(limit->leg_kind, leg_kind) == 0
			&& stands_for(limit->category, matter->category) && stands_for(limit->priority, matter->priority))
			return limit;
	}
	return NULL;
}

/* Returns when so much of the time that counts has passed. */
TimestampTz
cc_limit_end(int64 center_id, const WorkHours *hours, TimestampTz from, int64 amount)
{
	if (hours == NULL)
		return from + amount;
	return cc_timeline_add(cc_hours_timeline(cc_center_calendar(center_id, false), hours), from, amount);
}

/* Returns how much of the time that counts lies between two instants. */
static int64
limit_used(int64 center_id, const WorkHours *hours, TimestampTz from, TimestampTz to)
{
	if (hours == NULL)
		return to - from;
	return cc_timeline_working_time(cc_hours_timeline(cc_center_calendar(center_id, false), hours), from, to);
}

/* Returns the clause of the order from above that has a deadline. */
static const char *
clause_of_deadline(int64 center_id, const CCMatter *matter)
{
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(center_id), Int64GetDatum(matter->case_id), TimestampTzGetDatum(matter->deadline)
	};
	MemoryContext memory = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();
	char	   *clause = NULL;

	cc_read("SELECT s.due_clause FROM cc_center.supervision s WHERE s.center_id = $1 AND s.case_id = $2 "
			"AND s.deadline = $3 AND s.lifted_at IS NULL ORDER BY s.supervision_id LIMIT 1", lengthof(types), types, values);
	if (SPI_processed > 0)
		clause = cc_column_text(memory, 0, 1);
	cc_spi_end(reader);
	return clause;
}

/* Shortens a due to the deadline of the orders from above; a leg that came when it had passed keeps its own. */
void
cc_obey_deadline(int64 center_id, const CCMatter *matter, TimestampTz clock_start, TimestampTz *due_at, const char **clause)
{
	if (matter->deadline == DT_NOEND || matter->deadline <= clock_start || matter->deadline >= *due_at)
		return;
	*due_at = matter->deadline;
	*clause = clause_of_deadline(center_id, matter);
}

/* A clock that runs, and stops at times. */
typedef struct Running
{
	int64		center_id;
	const WorkHours *hours;
	TimestampTz position;		/* up to which what was used up is counted */
	int64		left;
} Running;

/* Takes a pause into account; false where the limit had run out before it: what ends exactly there lasts until its end. */
static bool
take_pause(Running *running, TimestampTz begins, TimestampTz ends)
{
	begins = Max(begins, running->position);
	if (ends <= begins)
		return true;
	if (cc_limit_end(running->center_id, running->hours, running->position, running->left) < begins)
		return false;
	running->left -= limit_used(running->center_id, running->hours, running->position, begins);
	running->position = ends;
	return true;
}

/* Returns the due of a limit on a leg's clock, with the pauses and extensions that were approved. */
static TimestampTz
due_with_events(const CCLeg *leg, const WorkHours *hours, int64 limit)
{
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(leg->center_id), Int64GetDatum(leg->case_id), TimestampTzGetDatum(leg->clock_start)
	};
	Running		running = {.center_id = leg->center_id, .hours = hours, .position = leg->clock_start, .left = limit};
	CCReader	reader = cc_spi_begin();
	int			count;
	TimestampTz *begins;
	TimestampTz *ends;

	cc_read("SELECT e.began_at, coalesce(e.ended_at, e.until), e.extra FROM cc_center.clock_event e "
			"WHERE e.center_id = $1 AND e.case_id = $2 AND e.clock_start = $3 AND e.status = 'approved' ORDER BY e.began_at, e.event_id",
			lengthof(types), types, values);
	count = (int) SPI_processed;
	begins = palloc(sizeof(TimestampTz) * (count + 1));
	ends = palloc(sizeof(TimestampTz) * (count + 1));
	for (int i = 0; i < count; i++)
	{
		bool		isnull;
		Datum		extra = cc_column(i, 3, &isnull);

		if (!isnull)
			running.left += cc_limit_time(DatumGetIntervalP(extra));
		begins[i] = cc_column_int64(i, 1, DT_NOBEGIN);
		/* an extension pauses nothing */
		ends[i] = isnull ? cc_column_int64(i, 2, DT_NOBEGIN) : DT_NOBEGIN;
	}
	for (int i = 0; i < count; i++)
		if (!take_pause(&running, begins[i], ends[i]))
			break;
	cc_spi_end(reader);
	return cc_limit_end(running.center_id, hours, running.position, running.left);
}

/* Reckons the due of a leg whose clock has a start, and the clause it comes from. */
static void
reckon(const CCLeg *leg, const CCMatter *matter, TimestampTz *due_at, const char **clause)
{
	CCCenter   *center = cc_rules(leg->center_id);
	CCVersion  *version = cc_rules_at(center, leg->clock_start);
	const CCLegLimit *limit = cc_leg_limit(version, leg->leg_kind, matter);
	CCMatter	own = *matter;
	CCPlacement placement;

	own.deadline = DT_NOEND;
	if (limit)
	{
		*clause = limit->clause;
		*due_at = due_with_events(leg, limit->hours, limit->limit);
	}
	else
	{
		cc_set_clock(center, leg->leg_kind, &own, leg->clock_start, &placement);
		*clause = placement.clause;
		*due_at = placement.due_at == DT_NOEND ? DT_NOEND
			: due_with_events(leg, NULL, placement.due_at - placement.clock_start);
	}
	cc_obey_deadline(leg->center_id, matter, leg->clock_start, due_at, clause);
}

/* Brings the case's due up to its leg's. */
static void
update_case_due(const CCLeg *leg)
{
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {Int64GetDatum(leg->center_id), Int64GetDatum(leg->case_id), TimestampTzGetDatum(leg->due_at)};
	char		nulls[] = {' ', ' ', leg->due_at == DT_NOEND ? 'n' : ' '};
	CCReader	reader = cc_spi_begin();

	if (SPI_execute_with_args("UPDATE cc_center.cases SET due_at = $3 WHERE center_id = $1 AND case_id = $2",
							  lengthof(types), types, values, nulls, false, 0) != SPI_OK_UPDATE || SPI_processed != 1)
		elog(ERROR, "updating the case of a leg failed");
	cc_spi_end(reader);
}

/*
 * Reckons the due of an open leg anew. What was marked overdue and is not any more, by its new due, loses the mark, so
 * that the sweep looks at it again.
 */
bool
cc_retime_leg(CCLeg *leg, const CCMatter *matter)
{
	TimestampTz at = cc_clock();
	TimestampTz due_at;
	const char *clause;

	if (leg->clock_start == DT_NOEND)
		return false;
	reckon(leg, matter, &due_at, &clause);
	if (due_at == leg->due_at)
		return false;
	leg->due_at = due_at;
	leg->due_clause = clause;
	if (leg->due_at >= at)
		leg->overdue_at = DT_NOEND;
	/* one that waits is looked at as before */
	if (leg->holder != NULL || leg->role == NULL)
		leg->attention_at = cc_leg_attention(leg, at);
	cc_leg_retime(leg);
	update_case_due(leg);
	return true;
}

/* Ends the pause of a case's clock with a step that somebody took. */
void
cc_end_pause(int64 center_id, int64 case_id, TimestampTz at, const char *staff_no)
{
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(center_id), Int64GetDatum(case_id), TimestampTzGetDatum(at), CStringGetTextDatum(staff_no)
	};
	CCReader	reader = cc_spi_begin();

	if (SPI_execute_with_args("SELECT cc_center.end_pause($1, $2, $3, $4)", lengthof(types), types, values, NULL, false, 0)
		!= SPI_OK_SELECT)
		elog(ERROR, "ending a pause failed");
	cc_spi_end(reader);
}

/*
 * SQL: retime_leg(center, case). Reckons the due of a case's open leg anew after its clock, its limit or its deadline
 * changed; the caller holds the lock on the case. Returns the due, NULL where there is none.
 */
Datum
cc_retime_leg_sql(PG_FUNCTION_ARGS)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	int64		center_id = PG_GETARG_INT64(0);
	int64		case_id = PG_GETARG_INT64(1);
	CCReader	reader = cc_spi_begin();
	CCMatter	matter;
	CCLeg		leg;
	bool		isnull;
	int32		leg_no;

	cc_read("SELECT c.leg_no FROM cc_center.cases c WHERE c.center_id = $1 AND c.case_id = $2", lengthof(types), types, values);
	leg_no = SPI_processed > 0 ? DatumGetInt32(cc_column(0, 1, &isnull)) : 0;
	cc_spi_end(reader);
	cc_days_begin();
	cc_matter(center_id, case_id, &matter);
	if (!cc_leg_read_open(center_id, case_id, leg_no, &leg))
		PG_RETURN_NULL();
	(void) cc_retime_leg(&leg, &matter);
	if (leg.due_at == DT_NOEND)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(leg.due_at);
}
