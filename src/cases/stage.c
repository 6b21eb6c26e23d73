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
#include "cases/case_row.h"
#include "cases/decision.h"
#include "cases/leg_store.h"
#include "cases/open_legs.h"
#include "cases/pass_leg.h"
#include "cases/references.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/text.h"
#include "core/read.h"
#include "people/acting.h"

#define NOOP(text) text			/* marks a detail for translation */

PG_FUNCTION_INFO_V1(cc_case_stage);
PG_FUNCTION_INFO_V1(cc_case_stage_leg);

/* The two versions of an updated case. */
typedef struct Change
{
	CCCaseRow	old_row;
	CCCaseRow	new_row;
} Change;

/* Takes both versions apart. */
static void
read_change(TriggerData *trigger, Change *change)
{
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &change->old_row);
	cc_case_read(trigger->tg_relation, trigger->tg_newtuple, &change->new_row);
}

/* Tells whether a column differs between the two versions. */
static bool
differs(const Change *change, CCCaseColumn column)
{
	return cc_case_differs(&change->old_row, &change->new_row, column);
}

/* Checks what a client may correct without moving the case. */
static void
check_corrections(const Change *change)
{
	static const CCCaseColumn fixed[] = {CASE_CENTER_ID, CASE_STREET, CASE_CHANNEL};

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
		if (i != CASE_STAGE && differs(change, i))
			cc_fail(rule_owned_column, cc_case_column_names[i]);
	for (int i = 0; i < (int) lengthof(fixed); i++)
		if (differs(change, fixed[i]))
			cc_fail(immutable_column, cc_case_column_names[fixed[i]], "cases");
	if (differs(change, CASE_CATEGORY))
		cc_require_text(cc_case_text(&change->new_row, CASE_CATEGORY), "category");
	if (differs(change, CASE_DESCRIPTION))
		cc_require_text(cc_case_text(&change->new_row, CASE_DESCRIPTION), "description");
	if (differs(change, CASE_PRIORITY))
		cc_require_priority(cc_case_text(&change->new_row, CASE_PRIORITY));
}

static const CCCaseColumn correctable[] = {CASE_CATEGORY, CASE_DESCRIPTION, CASE_PRIORITY, CASE_REFERENCE};

/* Tells whether what the client gave is corrected. */
static bool
corrects(const Change *change)
{
	for (int i = 0; i < (int) lengthof(correctable); i++)
		if (differs(change, correctable[i]))
			return true;
	return false;
}

/* Tells whether a role may take over what is in another's hands. */
static bool
leads(const CCVersion *version, const char *role)
{
	for (int i = 0; i < version->leader_count; i++)
		if (strcmp(version->leaders[i], role) == 0)
			return true;
	return false;
}

/* Tells whether a role may take any step from a stage. */
static bool
may_take_step(const CCVersion *version, const char *stage, const char *role)
{
	for (int i = 0; i < version->transition_count; i++)
		if (strcmp(version->transitions[i].from_stage, stage) == 0 && cc_role_may(&version->transitions[i], role))
			return true;
	return false;
}

/*
 * Fails unless the acting person may correct the case, which must be open: its holder, or who sits in for him, a leader,
 * or, while nobody holds it, whose role may take its next step.
 */
static void
check_corrector(const Change *change)
{
	int64		center_id = DatumGetInt64(cc_case_value(&change->old_row, CASE_CENTER_ID));
	char	   *case_text = cc_int64_text(DatumGetInt64(cc_case_value(&change->old_row, CASE_ID)));
	char	   *holder = cc_case_text(&change->old_row, CASE_HOLDER);
	CCVersion  *version = cc_rules_at(cc_rules(center_id), cc_clock());
	CCActing	acting;

	if (!cc_acting(center_id, &acting) || acting.role == NULL)
		cc_fail(acting_role_not_enrolled, cc_acting_login(), cc_int64_text(center_id));
	if (!cc_case_isnull(&change->old_row, CASE_CLOSED_AT))
		cc_fail(case_is_closed, case_text);
	if (!leads(version, acting.role)
		&& (holder ? strcmp(holder, acting.staff_no) != 0 && !cc_stands_in_for(center_id, acting.staff_no, holder)
			: !may_take_step(version, cc_case_text(&change->old_row, CASE_STAGE), acting.role)))
		cc_fail(not_the_holder, case_text);
}

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
	TimestampTz at;
} Step;

