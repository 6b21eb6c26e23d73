/* Intake: what happens when a case comes in (A12, I20-I25, I30). */
#include "postgres.h"

#include "access/htup_details.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/case_row.h"
#include "cases/intake.h"
#include "core/cache.h"
#include "core/clock.h"
#include "core/errors.h"
#include "people/acting.h"

PG_FUNCTION_INFO_V1(cc_case_intake);
PG_FUNCTION_INFO_V1(cc_case_intake_leg);

/* Checks that a function is called as the trigger it was made for. */
void
cc_require_trigger(FunctionCallInfo fcinfo, const char *name, bool before, bool update)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo)
		|| !TRIGGER_FIRED_FOR_ROW(trigger->tg_event)
		|| (before ? !TRIGGER_FIRED_BEFORE(trigger->tg_event) : !TRIGGER_FIRED_AFTER(trigger->tg_event))
		|| (update ? !TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) : !TRIGGER_FIRED_BY_INSERT(trigger->tg_event)))
		cc_fail(CC_misused_trigger, 2, name, "");
}

/* Fails where a text that a case must have is missing or blank (A12). */
void
cc_require_text(const char *text, const char *name)
{
	const char *p = text;

	while (p && *p && (isspace((unsigned char) *p) || strncmp(p, "\xe3\x80\x80", 3) == 0))
		p += isspace((unsigned char) *p) ? 1 : 3;	/* the ideographic space is blank too */
	if (p == NULL || *p == '\0')
		cc_fail(CC_missing_text, 1, name);
}

/* Fails where a priority is not one of those known. */
void
cc_require_priority(const char *priority)
{
	if (priority == NULL || (strcmp(priority, "normal") != 0 && strcmp(priority, "urgent") != 0))
		cc_fail(CC_unknown_priority, 1, priority ? priority : "NULL");
}

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
check_given(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, Given *given)
{
	bool		isnull;
	Datum		center_id;
	char	   *channel;

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
		if (!heap_attisnull(row, columns[i], descriptor))
			cc_fail(CC_rule_owned_column, 1, cc_case_column_names[i]);
	if (!heap_attisnull(row, columns[CASE_STAGE_REASON], descriptor))
		cc_fail(CC_stage_reason_alone, 0);

	center_id = cc_case_value(row, descriptor, columns, CASE_CENTER_ID, &isnull);
	given->center = cc_rules(isnull ? cc_only_center() : DatumGetInt64(center_id));
	given->street = cc_case_text(row, descriptor, columns, CASE_STREET);
	channel = cc_case_text(row, descriptor, columns, CASE_CHANNEL);
	cc_require_text(given->street, "street");
	cc_require_text(channel, "channel");
	cc_require_text(cc_case_text(row, descriptor, columns, CASE_CATEGORY), "category");
	cc_require_text(cc_case_text(row, descriptor, columns, CASE_DESCRIPTION), "description");
	cc_require_priority(cc_case_text(row, descriptor, columns, CASE_PRIORITY));
	if (!cc_has_street(given->center, given->street))
		cc_fail(CC_unknown_street, 2, cc_int64_text(given->center->center_id), given->street);
	if (!cc_has_channel(given->center, channel))
		cc_fail(CC_unknown_channel, 2, cc_int64_text(given->center->center_id), channel);
	given->acts = cc_acting(given->center->center_id, &given->acting);
}

/* Returns the transition that brings a case into being; fails where the acting person may not do it. */
static const CCTransition *
intake_transition(const CCVersion *version, const Given *given)
{
	const CCTransition *intake = cc_transition(version, "new", "reported");

	if (intake == NULL)
		cc_fail(CC_impossible_transition, 3, "new", "reported", cc_int64_text(given->center->center_id));
	if (given->acts && given->acting.role && !cc_role_may(intake, given->acting.role))
		cc_fail(CC_step_not_allowed, 4, given->acting.role, "new", "reported",
				cc_role_list(intake->role_count, intake->roles));
	return intake;
}

/* Tells whether a role may take a step. */
bool
cc_role_may(const CCTransition *transition, const char *role)
{
	for (int i = 0; i < transition->role_count; i++)
		if (strcmp(transition->roles[i], role) == 0)
			return true;
	return false;
}

/* Returns the number of a case: the center's code, the center's day, the case id. */
char *
cc_case_number(const CCCenter *center, TimestampTz at, int64 case_id)
{
	DateADT		day;
	TimestampTz begin;
	TimestampTz end;
	int			year;
	int			month;
	int			mday;

	cc_local_day(center->center_id, at, &day, &begin, &end);
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return psprintf("%s-%04d%02d%02d-%06lld", center->code, year, month, mday, (long long) case_id);
}

