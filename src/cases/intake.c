/* Intake: what happens when a case comes in (A12, I20-I25, I30). */
#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/case_row.h"
#include "cases/day.h"
#include "cases/intake.h"
#include "cases/note.h"
#include "core/watch.h"
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
		cc_fail(misused_trigger, name, "");
}

/* Returns the ideographic space in the database's encoding, or NULL where it has none. */
static const char *
ideographic_space(void)
{
	switch (GetDatabaseEncoding())
	{
		case PG_UTF8:
			return "\xe3\x80\x80";
		case PG_EUC_CN:
			return "\xa1\xa1";
		default:
			return NULL;
	}
}

/* Fails where a text that a case must have is missing or blank (A12). */
void
cc_require_text(const char *text, const char *name)
{
	const char *wide = ideographic_space();
	const char *p = text;

	while (p && *p)
	{
		if (isspace((unsigned char) *p))
			p++;
		else if (wide && strncmp(p, wide, strlen(wide)) == 0)
			p += strlen(wide);
		else
			return;
	}
	cc_fail(missing_text, name);
}

/* Fails where a priority is not one of those known. */
void
cc_require_priority(const char *priority)
{
	if (priority == NULL || (strcmp(priority, "normal") != 0 && strcmp(priority, "urgent") != 0))
		cc_fail(unknown_priority, priority ? priority : "NULL");
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
check_given(const CCCaseRow *row, Given *given)
{
	char	   *channel = cc_case_text(row, CASE_CHANNEL);

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
		if (!cc_case_isnull(row, i))
			cc_fail(rule_owned_column, cc_case_column_names[i]);
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
	if (!cc_has_street(given->center, given->street))
		cc_fail(unknown_street, cc_int64_text(given->center->center_id), given->street);
	if (!cc_has_channel(given->center, channel))
		cc_fail(unknown_channel, cc_int64_text(given->center->center_id), channel);
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
	char		digits[MAXINT8LEN + 1];
	int			length;
	char	   *number = palloc(strlen(center->code) + 2 * MAXINT8LEN);
	char	   *p = stpcpy(number, center->code);

	/* without psprintf, which would take a good part of the time that routing takes */
	cc_local_day(center->center_id, at, &day, &begin, &end);
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	*p++ = '-';
	p = pg_ultostr_zeropad(p, year, 4);
	p = pg_ultostr_zeropad(p, month, 2);
	p = pg_ultostr_zeropad(p, mday, 2);
	*p++ = '-';
	length = pg_lltoa(case_id, digits);
	for (int i = length; i < 6; i++)
		*p++ = '0';
	strcpy(p, digits);
	return number;
}

/* Fills the columns that the rules own. */
static void
fill_row(CCCaseRow *row, const Given *given, const CCNote *note)
{
	const char *first = given->acts && given->acting.staff_no ? given->acting.staff_no : note->holder;

	cc_case_set(row, CASE_CENTER_ID, Int64GetDatum(note->center_id), false);
	cc_case_set(row, CASE_ID, Int64GetDatum(note->case_id), false);
	cc_case_set_text(row, CASE_NUMBER, cc_case_number(given->center, note->at, note->case_id));
	cc_case_set_text(row, CASE_STAGE, "reported");
	cc_case_set(row, CASE_REPORTED_AT, TimestampTzGetDatum(note->at), false);
	cc_case_set_text(row, CASE_FIRST_CONTACT, first);
	cc_case_set_text(row, CASE_HOLDER, note->holder);
	cc_case_set(row, CASE_DUE_AT, TimestampTzGetDatum(note->due_at), note->due_at == DT_NOEND);
	cc_case_set(row, CASE_LEG_NO, Int32GetDatum(note->leg_no), false);
	cc_case_set(row, CASE_VERSION, Int32GetDatum(note->version), false);
	cc_case_set(row, CASE_RECORDED_AT, TimestampTzGetDatum(GetCurrentTimestamp()), false);
	cc_case_set_text(row, CASE_RECORDED_BY, GetUserNameFromId(GetSessionUserId(), false));
}

/* Notes the case's first leg, placed. */
static CCNote *
note_first_leg(const Given *given, const CCVersion *version, const CCTransition *intake, TimestampTz at)
{
	CCNote	   *note = cc_note(given->center->center_id, cc_next_case_id(), 1);

	note->version = version->version;
	note->at = at;
	note->opens = intake->next_leg_kind != NULL;
	if (note->opens)
	{
		CCPlacement placement;

		note->leg_kind = cc_note_text(intake->next_leg_kind);
		note->role = cc_note_text(intake->next_role);
		cc_place(given->center, intake->next_leg_kind, intake->next_role, given->street, at, at, NULL, &placement);
		cc_note_placement(note, &placement);
	}
	return note;
}

/* Trigger BEFORE INSERT: numbers the case, stamps it, and routes its first leg. */
Datum
cc_case_intake(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCVersion  *version;
	TimestampTz at;
	Given		given;
	CCNote	   *note;
	CCCaseRow	row;
	HeapTuple	formed;

	cc_require_trigger(fcinfo, "case_intake", true, false);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &row);
	cc_days_begin();
	at = cc_clock();
	check_given(&row, &given);
	version = cc_rules_at(given.center, at);
	note = note_first_leg(&given, version, intake_transition(version, &given), at);
	fill_row(&row, &given, note);
	formed = cc_case_form(&row);
	note->hash = cc_case_hash(&row, formed);
	return PointerGetDatum(formed);
}

/* Trigger AFTER INSERT: opens the first leg of a case that was written as decided. */
Datum
cc_case_intake_leg(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCCaseRow	row;
	CCNote	   *note;

	cc_require_trigger(fcinfo, "case_intake_leg", false, false);
	if (cc_writes_for_rules(trigger->tg_relation))
		return PointerGetDatum(NULL);
	cc_case_read(trigger->tg_relation, trigger->tg_trigtuple, &row);
	note = cc_note_take(&row, trigger->tg_trigtuple);
	if (note->opens)
		cc_note_open_leg(note, cc_case_text(&row, CASE_STREET));
	return PointerGetDatum(NULL);
}
