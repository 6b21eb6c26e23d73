/* Stages: what happens when an app moves a case (I3, I7, I22, I24, I30). */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "cases/case_checks.h"
#include "cases/correction.h"
#include "cases/decision.h"
#include "cases/dispatch.h"
#include "cases/leg_store.h"
#include "cases/open_legs.h"
#include "cases/pass_leg.h"
#include "cases/references.h"
#include "cases/requirement.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/text.h"
#include "core/read.h"
#include "people/acting.h"

#define NOOP(text) text			/* marks a detail for translation */

PG_FUNCTION_INFO_V1(cc_case_stage);
PG_FUNCTION_INFO_V1(cc_case_stage_leg);

/* A stage change that is about to be decided. */
typedef struct Step
{
	int64		center_id;
	int64		case_id;
	CCCenter   *center;
	CCVersion  *version;
	const CCTransition *transition;
	CCActing	acting;
	char	   *holder;
	char	   *reason;			/* given with this step, or NULL */
	bool		outside;		/* the leg lies with an inspector, whose word others bring in */
	TimestampTz at;
} Step;

/* Tells whether the open leg lies with somebody outside the shifts. */
static bool
lies_outside(const CCChange *change, const Step *step)
{
	CCLeg		leg;

	return cc_leg_read_open(step->center_id, step->case_id, DatumGetInt32(cc_case_value(&change->old_row, CASE_LEG_NO)), &leg)
		&& leg.role == NULL;
}

/* Fails where somebody acts for a department that does not have the case. */
static void
check_department(const CCChange *change, const Step *step)
{
	char	   *department = cc_case_text(&change->old_row, CASE_DEPARTMENT);

	if (department && strcmp(step->acting.role, "department") == 0
		&& !cc_acts_for_department(step->center_id, department, step->acting.staff_no))
		cc_fail(not_the_department, cc_int64_text(step->case_id), department);
}

/*
 * Fails unless the acting person may take the step: right role, and holder, a leader (I7) or the holder's relief (U23).
 * What an inspector says on the phone is taken down by whoever of another role may take the step (I3.4).
 */
static void
check_person(const CCChange *change, Step *step, const char *from_stage, const char *to_stage)
{
	const CCTransition *transition = step->transition;

	if (!cc_acting(step->center_id, &step->acting) || step->acting.role == NULL)
		cc_fail(acting_role_not_enrolled, cc_acting_login(), cc_int64_text(step->center_id));
	if (!cc_role_may(transition, step->acting.role))
		cc_fail(step_not_allowed, step->acting.role, from_stage, to_stage,
				cc_role_list(transition->role_count, transition->roles));
	check_department(change, step);
	step->outside = false;
	if (step->holder == NULL || strcmp(step->holder, step->acting.staff_no) == 0)
		return;
	step->outside = lies_outside(change, step);
	if (step->outside && strcmp(step->acting.role, "inspector") != 0)
		return;
	if (!cc_leads(step->version, step->acting.role)
		&& !cc_stands_in_for(step->center_id, step->acting.staff_no, step->holder))
		cc_fail(not_the_holder, cc_int64_text(step->case_id));
}

/* Tells whether the UPDATE names a column. */
static bool
assigned(const CCChange *change, const Bitmapset *updated, CCCaseColumn column)
{
	return bms_is_member(cc_case_attnum(&change->new_row, column) - FirstLowInvalidHeapAttributeNumber, updated);
}

/*
 * Tells whether the UPDATE sends columns along as they are, as object mappers do that write all they
 * know of a row. Such a statement sends the old reason along too; one that names only what it means to set
 * may well give the same reason again.
 */
static bool
carries_along(const CCChange *change, const Bitmapset *updated)
{
	for (int i = 0; i < CASE_COLUMN_COUNT; i++)
		if (i != CASE_STAGE_REASON && assigned(change, updated, i) && !cc_differs(change, i))
			return true;
	return false;
}

