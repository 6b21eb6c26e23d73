/*
 * Aggregate first_action: which leg somebody finished first, with the start of its clock. A month of legs is read
 * once, and only the earliest is remembered for each duty; sorting them would cost many times as much.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/timestamp.h"

#include "core/errors.h"

PG_FUNCTION_INFO_V1(cc_first_action_step);
PG_FUNCTION_INFO_V1(cc_first_action_combine);
PG_FUNCTION_INFO_V1(cc_first_action_end);

/* The state, kept as bytea so that parallel workers can send it; a datum may lie unaligned, hence memcpy. */
typedef struct Action
{
	TimestampTz finished_at;
	TimestampTz clock_start;
	int64		case_id;
	int64		leg_no;
} Action;

/* Reads a state. */
static Action
read_action(bytea *state)
{
	Action		action;

	if (VARSIZE_ANY_EXHDR(state) != sizeof(Action))
		elog(ERROR, "this is no state of aggregate first_action");
	memcpy(&action, VARDATA_ANY(state), sizeof(Action));
	return action;
}

/* Makes a state. */
static bytea *
make_state(const Action *action)
{
	bytea	   *state = palloc(VARHDRSZ + sizeof(Action));

	SET_VARSIZE(state, VARHDRSZ + sizeof(Action));
	memcpy(VARDATA(state), action, sizeof(Action));
	return state;
}

/* Tells whether an action comes before another. */
static bool
is_earlier(const Action *action, const Action *other)
{
	if (action->finished_at != other->finished_at)
		return action->finished_at < other->finished_at;
	if (action->case_id != other->case_id)
		return action->case_id < other->case_id;
	return action->leg_no < other->leg_no;
}

/* SQL: the transition; keeps the earlier action. The executor's own copy of the state is changed in place. */
Datum
cc_first_action_step(PG_FUNCTION_ARGS)
{
	bytea	   *state = PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0);
	Action		action;
	Action		kept;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_BYTEA_P(state);
	}
	action.finished_at = PG_GETARG_TIMESTAMPTZ(1);
	action.clock_start = PG_GETARG_TIMESTAMPTZ(2);
	action.case_id = PG_GETARG_INT64(3);
	action.leg_no = PG_GETARG_INT32(4);
	if (state)
	{
		kept = read_action(state);
		if (!is_earlier(&action, &kept))
			PG_RETURN_BYTEA_P(state);
		if (AggCheckCallContext(fcinfo, NULL))
		{
			memcpy(VARDATA_ANY(state), &action, sizeof(Action));
			PG_RETURN_BYTEA_P(state);
		}
	}
	PG_RETURN_BYTEA_P(make_state(&action));
}

/* SQL: of two states the one with the earlier action. */
Datum
cc_first_action_combine(PG_FUNCTION_ARGS)
{
	Action		left;
	Action		right;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0))
		PG_RETURN_DATUM(PG_GETARG_DATUM(1));
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	left = read_action(PG_GETARG_BYTEA_PP(0));
	right = read_action(PG_GETARG_BYTEA_PP(1));
	PG_RETURN_DATUM(is_earlier(&right, &left) ? PG_GETARG_DATUM(1) : PG_GETARG_DATUM(0));
}

/* SQL: the action that a state holds. */
Datum
cc_first_action_end(PG_FUNCTION_ARGS)
{
	Action		action = read_action(PG_GETARG_BYTEA_PP(0));
	TupleDesc	descriptor;
	Datum		values[4] = {
		TimestampTzGetDatum(action.finished_at), TimestampTzGetDatum(action.clock_start),
		Int64GetDatum(action.case_id), Int32GetDatum((int32) action.leg_no)
	};
	bool		nulls[4] = {false};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "first_action_end returns no row");
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