/* Fills the columns that the rules own. */
static HeapTuple
fill_row(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, const Given *given,
		 const CCNote *note, const char *number)
{
	const char *first_contact = given->acts && given->acting.staff_no ? given->acting.staff_no
		: note->placement.held ? note->placement.holder : NULL;
	static const CCCaseColumn filled[] = {
		CASE_ID, CASE_NUMBER, CASE_STAGE, CASE_REPORTED_AT, CASE_FIRST_CONTACT, CASE_HOLDER,
		CASE_DUE_AT, CASE_LEG_NO, CASE_VERSION, CASE_CENTER_ID, CASE_RECORDED_AT, CASE_RECORDED_BY
	};
	int			attnums[lengthof(filled)];
	bool		nulls[lengthof(filled)] = {false};
	Datum		values[lengthof(filled)] = {
		Int64GetDatum(note->case_id), CStringGetTextDatum(number), CStringGetTextDatum("reported"),
		TimestampTzGetDatum(note->at), first_contact ? CStringGetTextDatum(first_contact) : (Datum) 0,
		note->placement.held ? CStringGetTextDatum(note->placement.holder) : (Datum) 0,
		TimestampTzGetDatum(note->placement.due_at), Int32GetDatum(1), Int32GetDatum(note->version),
		Int64GetDatum(note->center_id), TimestampTzGetDatum(GetCurrentTimestamp()),
		CStringGetTextDatum(GetUserNameFromId(GetSessionUserId(), false))
	};

	nulls[4] = first_contact == NULL;
	nulls[5] = !note->placement.held;
	nulls[6] = note->placement.due_at == DT_NOEND;
	for (int i = 0; i < lengthof(filled); i++)
		attnums[i] = columns[filled[i]];
	return heap_modify_tuple_by_cols(row, descriptor, lengthof(filled), attnums, values, nulls);
}

/* Trigger BEFORE INSERT: numbers the case, stamps it, and routes its first leg. */
Datum
cc_case_intake(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Relation	cases;
	TupleDesc	descriptor;
	const AttrNumber *columns;
	const CCTransition *intake;
	CCVersion  *version;
	TimestampTz at;
	Given		given;
	CCNote	   *note;
	HeapTuple	row;

	cc_require_trigger(fcinfo, "case_intake", true, false);
	cases = trigger->tg_relation;
	if (cc_writes_for_rules(cases))
		return PointerGetDatum(trigger->tg_trigtuple);
	descriptor = RelationGetDescr(cases);
	columns = cc_case_columns(cases);
	cc_days_begin();
	at = cc_clock();
	check_given(trigger->tg_trigtuple, descriptor, columns, &given);
	version = cc_rules_at(given.center, at);
	intake = intake_transition(version, &given);

	note = cc_note(given.center->center_id, nextval_internal(cc_relation("case_id_seq"), false), 1);
	note->version = version->version;
	note->at = note->received_at = at;
	note->opens = intake->next_leg_kind != NULL;
	note->placement.due_at = DT_NOEND;
	if (note->opens)
	{
		strlcpy(note->leg_kind, intake->next_leg_kind, NAMEDATALEN);
		strlcpy(note->role, intake->next_role ? intake->next_role : "", NAMEDATALEN);
		cc_place(given.center, intake->next_leg_kind, intake->next_role, given.street, at, at, NULL,
				 &note->placement);
	}
	row = fill_row(trigger->tg_trigtuple, descriptor, columns, &given, note,
				   cc_case_number(given.center, at, note->case_id));
	cc_note_seal(note, row, descriptor, columns);
	return PointerGetDatum(row);
}

/* Trigger AFTER INSERT: opens the first leg of a case that was written as decided. */
Datum
cc_case_intake_leg(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	TupleDesc	descriptor;
	const AttrNumber *columns;
	CCNote	   *note;

	cc_require_trigger(fcinfo, "case_intake_leg", false, false);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(NULL);
	descriptor = RelationGetDescr(trigger->tg_relation);
	columns = cc_case_columns(trigger->tg_relation);
	note = cc_note_take(trigger->tg_trigtuple, descriptor, columns);
	if (note->opens)
		cc_note_open_leg(note, cc_case_text(trigger->tg_trigtuple, descriptor, columns, CASE_STREET));
	return PointerGetDatum(NULL);
}
