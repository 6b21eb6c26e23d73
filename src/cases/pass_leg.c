/*
 * Passing a leg on: to another person, to the shift that covers now, or into waiting. Every change of hands is
 * recorded here and nowhere else. Callers hold the lock on the case.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/dispatch.h"
#include "cases/leg_store.h"
#include "cases/open_legs.h"
#include "cases/pass_leg.h"
#include "cases/route.h"
#include "cases/rules.h"
#include "core/errors.h"
#include "core/read.h"

PG_FUNCTION_INFO_V1(cc_pass_leg);
PG_FUNCTION_INFO_V1(cc_pass_at_rest);

/* Writes the record of a change of hands, with the note that the holder left for it. */
void
cc_record_handover(const CCHandover *handover)
{
	const char *texts[] = {handover->from_staff, handover->to_staff, handover->by_staff, handover->kind, handover->reason};
	Oid			types[] = {INT8OID, INT8OID, INT4OID, INT4OID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	Datum		values[lengthof(types)] = {
		Int64GetDatum(handover->center_id), Int64GetDatum(handover->case_id), Int32GetDatum(handover->leg_no),
		Int32GetDatum(handover->new_leg_no), TimestampTzGetDatum(handover->at)
	};
	char		nulls[lengthof(types)];
	CCReader	reader;

	memset(nulls, ' ', sizeof(nulls));
	for (size_t i = 0; i < lengthof(texts); i++)
	{
		nulls[i + 5] = texts[i] ? ' ' : 'n';
		values[i + 5] = texts[i] ? CStringGetTextDatum(texts[i]) : (Datum) 0;
	}
	reader = cc_spi_begin();
	if (SPI_execute_with_args("INSERT INTO cc_center.handover (center_id, case_id, leg_no, new_leg_no, at, from_staff, "
							  "to_staff, by_staff, kind, reason, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
							  "(SELECT n.note FROM cc_center.handover_note n "
							  "WHERE n.center_id = $1 AND n.case_id = $2 AND n.leg_no = $3))",
							  lengthof(types), types, values, nulls, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "recording a handover failed");
	cc_spi_end(reader);
}

/* Brings the case's row up to its new leg. */
static void
update_case(const CCLeg *leg)
{
	Oid			types[] = {INT8OID, INT8OID, INT4OID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(leg->center_id), Int64GetDatum(leg->case_id), Int32GetDatum(leg->leg_no),
		leg->holder ? CStringGetTextDatum(leg->holder) : (Datum) 0, TimestampTzGetDatum(leg->due_at)
	};
	char		nulls[] = {' ', ' ', ' ', leg->holder ? ' ' : 'n', leg->due_at == DT_NOEND ? 'n' : ' '};
	CCReader	reader = cc_spi_begin();

	if (SPI_execute_with_args("UPDATE cc_center.cases SET leg_no = $3, holder = $4, due_at = $5, "
							  "first_contact = coalesce(first_contact, $4) WHERE center_id = $1 AND case_id = $2",
							  5, types, values, nulls, false, 0) != SPI_OK_UPDATE || SPI_processed != 1)
		elog(ERROR, "updating the case of a leg failed");
	cc_spi_end(reader);
}

/* Takes over into a leg how it was placed. */
static void
take_placement(CCLeg *leg, const CCPlacement *placement)
{
	leg->version = placement->version;
	leg->due_clause = placement->clause;
	leg->clock_start = placement->clock_start;
	leg->due_at = placement->due_at;
	leg->shift_ends_at = placement->shift_ends_at;
	leg->attention_at = placement->attention_at;
	leg->holder = placement->held ? pstrdup(placement->holder) : NULL;
	leg->shift = placement->held ? pstrdup(placement->shift) : NULL;
}

/* Tells whether a leg that waits came by import, open. */
static bool
came_by_import(const CCLeg *leg)
{
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(leg->center_id), Int64GetDatum(leg->case_id), TimestampTzGetDatum(leg->received_at)
	};
	CCReader	reader = cc_spi_begin();
	bool		found;

	cc_read("SELECT FROM cc_center.case_import i WHERE i.center_id = $1 AND i.case_id = $2 "
			"AND coalesce(i.stage_at[cardinality(i.stage_at)], i.reported_at) = $3", lengthof(types), types, values);
	found = SPI_processed > 0;
	cc_spi_end(reader);
	return found;
}

/*
 * Leaves a leg that came by import, open, the clock and the due that it came with: the roster of its time is mostly not
 * known, and by the one of today it would be as young as the import.
 */
static void
keep_age(CCCenter *center, const CCLeg *leg, TimestampTz at, CCPlacement *placement)
{
	if (leg->clock_start == DT_NOEND || leg->clock_start >= at
		|| (leg->clock_start == placement->clock_start && leg->due_at == placement->due_at)
		|| !came_by_import(leg))
		return;
	placement->clock_start = leg->clock_start;
	placement->due_at = leg->due_at;
	placement->clause = leg->due_clause;
	placement->version = leg->version;
	if (placement->held)
		placement->attention_at = cc_next_attention(center, placement->holder, leg->received_at, leg->due_at,
													placement->shift_ends_at, at);
}

/*
 * Places a leg anew: by the shifts of its role, or, where it lies outside of them, with the person named, or another
 * inspector. A clock that is paused begins for the next hands when the pause ends.
 */
static void
place(CCCenter *center, const CCLeg *leg, const CCMatter *matter, TimestampTz received_at, TimestampTz at,
	  const char *to_staff, CCPlacement *placement)
{
	if (leg->role)
		cc_place(center, leg->leg_kind, leg->role, matter, received_at, at, to_staff, placement);
	else
	{
		if (to_staff)
			cc_count_given_leg(leg->center_id, to_staff, at);
		else
			to_staff = cc_choose_inspector(leg->center_id, leg->street, leg->holder, at);
		cc_place_outside(center, leg->leg_kind, matter, at, to_staff, placement);
	}
}

/*
 * Leaves the successor of a leg the clock that runs on in the next hands, where the limit is of that kind, with its mark
 * as overdue; otherwise his own clock begins when a pause ends.
 */
static void
keep_running(CCCenter *center, CCLeg *leg, const CCMatter *matter, TimestampTz at, CCPlacement *placement)
{
	TimestampTz due_at;
	const CCLegLimit *limit = leg->clock_start == DT_NOEND ? NULL
	: cc_leg_limit(cc_rules_at(center, leg->clock_start), leg->leg_kind, matter);

	if (limit && limit->runs_on)
	{
		placement->clock_start = leg->clock_start;
		placement->due_at = leg->due_at;
		placement->clause = leg->due_clause;
		placement->version = leg->version;
	}
	else
	{
		leg->overdue_at = DT_NOEND;
		if (matter->paused_until <= at)
			return;
		cc_set_clock(center, leg->leg_kind, matter, matter->paused_until, placement);
	}
	due_at = leg->overdue_at == DT_NOEND ? placement->due_at : DT_NOEND;
	if (placement->held && leg->role)
		placement->attention_at = cc_next_attention(center, placement->holder, at, due_at, placement->shift_ends_at, at);
	else if (leg->role == NULL)
		placement->attention_at = due_at == DT_NOEND ? DT_NOEND : due_at + 1;
}

/*
 * Gives an open leg to to_staff, or to whom the routing chooses where that is NULL. A leg that was waiting gets
 * its first holder and keeps the instant it came; one that somebody held ends as handed over, and its successor
 * has a clock of its own (U4, I29). Tells whether the case must follow.
 */
static bool
pass(CCLeg *leg, TimestampTz at, const char *to_staff, const char *by_staff)
{
	CCCenter   *center = cc_rules(leg->center_id);
	bool		waited = leg->holder == NULL;
	TimestampTz due_before = leg->due_at;
	CCPlacement placement;
	CCMatter	matter;

	cc_matter(leg->center_id, leg->case_id, &matter);
	place(center, leg, &matter, waited ? leg->received_at : at, at, to_staff, &placement);
	if (waited)
	{
		keep_age(center, leg, at, &placement);
		take_placement(leg, &placement);
		cc_leg_place(leg);
		return placement.held || leg->due_at != due_before;
	}
	cc_count_finished_leg(leg->center_id, leg->holder);
	cc_leg_finish(leg->center_id, leg->case_id, leg->leg_no, &at, by_staff, "handed_over", NULL);
	keep_running(center, leg, &matter, at, &placement);
	leg->taken_from = to_staff && by_staff && strcmp(to_staff, by_staff) == 0 ? leg->holder : NULL;
	leg->leg_no++;
	leg->received_at = at;
	take_placement(leg, &placement);
	cc_leg_insert(leg);
	return true;
}

/* Returns a text argument, or NULL. */
static char *
text_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(i));
}