/* Fails unless the acting person may take the step: right role, and holder, a leader (I7) or the holder's relief (U23). */
static void
check_person(Step *step, const char *from_stage, const char *to_stage)
{
	const CCTransition *transition = step->transition;

	if (!cc_acting(step->center_id, &step->acting) || step->acting.role == NULL)
		cc_fail(acting_role_not_enrolled, cc_acting_login(), cc_int64_text(step->center_id));
	if (!cc_role_may(transition, step->acting.role))
		cc_fail(step_not_allowed, step->acting.role, from_stage, to_stage,
				cc_role_list(transition->role_count, transition->roles));
	if (step->holder && strcmp(step->holder, step->acting.staff_no) != 0
		&& !leads(step->version, step->acting.role)
		&& !cc_stands_in_for(step->center_id, step->acting.staff_no, step->holder))
		cc_fail(not_the_holder, cc_int64_text(step->case_id));
}

/* Tells whether the UPDATE names a column. */
static bool
assigned(const Change *change, const Bitmapset *updated, CCCaseColumn column)
{
	return bms_is_member(cc_case_attnum(&change->new_row, column) - FirstLowInvalidHeapAttributeNumber, updated);
}

/*
 * Tells whether the UPDATE sends columns along as they are, as object mappers do that write all they
 * know of a row. Such a statement sends the old reason along too; one that names only what it means to set
 * may well give the same reason again.
 */
static bool
carries_along(const Change *change, const Bitmapset *updated)
{
	for (int i = 0; i < CASE_COLUMN_COUNT; i++)
		if (i != CASE_STAGE_REASON && assigned(change, updated, i) && !differs(change, i))
			return true;
	return false;
}

/* Finds the transition and checks that it may be taken, now and by the acting person. */
static void
check_step(const Change *change, const Bitmapset *updated, Step *step)
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
	check_person(step, from_stage, to_stage);

	/* a reason left over from the step before is not a reason for this one */
	step->reason = NULL;
	if (assigned(change, updated, CASE_STAGE_REASON)
		&& (differs(change, CASE_STAGE_REASON) || !carries_along(change, updated)))
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

/* Decides what the step does to the legs, and places the leg it opens. */
static CCDecision *
decide_step(const Change *change, const Step *step)
{
	const CCTransition *transition = step->transition;
	int32		leg_no = DatumGetInt32(cc_case_value(&change->old_row, CASE_LEG_NO));
	bool		opens = transition->next_leg_kind != NULL;
	CCDecision *decision = cc_decision(step->center_id, step->case_id, leg_no + opens);

	decision->version = step->version->version;
	decision->at = step->at;
	decision->opens = opens;
	decision->ends_leg_no = transition->leg_kind ? leg_no : 0;
	decision->actor = cc_decision_text(step->acting.staff_no);
	if (step->holder && strcmp(step->holder, step->acting.staff_no) != 0)
	{
		decision->taken_from = cc_decision_text(step->holder);
		decision->taken_as = leads(step->version, step->acting.role) ? "take_over" : "relief";
	}
	if (step->holder && decision->ends_leg_no > 0)
		cc_count_finished_leg(step->center_id, step->holder);
	if (opens)
	{
		CCPlacement placement;

		decision->leg_kind = cc_decision_text(transition->next_leg_kind);
		decision->role = cc_decision_text(transition->next_role);
		cc_place(step->center, transition->next_leg_kind, transition->next_role,
				 cc_case_text(&change->new_row, CASE_STREET), step->at, step->at, NULL, &placement);
		cc_decision_place(decision, &placement);
	}
	return decision;
}

/* Sets the columns that the rules own to what the step makes of them. */
static void
fill_step(Change *change, const Step *step, const CCDecision *decision)
{
	CCCaseRow  *row = &change->new_row;

	cc_case_set(row, CASE_LEG_NO, Int32GetDatum(decision->leg_no), false);
	cc_case_set_text(row, CASE_HOLDER, decision->holder);
	cc_case_set(row, CASE_DUE_AT, TimestampTzGetDatum(decision->due_at), decision->due_at == DT_NOEND);
	cc_case_set(row, CASE_CLOSED_AT, TimestampTzGetDatum(step->at),
				!is_final(step->version, step->transition->to_stage));
	cc_case_set_text(row, CASE_STAGE_REASON, step->reason);
	if (cc_case_isnull(row, CASE_FIRST_CONTACT))
		cc_case_set_text(row, CASE_FIRST_CONTACT, step->acting.staff_no);
}