/* Finds the transition and checks that it may be taken, now and by the acting person. */
static void
check_step(const CCChange *change, const Bitmapset *updated, Step *step)
{
	char	   *from_stage = cc_case_text(&change->old_row, CASE_STAGE);
	char	   *to_stage = cc_case_text(&change->new_row, CASE_STAGE);
	const char *left_over = "";
	char	   *center_text;

	step->center_id = DatumGetInt64(cc_case_value(&change->old_row, CASE_CENTER_ID));
	step->case_id = DatumGetInt64(cc_case_value(&change->old_row, CASE_ID));
	step->holder = cc_case_text(&change->old_row, CASE_HOLDER);
	step->center = cc_rules(step->center_id);
	step->version = cc_rules_at(step->center, step->at);
	center_text = cc_int64_text(step->center_id);
	if (to_stage == NULL || !cc_is_stage(step->version, to_stage))
		cc_fail(unknown_stage, to_stage ? to_stage : "NULL", center_text, cc_stage_list(step->version));
	step->transition = cc_transition(step->version, from_stage, to_stage);
	if (step->transition == NULL)
		cc_fail(impossible_transition, from_stage, to_stage, center_text);
	check_person(change, step, from_stage, to_stage);

	/* a reason left over from the step before is not a reason for this one */
	step->reason = NULL;
	if (assigned(change, updated, CASE_STAGE_REASON)
		&& (cc_differs(change, CASE_STAGE_REASON) || !carries_along(change, updated)))
		step->reason = cc_case_text(&change->new_row, CASE_STAGE_REASON);
	else if (!cc_case_isnull(&change->new_row, CASE_STAGE_REASON))
		left_over = NOOP("The reason there is was given with the step before.");
	if (step->reason && !cc_has_text(step->reason, strlen(step->reason)))
		step->reason = NULL;
	if (step->transition->reason_needed && step->reason == NULL)
		cc_fail(reason_needed, from_stage, to_stage, left_over);
}

/* Tells whether a stage is the end of a case: closed, even where a case may be reopened, or one that leads nowhere. */
static bool
is_final(const CCVersion *version, const char *stage)
{
	if (strcmp(stage, "closed") == 0)
		return true;
	for (int i = 0; i < version->transition_count; i++)
		if (strcmp(version->transitions[i].from_stage, stage) == 0)
			return false;
	return true;
}

/* Returns what of the case decides on the leg that the step opens. */
static CCMatter
matter_of(const CCChange *change, const Step *step)
{
	const CCCaseRow *row = &change->new_row;
	CCMatter	matter = {
		.case_id = step->case_id,
		.street = cc_case_text(row, CASE_STREET),
		.category = cc_case_text(row, CASE_CATEGORY),
		.priority = cc_case_text(row, CASE_PRIORITY),
		.department = cc_case_text(&change->old_row, CASE_DEPARTMENT),
		.deadline = cc_case_isnull(row, CASE_DEADLINE) ? DT_NOEND : DatumGetTimestampTz(cc_case_value(row, CASE_DEADLINE)),
		.paused_until = DT_NOBEGIN
	};

	return matter;
}

/*
 * Returns the department that a leg goes to: the one given with the step, the one that has the case, or the one of the
 * rules. To give another than the rules' needs a reason.
 */
static const char *
choose_department(const CCChange *change, const Step *step, const CCMatter *matter)
{
	const char *by_rule = cc_department_by_rule(step->version, matter);
	const char *given = cc_differs(change, CASE_DEPARTMENT) ? cc_case_text(&change->new_row, CASE_DEPARTMENT) : NULL;

	if (given == NULL && matter->department)
		return matter->department;
	if (given == NULL && by_rule == NULL && step->version->dispatch_count > 0)
		cc_fail(no_department, cc_int64_text(step->case_id), matter->category, matter->street);
	if (given == NULL)
		return by_rule;
	cc_require_department(step->center_id, given);
	if (by_rule && strcmp(by_rule, given) != 0 && step->reason == NULL)
		cc_fail(other_department, given, by_rule);
	return given;
}

