/* Checks that intake and stage changes share. */
#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "cases/case_checks.h"
#include "core/errors.h"

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
cc_require_text(const char *given, const char *name)
{
	const char *wide = ideographic_space();
	const char *p = given;

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

/* Tells whether a role may take a step. */
bool
cc_role_may(const CCTransition *transition, const char *role)
{
	for (int i = 0; i < transition->role_count; i++)
		if (strcmp(transition->roles[i], role) == 0)
			return true;
	return false;
}