/* Trigger BEFORE UPDATE: checks a correction, or a step to another stage, and routes the leg it opens. */
Datum
cc_case_stage(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Change		change;
	Step		step;
	CCDecision *decision;
	HeapTuple	formed;

	cc_require_trigger(fcinfo, "case_stage", true, true);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_newtuple);
	read_change(trigger, &change);
	check_corrections(&change);
	if (corrects(&change))
		check_corrector(&change);
	if (!differs(&change, CASE_STAGE))
	{
		if (differs(&change, CASE_STAGE_REASON))
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

/* Records what a correction changed, by whom. */
static void
record_correction(const Change *change, CCCaseColumn column)
{
	int64		center_id = DatumGetInt64(cc_case_value(&change->new_row, CASE_CENTER_ID));
	char	   *old_value = cc_case_text(&change->old_row, column);
	char	   *new_value = cc_case_text(&change->new_row, column);
	CCActing	acting = {0};
	Oid			types[] = {INT8OID, INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(center_id), cc_case_value(&change->new_row, CASE_ID), TimestampTzGetDatum(cc_clock()),
		(Datum) 0, CStringGetTextDatum(cc_case_column_names[column]),
		old_value ? CStringGetTextDatum(old_value) : (Datum) 0, new_value ? CStringGetTextDatum(new_value) : (Datum) 0
	};
	char		nulls[] = {' ', ' ', ' ', ' ', ' ', old_value ? ' ' : 'n', new_value ? ' ' : 'n'};
	CCReader	reader;

	if (!cc_acting(center_id, &acting) || acting.staff_no == NULL)
		cc_fail(acting_role_not_enrolled, cc_acting_login(), cc_int64_text(center_id));
	values[3] = CStringGetTextDatum(acting.staff_no);
	reader = cc_spi_begin();
	if (SPI_execute_with_args("INSERT INTO cc_center.case_correction (center_id, case_id, at, by_staff, column_name, "
							  "old_value, new_value) VALUES ($1, $2, $3, $4, $5, $6, $7)",
							  7, types, values, nulls, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "recording a correction failed");
	cc_spi_end(reader);
}

/* Gives back a corrected reference, and takes the new one where the rules want each once. */
static void
change_reference(const Change *change)
{
	int64		center_id = DatumGetInt64(cc_case_value(&change->new_row, CASE_CENTER_ID));
	int64		case_id = DatumGetInt64(cc_case_value(&change->new_row, CASE_ID));
	char	   *old_value = cc_case_text(&change->old_row, CASE_REFERENCE);
	char	   *new_value = cc_case_text(&change->new_row, CASE_REFERENCE);

	if (old_value)
		cc_reference_free(center_id, old_value, case_id);
	if (new_value && cc_has_text(new_value, strlen(new_value))
		&& cc_rules_at(cc_rules(center_id), cc_clock())->reference_once
		&& !cc_reference_take(center_id, new_value, case_id))
		cc_reference_refuse(center_id, new_value);
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

/* Trigger AFTER UPDATE: ends the leg that the step ends, and opens the next. */
Datum
cc_case_stage_leg(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Change		change;
	CCDecision *decision;

	cc_require_trigger(fcinfo, "case_stage_leg", false, true);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(NULL);
	read_change(trigger, &change);
	for (int i = 0; i < (int) lengthof(correctable); i++)
		if (differs(&change, correctable[i]))
			record_correction(&change, correctable[i]);
	if (differs(&change, CASE_REFERENCE))
		change_reference(&change);
	if (!differs(&change, CASE_STAGE))
	{
		/* another BEFORE trigger may have changed the row after ours had let it pass */
		check_corrections(&change);
		return PointerGetDatum(NULL);
	}
	decision = cc_decision_take(&change.new_row, trigger->tg_newtuple);
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
