/* Corrections: what may be changed of a case without moving it, by whom, and what follows from it. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/case_checks.h"
#include "cases/correction.h"
#include "cases/day.h"
#include "cases/leg_limit.h"
#include "cases/references.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/text.h"
#include "people/acting.h"

/* Takes both versions apart. */
void
cc_read_change(TriggerData *trigger, CCChange *change)
{
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &change->old_row);
	cc_case_read(trigger->tg_relation, trigger->tg_newtuple, &change->new_row);
}

/* Tells whether a column differs between the two versions. */
bool
cc_differs(const CCChange *change, CCCaseColumn column)
{
	return cc_case_differs(&change->old_row, &change->new_row, column);
}

static const CCCaseColumn correctable[] = {CASE_CATEGORY, CASE_DESCRIPTION, CASE_PRIORITY, CASE_REFERENCE};

/* Tells whether what the client gave is corrected. */
static bool
corrects(const CCChange *change)
{
	for (int i = 0; i < (int) lengthof(correctable); i++)
		if (cc_differs(change, correctable[i]))
			return true;
	return false;
}

/* Fails where a column changed that a client may not correct. */
static void
check_columns(const CCChange *change)
{
	static const CCCaseColumn fixed[] = {CASE_CENTER_ID, CASE_STREET, CASE_CHANNEL};

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
		if (i != CASE_STAGE && cc_differs(change, i))
			cc_fail(rule_owned_column, cc_case_column_names[i]);
	for (int i = 0; i < (int) lengthof(fixed); i++)
		if (cc_differs(change, fixed[i]))
			cc_fail(immutable_column, cc_case_column_names[fixed[i]], "cases");
	if (!cc_differs(change, CASE_STAGE) && cc_differs(change, CASE_DEPARTMENT))
		cc_fail(rule_owned_column, cc_case_column_names[CASE_DEPARTMENT]);
	if (cc_differs(change, CASE_CATEGORY))
		cc_require_text(cc_case_text(&change->new_row, CASE_CATEGORY), "category");
	if (cc_differs(change, CASE_DESCRIPTION))
		cc_require_text(cc_case_text(&change->new_row, CASE_DESCRIPTION), "description");
	if (cc_differs(change, CASE_PRIORITY))
		cc_require_priority(cc_case_text(&change->new_row, CASE_PRIORITY));
}

/* Tells whether a role may take over what is in another's hands. */
bool
cc_leads(const CCVersion *version, const char *role)
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
check_corrector(const CCChange *change)
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
	if (!cc_leads(version, acting.role)
		&& (holder ? strcmp(holder, acting.staff_no) != 0 && !cc_stands_in_for(center_id, acting.staff_no, holder)
			: !may_take_step(version, cc_case_text(&change->old_row, CASE_STAGE), acting.role)))
		cc_fail(not_the_holder, case_text);
}

/* Records what a correction changed, by whom. */
static void
record_correction(const CCChange *change, CCCaseColumn column)
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
change_reference(const CCChange *change)
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

/* Reckons the due of a case's open leg anew after a correction of what its limit depends on. */
static void
retime_corrected(const CCChange *change)
{
	int64		center_id = DatumGetInt64(cc_case_value(&change->new_row, CASE_CENTER_ID));
	int64		case_id = DatumGetInt64(cc_case_value(&change->new_row, CASE_ID));
	CCMatter	matter = {
		.case_id = case_id,
		.street = cc_case_text(&change->new_row, CASE_STREET),
		.category = cc_case_text(&change->new_row, CASE_CATEGORY),
		.priority = cc_case_text(&change->new_row, CASE_PRIORITY),
		.deadline = DT_NOEND
	};
	CCLeg		leg;

	if (!cc_case_isnull(&change->new_row, CASE_DEADLINE))
		matter.deadline = DatumGetTimestampTz(cc_case_value(&change->new_row, CASE_DEADLINE));
	cc_days_begin();
	if (cc_leg_read_open(center_id, case_id, DatumGetInt32(cc_case_value(&change->new_row, CASE_LEG_NO)), &leg))
		(void) cc_retime_leg(&leg, &matter);
}

/* Fails where the rules own what changed, or the acting person may not correct it. */
void
cc_check_corrections(const CCChange *change)
{
	check_columns(change);
	if (corrects(change))
		check_corrector(change);
}

/* Records what was corrected, and lets a limit follow that depends on it. */
void
cc_record_corrections(const CCChange *change)
{
	for (int i = 0; i < (int) lengthof(correctable); i++)
		if (cc_differs(change, correctable[i]))
			record_correction(change, correctable[i]);
	if (cc_differs(change, CASE_REFERENCE))
		change_reference(change);
	if (cc_differs(change, CASE_STAGE))
		return;
	/* another BEFORE trigger may have changed the row after ours had let it pass */
	check_columns(change);
	if (cc_differs(change, CASE_CATEGORY) || cc_differs(change, CASE_PRIORITY))
		retime_corrected(change);
}
