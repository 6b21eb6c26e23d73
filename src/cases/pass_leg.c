/*
 * Passing a leg on: to another person, to the shift that covers now, or into waiting. The one way in
 * which the sweep and handovers write; its callers hold the lock on the case.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/leg_store.h"
#include "cases/load.h"
#include "cases/route.h"
#include "cases/rules.h"
#include "core/errors.h"
#include "core/read.h"

PG_FUNCTION_INFO_V1(cc_pass_leg);

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
take_placement(CCLeg *leg, const CCPlacement *placement, int version)
{
	leg->version = version;
	leg->clock_start = placement->clock_start;
	leg->due_at = placement->due_at;
	leg->shift_ends_at = placement->shift_ends_at;
	leg->attention_at = placement->attention_at;
	leg->holder = placement->held ? placement->holder : NULL;
	leg->shift = placement->held ? placement->shift : NULL;
}

/*
 * SQL: pass_leg(center, case, leg_no, at, to_staff, by_staff). Gives an open leg to to_staff, or to
 * whom the routing chooses where to_staff is NULL. A leg that was waiting gets its first holder and keeps
 * the instant it came; one that somebody held ends as handed over, and its successor has a clock of
 * its own (U4, I29). Returns the new holder: NULL when nobody covers.
 */
Datum
cc_pass_leg(PG_FUNCTION_ARGS)
{
	int64		center_id = PG_GETARG_INT64(0);
	int64		case_id = PG_GETARG_INT64(1);
	int32		leg_no = PG_GETARG_INT32(2);
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(3);
	char	   *to_staff = PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4));
	char	   *by_staff = PG_ARGISNULL(5) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(5));
	CCPlacement placement;
	CCCenter   *center;
	CCLeg		leg;
	bool		waited;
	TimestampTz due_before;

	cc_days_begin();
	center = cc_rules(center_id);
	if (!cc_leg_read_open(center_id, case_id, leg_no, &leg))
		cc_fail(nothing_to_hand_over, cc_int64_text(case_id));
	waited = leg.holder == NULL;
	due_before = leg.due_at;
	cc_place(center, leg.leg_kind, leg.role, leg.street, waited ? leg.received_at : at, at, to_staff, &placement);
	if (waited)
	{
		take_placement(&leg, &placement, cc_rules_at(center, at)->version);
		cc_leg_place(&leg);
		if (!placement.held && leg.due_at == due_before)
			PG_RETURN_NULL();
	}
	else
	{
		cc_count_leg(center_id, leg.holder, -1);
		cc_leg_finish(center_id, case_id, leg_no, at, by_staff, "handed_over", NULL);
		leg.leg_no++;
		leg.received_at = at;
		leg.overdue_at = DT_NOEND;
		take_placement(&leg, &placement, cc_rules_at(center, at)->version);
		cc_leg_insert(&leg);
	}
	update_case(&leg);
	if (!placement.held)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(placement.holder));
}