/* Passes an open leg on and records it, where the handover has a kind; fills in from whom, to whom and which new leg. */
static void
pass_on(CCLeg *leg, const char *to_staff, CCHandover *handover)
{
	handover->from_staff = leg->holder;
	if (pass(leg, handover->at, to_staff, handover->by_staff))
		update_case(leg);
	handover->new_leg_no = leg->leg_no;
	handover->to_staff = leg->holder;
	/* nothing changed hands where a leg waits on */
	if (handover->kind && (handover->from_staff || handover->to_staff))
		cc_record_handover(handover);
}

/*
 * SQL: pass_leg(center, case, leg_no, at, to_staff, by_staff, kind, reason). Passes an open leg on and records it, where
 * kind is not NULL. Who waited for a lock may come with an instant from before the leg came: it is passed on when
 * it came then. Returns the new holder: NULL when nobody covers.
 */
Datum
cc_pass_leg(PG_FUNCTION_ARGS)
{
	char	   *to_staff = text_argument(fcinfo, 4);
	CCHandover	handover = {
		.center_id = PG_GETARG_INT64(0),
		.case_id = PG_GETARG_INT64(1),
		.leg_no = PG_GETARG_INT32(2),
		.by_staff = text_argument(fcinfo, 5),
		.kind = text_argument(fcinfo, 6),
		.reason = text_argument(fcinfo, 7)
	};
	CCLeg		leg;

	cc_days_begin();
	if (!cc_leg_read_open(handover.center_id, handover.case_id, handover.leg_no, &leg))
		cc_fail(nothing_to_hand_over, cc_int64_text(handover.case_id));
	handover.at = Max(PG_GETARG_TIMESTAMPTZ(3), leg.received_at);
	pass_on(&leg, to_staff, &handover);
	if (leg.holder == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(leg.holder));
}