/* Decides where the leg goes that the step opens. */
static void
place_next_leg(const CCChange *change, const Step *step, CCDecision *decision)
{
	const CCTransition *transition = step->transition;
	CCMatter	matter = matter_of(change, step);
	CCPlacement placement;

	decision->leg_kind = cc_decision_text(transition->next_leg_kind);
	decision->role = cc_decision_text(transition->shift_role);
	if (transition->to_department)
		decision->department = cc_decision_text(choose_department(change, step, &matter));
	if (transition->to_inspector)
		cc_place_outside(step->center, transition->next_leg_kind, &matter, step->at,
						 cc_choose_inspector(step->center_id, matter.street, NULL, step->at), &placement);
	else
		cc_place(step->center, transition->next_leg_kind, transition->shift_role, &matter, step->at, step->at, NULL, &placement);
	cc_decision_place(decision, &placement);
}

/* Decides what the step does to the legs, and places the leg it opens. */
static CCDecision *
decide_step(const CCChange *change, const Step *step)
{
	const CCTransition *transition = step->transition;
	int32		leg_no = DatumGetInt32(cc_case_value(&change->old_row, CASE_LEG_NO));
	bool		opens = transition->next_leg_kind != NULL;
	CCDecision *decision;

	if (!transition->to_department && cc_differs(change, CASE_DEPARTMENT))
		cc_fail(rule_owned_column, cc_case_column_names[CASE_DEPARTMENT]);
	decision = cc_decision(step->center_id, step->case_id, leg_no + opens);
	decision->version = step->version->version;
	decision->at = step->at;
	decision->opens = opens;
	decision->requires = transition->requires;
	decision->ends_pause = !cc_case_isnull(&change->old_row, CASE_PAUSED_UNTIL);
	decision->ends_leg_no = transition->leg_kind ? leg_no : 0;
	decision->actor = cc_decision_text(step->acting.staff_no);
	if (step->holder && strcmp(step->holder, step->acting.staff_no) != 0 && !step->outside)
	{
		decision->taken_from = cc_decision_text(step->holder);
		decision->taken_as = cc_leads(step->version, step->acting.role) ? "take_over" : "relief";
	}
	if (step->holder && decision->ends_leg_no > 0)
		cc_count_finished_leg(step->center_id, step->holder);
	if (opens)
		place_next_leg(change, step, decision);
	return decision;
}

/* Returns the department that has the case after the step: one that gives it back, with a reason, has it no more. */
static const char *
department_after(const CCChange *change, const Step *step, const CCDecision *decision)
{
	if (step->transition->to_department)
		return decision->department;
	if (step->transition->reason_needed && decision->ends_leg_no > 0 && cc_ends_at_department(step->version, step->transition))
		return NULL;
	return cc_case_text(&change->old_row, CASE_DEPARTMENT);
}

/* Sets the columns that the rules own to what the step makes of them. */
static void
fill_step(CCChange *change, const Step *step, const CCDecision *decision)
{
	CCCaseRow  *row = &change->new_row;

	cc_case_set(row, CASE_LEG_NO, Int32GetDatum(decision->leg_no), false);
	cc_case_set_text(row, CASE_HOLDER, decision->holder);
	cc_case_set(row, CASE_DUE_AT, TimestampTzGetDatum(decision->due_at), decision->due_at == DT_NOEND);
	cc_case_set(row, CASE_CLOSED_AT, TimestampTzGetDatum(step->at),
				!is_final(step->version, step->transition->to_stage));
	cc_case_set_text(row, CASE_STAGE_REASON, step->reason);
	cc_case_set_text(row, CASE_DEPARTMENT, department_after(change, step, decision));
	cc_case_set(row, CASE_PAUSED_UNTIL, (Datum) 0, true);
	if (cc_case_isnull(row, CASE_FIRST_CONTACT))
		cc_case_set_text(row, CASE_FIRST_CONTACT, step->acting.staff_no);
}

