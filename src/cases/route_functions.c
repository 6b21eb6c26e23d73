/* SQL: route() and retention_due(), the look-ups that anybody may ask. */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/case_checks.h"
#include "cases/route.h"
#include "cases/rules.h"
#include "core/errors.h"
#include "core/read.h"
#include "people/acting.h"

PG_FUNCTION_INFO_V1(cc_route_sql);
PG_FUNCTION_INFO_V1(cc_retention_due);

/* Fails unless the asking role is enrolled in the center, or runs the schema. */
static void
require_own_center(int64 center_id)
{
	CCActing	acting;

	if (!cc_acting(center_id, &acting) && !has_privs_of_role(GetUserId(), cc_schema_owner()))
		cc_fail(acting_role_not_enrolled, cc_acting_login(), cc_int64_text(center_id));
}

/* Fails where no street is assigned to a role, or the center has no such street. */
static void
require_routable(const CCCenter *center, const CCVersion *version, const char *role, const char *street)
{
	bool		routed = false;

	for (int i = 0; i < version->assignment_count; i++)
		routed = routed || strcmp(version->assignments[i].role, role) == 0;
	if (!routed)
		cc_fail(unrouted_role, role, cc_int64_text(center->center_id), cc_routed_roles(version));
	if (street)
		cc_require_street(center, street);
}

/* Builds a row of the function's result type. */
static Datum
result_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	TupleDesc	descriptor;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls));
}

/* SQL: which shift and which people would take a case at an instant. */
Datum
cc_route_sql(PG_FUNCTION_ARGS)
{
	char	   *role = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *street = text_to_cstring(PG_GETARG_TEXT_PP(2));
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(3);
	Datum	   *people;
	Datum		values[5] = {0};
	bool		nulls[5] = {false};
	CCCenter   *center;
	CCVersion  *version;
	CCRoute		route;
	TimestampTz next;

	require_own_center(PG_GETARG_INT64(0));
	cc_days_begin();
	center = cc_rules(PG_GETARG_INT64(0));
	version = cc_rules_at(center, at);
	require_routable(center, version, role, street);
	cc_route(center, version, role, street, at, &route);
	people = palloc(sizeof(Datum) * (route.people_count + 1));
	for (int i = 0; i < route.people_count; i++)
		people[i] = CStringGetTextDatum(route.people[i]->staff_no);
	nulls[0] = route.shift == NULL;
	values[0] = route.shift ? CStringGetTextDatum(route.shift) : (Datum) 0;
	values[1] = PointerGetDatum(construct_array(people, route.people_count, TEXTOID, -1, false, TYPALIGN_INT));
	values[2] = CStringGetTextDatum(cc_is_weekend_for(cc_day(center, version, at), role) ? "weekend" : "weekday");
	values[4] = Int32GetDatum(version->version);
	next = at;
	if (route.people_count == 0)
	{
		next = cc_next_coverage(center, role, street, at, true);
		if (next == DT_NOEND)
			next = cc_next_coverage(center, role, street, at, false);
	}
	nulls[3] = next == DT_NOEND;
	values[3] = TimestampTzGetDatum(next);
	PG_RETURN_DATUM(result_row(fcinfo, values, nulls));
}

/* Returns a transition that opens a kind of leg. Fails for unknown kinds. */
static const CCTransition *
opening_transition(const CCCenter *center, const CCVersion *version, const char *leg_kind)
{
	const char **kinds = palloc(sizeof(char *) * (version->transition_count + 1));
	int			count = 0;

	for (int i = 0; i < version->transition_count; i++)
	{
		const CCTransition *transition = &version->transitions[i];

		if (transition->next_leg_kind == NULL)
			continue;
		if (strcmp(transition->next_leg_kind, leg_kind) == 0)
			return transition;
		kinds[count++] = transition->next_leg_kind;
	}
	cc_fail(unknown_leg_kind, leg_kind, cc_int64_text(center->center_id), cc_role_list(count, kinds));
}

/*
 * SQL: when the clock of a leg that comes at an instant starts, and until when it may lie, by the
 * timetables. A kind without a holder is covered when those are who get new cases; an inspector's or a department's leg
 * has its clock at once.
 */
Datum
cc_retention_due(PG_FUNCTION_ARGS)
{
	TimestampTz at;
	char	   *leg_kind;
	char	   *street = PG_ARGISNULL(3) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(3));
	CCCenter   *center;
	CCVersion  *version;
	const char *role;
	const CCTransition *opening;
	const CCTransition *intake;
	CCPlacement placement;
	CCMatter	matter = {.street = street, .deadline = DT_NOEND, .paused_until = DT_NOBEGIN};
	Datum		values[5] = {0};
	bool		nulls[5] = {false};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	at = PG_GETARG_TIMESTAMPTZ(1);
	leg_kind = text_to_cstring(PG_GETARG_TEXT_PP(2));
	require_own_center(PG_GETARG_INT64(0));
	cc_days_begin();
	center = cc_rules(PG_GETARG_INT64(0));
	version = cc_rules_at(center, at);
	opening = opening_transition(center, version, leg_kind);
	role = opening->shift_role;
	intake = cc_transition(version, "new", "reported");
	if (opening->next_role == NULL && intake)
		role = intake->shift_role;
	matter.category = PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4));
	matter.priority = PG_ARGISNULL(5) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(5));
	if (role)
	{
		require_routable(center, version, role, street);
		at = cc_next_coverage(center, role, street, at, false);
	}
	nulls[0] = nulls[1] = nulls[2] = nulls[3] = at == DT_NOEND;
	if (at != DT_NOEND)
	{
		Interval   *limit = palloc0(sizeof(Interval));

		cc_set_clock(center, leg_kind, &matter, at, &placement);
		nulls[1] = nulls[2] = placement.due_at == DT_NOEND;
		nulls[3] = placement.clause == NULL;
		limit->time = placement.due_at - placement.clock_start;
		values[0] = TimestampTzGetDatum(placement.clock_start);
		values[1] = TimestampTzGetDatum(placement.due_at);
		values[2] = IntervalPGetDatum(limit);
		values[3] = placement.clause ? CStringGetTextDatum(placement.clause) : (Datum) 0;
	}
	values[4] = Int32GetDatum(at == DT_NOEND ? version->version : placement.version);
	PG_RETURN_DATUM(result_row(fcinfo, values, nulls));
}