/*
 * SQL: pass_at_rest(center, case, leg_no, at), for the sweep: passes a leg on whose holder is in a rest that began while
 * he held it, to the cover on duty (U19). Where it stays, says when to look at it again. Returns whether it was passed.
 */
Datum
cc_pass_at_rest(PG_FUNCTION_ARGS)
{
	CCHandover	handover = {
		.center_id = PG_GETARG_INT64(0),
		.case_id = PG_GETARG_INT64(1),
		.leg_no = PG_GETARG_INT32(2),
		.at = PG_GETARG_TIMESTAMPTZ(3),
		.kind = "rest"
	};
	CCCenter   *center;
	CCLeg		leg;

	cc_days_begin();
	if (!cc_leg_read_open(handover.center_id, handover.case_id, handover.leg_no, &leg) || leg.holder == NULL || leg.role == NULL)
		PG_RETURN_BOOL(false);
	center = cc_rules(leg.center_id);
	if (cc_passes_at_rest(center, leg.role, leg.street, leg.holder, leg.received_at, handover.at))
	{
		pass_on(&leg, NULL, &handover);
		PG_RETURN_BOOL(true);
	}
	leg.attention_at = cc_leg_attention(&leg, handover.at);
	cc_leg_attend(&leg);
	PG_RETURN_BOOL(false);
}
