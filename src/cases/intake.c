/* Intake: what happens when a case comes in (A12, I20-I25, I30). */
#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/case_checks.h"
#include "cases/case_number.h"
#include "cases/case_row.h"
#include "cases/day.h"
#include "cases/decision.h"
#include "cases/references.h"
#include "core/watch.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/text.h"
#include "people/acting.h"

PG_FUNCTION_INFO_V1(cc_case_intake);
PG_FUNCTION_INFO_V1(cc_case_intake_leg);

/* What a client gave of a new case. */
typedef struct Given
{
	CCCenter   *center;
	char	   *street;
	CCActing	acting;
	bool		acts;			/* an enrolled role is acting */
} Given;

/* Reads and checks what the client gave. */
static void
check_given(const CCCaseRow *row, Given *given)
{
	char	   *channel = cc_case_text(row, CASE_CHANNEL);

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
		if (!cc_case_isnull(row, i))
			cc_fail(rule_owned_column, cc_case_column_names[i]);
	if (!cc_case_isnull(row, CASE_DEPARTMENT))
		cc_fail(rule_owned_column, cc_case_column_names[CASE_DEPARTMENT]);
	if (!cc_case_isnull(row, CASE_STAGE_REASON))
		cc_fail(stage_reason_alone);

	given->center = cc_rules(cc_case_isnull(row, CASE_CENTER_ID) ? cc_only_center()
							 : DatumGetInt64(cc_case_value(row, CASE_CENTER_ID)));
	given->street = cc_case_text(row, CASE_STREET);
	cc_require_text(given->street, "street");
	cc_require_text(channel, "channel");
	cc_require_text(cc_case_text(row, CASE_CATEGORY), "category");
	cc_require_text(cc_case_text(row, CASE_DESCRIPTION), "description");
	cc_require_priority(cc_case_text(row, CASE_PRIORITY));
	cc_require_street(given->center, given->street);
	cc_require_channel(given->center, channel);
	given->acts = cc_acting(given->center->center_id, &given->acting);
}

/* Returns the transition that brings a case into being; fails where the acting person may not do it. */
static const CCTransition *
intake_transition(const CCVersion *version, const Given *given)
{
	const CCTransition *intake = cc_transition(version, "new", "reported");

	if (intake == NULL)
		cc_fail(impossible_transition, "new", "reported", cc_int64_text(given->center->center_id));
	if (given->acts && given->acting.role && !cc_role_may(intake, given->acting.role))
		cc_fail(step_not_allowed, given->acting.role, "new", "reported",
				cc_role_list(intake->role_count, intake->roles));
	return intake;
}

/* Fills the columns that the rules own. */
static void
fill_row(CCCaseRow *row, const Given *given, const CCVersion *version, const CCDecision *decision)
{
	const char *first = given->acts && given->acting.staff_no ? given->acting.staff_no : decision->holder;

	cc_case_set(row, CASE_CENTER_ID, Int64GetDatum(decision->center_id), false);
	cc_case_set(row, CASE_ID, Int64GetDatum(decision->case_id), false);
	cc_case_set_text(row, CASE_NUMBER, cc_case_number(given->center, decision->at, decision->case_id));
	cc_case_set_text(row, CASE_STAGE, "reported");
	cc_case_set(row, CASE_REPORTED_AT, TimestampTzGetDatum(decision->at), false);
	cc_case_set_text(row, CASE_FIRST_CONTACT, first);
	cc_case_set_text(row, CASE_HOLDER, decision->holder);
	cc_case_set(row, CASE_DUE_AT, TimestampTzGetDatum(decision->due_at), decision->due_at == DT_NOEND);
	cc_case_set(row, CASE_LEG_NO, Int32GetDatum(decision->leg_no), false);
	cc_case_set(row, CASE_VERSION, Int32GetDatum(version->version), false);
	cc_case_set(row, CASE_RECORDED_AT, TimestampTzGetDatum(GetCurrentTimestamp()), false);
	cc_case_set_text(row, CASE_RECORDED_BY, GetUserNameFromId(GetSessionUserId(), false));
}

/* Takes the app's reference for the case where the rules want each once; false where the INSERT is to be passed over. */
static bool
take_reference(const CCCaseRow *row, const CCVersion *version, int64 center_id, int64 case_id)
{
	char	   *reference;

	if (!version->reference_once)
		return true;
	reference = cc_case_text(row, CASE_REFERENCE);
	/* a blank one refers to nothing */
	if (reference == NULL || !cc_has_text(reference, strlen(reference)))
		return true;
	if (cc_reference_take(center_id, reference, case_id))
		return true;
	if (!version->passes_repeats)
		cc_reference_refuse(center_id, reference);
	return false;
}

/* Decides on the case's first leg, and places it. */
static CCDecision *
decide_first_leg(const CCCaseRow *row, const Given *given, const CCVersion *version, const CCTransition *intake,
				 TimestampTz at, int64 case_id)
{
	CCDecision *decision = cc_decision(given->center->center_id, case_id, 1);

	decision->version = version->version;
	decision->at = at;
	decision->opens = intake->next_leg_kind != NULL;
	if (decision->opens)
	{
		CCPlacement placement;
		CCMatter	matter = {
			.case_id = case_id,
			.street = given->street,
			.category = cc_case_text(row, CASE_CATEGORY),
			.priority = cc_case_text(row, CASE_PRIORITY),
			.deadline = DT_NOEND,
			.paused_until = DT_NOBEGIN
		};

		decision->leg_kind = cc_decision_text(intake->next_leg_kind);
		decision->role = cc_decision_text(intake->shift_role);
		cc_place(given->center, intake->next_leg_kind, intake->shift_role, &matter, at, at, NULL, &placement);
		cc_decision_place(decision, &placement);
	}
	return decision;
}

/* Trigger BEFORE INSERT: numbers the case, stamps it, and routes its first leg. */
Datum
cc_case_intake(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCVersion  *version;
	TimestampTz at;
	Given		given;
	const CCTransition *intake;
	CCDecision *decision;
	CCCaseRow	row;
	int64		case_id;
	HeapTuple	formed;

	cc_require_trigger(fcinfo, "case_intake", true, false);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &row);
	cc_days_begin();
	at = cc_clock();
	check_given(&row, &given);
	version = cc_rules_at(given.center, at);
	if (at < version->live_from)
		cc_fail(not_live_yet, cc_int64_text(given.center->center_id), timestamptz_to_str(version->live_from));
	intake = intake_transition(version, &given);
	case_id = cc_next_case_id();
	if (!take_reference(&row, version, given.center->center_id, case_id))
		return PointerGetDatum(NULL);
	decision = decide_first_leg(&row, &given, version, intake, at, case_id);
	fill_row(&row, &given, version, decision);
	formed = cc_case_form(&row);
	decision->hash = cc_case_hash(&row, formed);
	return PointerGetDatum(formed);
}

/* Trigger AFTER INSERT: opens the first leg of a case that was written as decided. */
Datum
cc_case_intake_leg(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCCaseRow	row;
	CCDecision *decision;

	cc_require_trigger(fcinfo, "case_intake_leg", false, false);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(NULL);
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &row);
	decision = cc_decision_take(&row, trigger->tg_trigtuple);
	if (decision->opens)
		cc_decision_open_leg(decision, cc_case_text(&row, CASE_STREET));
	return PointerGetDatum(NULL);
}