/* Trigger BEFORE UPDATE: checks a correction, or a step to another stage, and routes the leg it opens. */
Datum
cc_case_stage(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCChange	change;
	Step		step;
	CCDecision *decision;
	HeapTuple	formed;

	cc_require_trigger(fcinfo, "case_stage", true, true);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_newtuple);
	cc_read_change(trigger, &change);
	cc_check_corrections(&change);
	if (!cc_differs(&change, CASE_STAGE))
	{
		if (cc_differs(&change, CASE_STAGE_REASON))
			cc_fail(stage_reason_alone);
		return PointerGetDatum(trigger->tg_newtuple);
	}
	cc_days_begin();
	step.at = cc_clock();
	check_step(&change, trigger->tg_updatedcols, &step);
	decision = decide_step(&change, &step);
	fill_step(&change, &step, decision);
	formed = cc_case_form(&change.new_row);
	decision->hash = cc_case_hash(&change.new_row, formed);
	return PointerGetDatum(formed);
}

/* Records that a leader took a leg out of another's hands, or his relief dealt with it, and did the step. */
static void
record_take_over(const CCDecision *decision)
{
	CCHandover	handover = {
		.center_id = decision->center_id,
		.case_id = decision->case_id,
		.leg_no = decision->ends_leg_no,
		.new_leg_no = decision->ends_leg_no,
		.from_staff = decision->taken_from,
		.to_staff = decision->actor,
		.by_staff = decision->actor,
		.at = decision->at,
		.kind = decision->taken_as
	};

	cc_record_handover(&handover);
}

/* Checks what the step requires, and ends a pause of the clock. */
static void
check_step_taken(const CCChange *change, const CCDecision *decision)
{
	CCStepTaken step = {
		.center_id = decision->center_id,
		.case_id = decision->case_id,
		.leg_no = DatumGetInt32(cc_case_value(&change->old_row, CASE_LEG_NO)),
		.from_stage = cc_case_text(&change->old_row, CASE_STAGE),
		.to_stage = cc_case_text(&change->new_row, CASE_STAGE),
		.reason = cc_case_text(&change->new_row, CASE_STAGE_REASON),
		.staff_no = decision->actor,
		.at = decision->at
	};
	CCActing	acting;

	if (decision->requires && cc_acting(decision->center_id, &acting))
	{
		step.role = acting.role;
		cc_check_requirements(cc_rules_at(cc_rules(decision->center_id), decision->at), &step);
	}
	if (decision->ends_pause)
		cc_end_pause(decision->center_id, decision->case_id, decision->at, decision->actor);
}

/* Trigger AFTER UPDATE: ends the leg that the step ends, and opens the next. */
Datum
cc_case_stage_leg(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCChange	change;
	CCDecision *decision;

	cc_require_trigger(fcinfo, "case_stage_leg", false, true);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(NULL);
	cc_read_change(trigger, &change);
	cc_record_corrections(&change);
	if (!cc_differs(&change, CASE_STAGE))
		return PointerGetDatum(NULL);
	decision = cc_decision_take(&change.new_row, trigger->tg_newtuple);
	check_step_taken(&change, decision);
	if (decision->ends_leg_no > 0
		&& !cc_leg_finish(decision->center_id, decision->case_id, decision->ends_leg_no, &decision->at, decision->actor,
						  cc_case_text(&change.new_row, CASE_STAGE), cc_case_text(&change.new_row, CASE_STAGE_REASON)))
		cc_fail(rewritten_row, cc_int64_text(decision->case_id));
	if (decision->taken_from)
		record_take_over(decision);
	if (decision->opens)
		cc_decision_open_leg(decision, cc_case_text(&change.new_row, CASE_STREET));
	return PointerGetDatum(NULL);
}
