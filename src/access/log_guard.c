/*
 * Keeping callers' contacts out of the server's log (A7, D3.2). Whoever records a contact, corrects it or looks a
 * number up writes it into his statement, and the log shows statements: of errors, slow ones, or all.
 */
#include "postgres.h"

#include "tcop/tcopprot.h"
#include "utils/elog.h"
#include "utils/memutils.h"

#include "access/log_guard.h"

#define HIDDEN "(a statement about callers' contacts is not shown)"

/* Whatever reads or writes a contact names one of these. */
static const char *const marks[] = {"case_contact", "find_caller", "phone_hash", "phone_digits", "masked(", NULL};

static emit_log_hook_type earlier_hook = NULL;

/* Tells whether a text is about contacts, in whatever case it is written. */
static bool
is_about_contacts(const char *said)
{
	if (said == NULL)
		return false;
	for (int i = 0; marks[i]; i++)
	{
		size_t		length = strlen(marks[i]);

		for (const char *at = said; *at; at++)
			if (pg_strncasecmp(at, marks[i], length) == 0)
				return true;
	}
	return false;
}

/* Puts a text in place of one that an entry of the log owns. */
static void
replace(char **entry, const char *with)
{
	if (*entry)
		pfree(*entry);
	*entry = with ? MemoryContextStrdup(ErrorContext, with) : NULL;
}

/* Takes out of what is about to be logged whatever may hold a contact: the statement, its parameters, the row. */
static void
hide_contacts(ErrorData *edata)
{
	bool		about = is_about_contacts(debug_query_string) || is_about_contacts(edata->table_name) ||
	is_about_contacts(edata->message) || is_about_contacts(edata->detail) || is_about_contacts(edata->detail_log) ||
	is_about_contacts(edata->context) || is_about_contacts(edata->internalquery);

	if (about)
	{
		/* statements that are logged for themselves come with hide_stmt; of a slow one the time stays */
		if (edata->hide_stmt && edata->elevel == LOG && edata->message)
		{
			char	   *time = strncmp(edata->message, "duration: ", 10) == 0 ? strstr(edata->message, " ms") : NULL;

			if (time)
				replace(&edata->message, psprintf("%.*s  %s", (int) (time + 3 - edata->message), edata->message, HIDDEN));
			else
				replace(&edata->message, HIDDEN);
		}
		edata->hide_stmt = true;
		/* our own errors have no value of anybody in them; the server's may show a row or a key */
		if (strncmp(unpack_sql_state(edata->sqlerrcode), "UC", 2) != 0)
		{
			replace(&edata->detail, NULL);
			replace(&edata->detail_log, NULL);
		}
		replace(&edata->context, NULL);
		replace(&edata->internalquery, NULL);
	}
	if (earlier_hook)
		earlier_hook(edata);
}

/* Puts the guard before whatever else looks at the log. */
void
cc_log_guard_init(void)
{
	earlier_hook = emit_log_hook;
	emit_log_hook = hide_contacts;
}
