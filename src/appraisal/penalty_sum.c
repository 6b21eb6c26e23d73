/*
 * Money in fen: rounding to it, and aggregate penalty_sum, which adds penalties up to their cap. The state keeps the
 * whole sum and takes the cap only at the end, so that an amount can be taken back from it and the order of rows and
 * of workers does not matter.
 */
#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "core/errors.h"

PG_FUNCTION_INFO_V1(cc_round_half_up);
PG_FUNCTION_INFO_V1(cc_penalty_sum_step);
PG_FUNCTION_INFO_V1(cc_penalty_sum_back);
PG_FUNCTION_INFO_V1(cc_penalty_sum_combine);
PG_FUNCTION_INFO_V1(cc_penalty_sum_end);

/* The largest numeric(12,2), in fen. */
#define LARGEST_ROUNDED INT64CONST(999999999999)

/* A cap in fen is never negative. */
#define NO_CAP (-1)

/* The state, kept as bytea so that parallel workers can send it; a datum may lie unaligned, hence memcpy. */
typedef struct Penalties
{
	int64		rows;			/* that have an amount; without one there is no cap either */
	int64		sum;			/* fen, whatever the cap */
	int64		cap;			/* fen, or NO_CAP */
} Penalties;

/* Gives fen as yuan, with two decimals. */
static Numeric
yuan(int64 fen)
{
	return int64_div_fast_to_numeric(fen, 2);
}

/* Gives a number as text, for the arguments of errors. */
static char *
number_text(Numeric number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
}

/* Compares two numbers as memcmp() does bytes. */
static int
compare(Numeric left, Numeric right)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(left), NumericGetDatum(right)));
}

/* Rounds yuan to fen, once: numeric's way from a fraction to an integer is half up, by the amount without its sign. */
static int64
fen_of(Numeric amount, int64 largest)
{
	static Numeric hundred = NULL;
	int64		fen;

	if (numeric_is_nan(amount) || numeric_is_inf(amount))
		cc_fail(no_amount, number_text(amount));
	if (hundred == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);

		hundred = int64_to_numeric(100);
		MemoryContextSwitchTo(before);
	}
	/* Before it is multiplied, since that and the way to an integer have errors of their own for large numbers. */
	if (compare(amount, yuan(PG_INT64_MAX)) > 0 || compare(amount, yuan(-PG_INT64_MAX)) < 0)
		cc_fail(amount_out_of_range, number_text(yuan(largest)));
	fen = DatumGetInt64(DirectFunctionCall1(numeric_int8,
											DirectFunctionCall2(numeric_mul, NumericGetDatum(amount), NumericGetDatum(hundred))));
	if (fen > largest || fen < -largest)
		cc_fail(amount_out_of_range, number_text(yuan(largest)));
	return fen;
}

/* SQL: an amount rounded to the fen. */
Datum
cc_round_half_up(PG_FUNCTION_ARGS)
{
	PG_RETURN_NUMERIC(yuan(fen_of(PG_GETARG_NUMERIC(0), LARGEST_ROUNDED)));
}

/* Gives a penalty or a cap in fen. Less than half a fen below 0 is negative as well. */
static int64
penalty_fen(Numeric amount)
{
	int64		fen = fen_of(amount, PG_INT64_MAX);

	if (fen < 0 || (fen == 0 && compare(amount, yuan(0)) < 0))
		cc_fail(negative_penalty, number_text(amount));
	return fen;
}

/* Reads a state; none is one to which nothing was added. */
static Penalties
read_penalties(FunctionCallInfo fcinfo, int argument)
{
	Penalties	penalties = {0, 0, NO_CAP};
	bytea	   *state;

	if (PG_ARGISNULL(argument))
		return penalties;
	state = PG_GETARG_BYTEA_PP(argument);
	if (VARSIZE_ANY_EXHDR(state) != sizeof(Penalties))
		elog(ERROR, "this is no state of aggregate penalty_sum");
	memcpy(&penalties, VARDATA_ANY(state), sizeof(Penalties));
	return penalties;
}

/* Gives the state back to the executor, whose own copy, the first argument, is changed in place. */
static Datum
write_penalties(FunctionCallInfo fcinfo, const Penalties *penalties)
{
	bytea	   *state;

	if (!PG_ARGISNULL(0) && AggCheckCallContext(fcinfo, NULL))
		state = PG_GETARG_BYTEA_PP(0);
	else
	{
		state = palloc(VARHDRSZ + sizeof(Penalties));
		SET_VARSIZE(state, VARHDRSZ + sizeof(Penalties));
	}
	memcpy(VARDATA_ANY(state), penalties, sizeof(Penalties));
	PG_RETURN_BYTEA_P(state);
}

/* Gives a cap as text, for the arguments of errors. */
static char *
cap_text(int64 cap)
{
	return cap == NO_CAP ? pstrdup("NULL") : number_text(yuan(cap));
}

/* Adds penalties to others, which must be under the same cap. */
static void
add_penalties(Penalties *penalties, const Penalties *further)
{
	if (further->rows == 0)
		return;
	if (penalties->rows == 0)
		penalties->cap = further->cap;
	/* In the order of size, so that the text does not depend on which came first. */
	if (penalties->cap != further->cap)
		cc_fail(differing_caps, cap_text(Min(penalties->cap, further->cap)), cap_text(Max(penalties->cap, further->cap)));
	if (pg_add_s64_overflow(penalties->sum, further->sum, &penalties->sum))
		cc_fail(amount_out_of_range, number_text(yuan(PG_INT64_MAX)));
	penalties->rows += further->rows;
}

/*
 * SQL: the transition; adds an amount under its cap. A row without an amount still makes a state, since a moving
 * aggregate may have none that is NULL.
 */
Datum
cc_penalty_sum_step(PG_FUNCTION_ARGS)
{
	Penalties	penalties = read_penalties(fcinfo, 0);
	Penalties	row = {1, 0, NO_CAP};

	if (!PG_ARGISNULL(1))
	{
		row.sum = penalty_fen(PG_GETARG_NUMERIC(1));
		if (!PG_ARGISNULL(2))
			row.cap = penalty_fen(PG_GETARG_NUMERIC(2));
		add_penalties(&penalties, &row);
	}
	return write_penalties(fcinfo, &penalties);
}

/* SQL: the inverse of the transition; takes back the amount of a row that has left the frame. */
Datum
cc_penalty_sum_back(PG_FUNCTION_ARGS)
{
	Penalties	penalties = read_penalties(fcinfo, 0);

	if (!PG_ARGISNULL(1))
	{
		penalties.sum -= penalty_fen(PG_GETARG_NUMERIC(1));
		penalties.rows--;
		if (penalties.rows < 0 || penalties.sum < 0)
			elog(ERROR, "this amount is not in the state of aggregate penalty_sum");
	}
	return write_penalties(fcinfo, &penalties);
}

/* SQL: what two states have, together. */
Datum
cc_penalty_sum_combine(PG_FUNCTION_ARGS)
{
	Penalties	penalties = read_penalties(fcinfo, 0);
	Penalties	further = read_penalties(fcinfo, 1);

	add_penalties(&penalties, &further);
	return write_penalties(fcinfo, &penalties);
}

/* SQL: the sum of a state, at most the cap. */
Datum
cc_penalty_sum_end(PG_FUNCTION_ARGS)
{
	Penalties	penalties = read_penalties(fcinfo, 0);

	if (penalties.rows > 0 && penalties.cap != NO_CAP)
		PG_RETURN_NUMERIC(yuan(Min(penalties.sum, penalties.cap)));
	PG_RETURN_NUMERIC(yuan(penalties.sum));
}
