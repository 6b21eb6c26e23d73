/* Checks that intake and stage changes share. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "cases/case_checks.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/text.h"

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

/* Fails where a text that a case must have is missing or blank (A12). */
void
cc_require_text(const char *given, const char *name)
{
	if (given == NULL || !cc_has_text(given, strlen(given)))
		cc_fail(missing_text, name);
}

/* Fails where a priority is not one of those known. */
void
cc_require_priority(const char *priority)
{
	if (priority == NULL || (strcmp(priority, "normal") != 0 && strcmp(priority, "urgent") != 0))
		cc_fail(unknown_priority, priority ? priority : "NULL");
}

/* Tells whether a person sits in the seat of another, who is away from it (E3.4, U23). */
bool
cc_stands_in_for(int64 center_id, const char *relief, const char *staff_no)
{
	Oid			types[] = {INT8OID, TEXTOID, TEXTOID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(relief), CStringGetTextDatum(staff_no)};
	CCReader	reader = cc_spi_begin();
	bool		isnull;
	bool		stands_in;

	cc_read("SELECT cc_center.stands_in_for($1, $2, $3)", 3, types, values);
	stands_in = DatumGetBool(cc_column(0, 1, &isnull));
	cc_spi_end(reader);
	return stands_in;
}

/* Tells whether a query on a center and a name finds a row: of what is not compiled. */
bool
cc_finds_name(int64 center_id, const char *sql, const char *name)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(name)};
	CCReader	reader = cc_spi_begin();
	bool		found;

	cc_read(sql, lengthof(types), types, values);
	found = SPI_processed > 0;
	cc_spi_end(reader);
	return found;
}

/* Fails where a center does not serve a street: it has none of that name, or has set it inactive. */
void
cc_require_street(const CCCenter *center, const char *street)
{
	if (cc_has_street(center, street))
		return;
	if (cc_finds_name(center->center_id, "SELECT FROM cc_center.street s WHERE s.center_id = $1 AND s.street = $2", street))
		cc_fail(inactive_street, cc_int64_text(center->center_id), street);
	cc_fail(unknown_street, cc_int64_text(center->center_id), street);
}

/* Fails where a center does not use a channel: it has none of that name, or has set it inactive. */
void
cc_require_channel(const CCCenter *center, const char *channel)
{
	if (cc_has_channel(center, channel))
		return;
	if (cc_finds_name(center->center_id, "SELECT FROM cc_center.channel c WHERE c.center_id = $1 AND c.channel = $2", channel))
		cc_fail(inactive_channel, cc_int64_text(center->center_id), channel);
	cc_fail(unknown_channel, cc_int64_text(center->center_id), channel);
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
