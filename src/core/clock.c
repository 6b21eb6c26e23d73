/* The clock: server time at the event, or the instant that a privileged role injected. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "core/clock.h"
#include "core/compat.h"
#include "core/errors.h"

static char *injected_text = NULL;
static TimestampTz injected = DT_NOBEGIN;

PG_FUNCTION_INFO_V1(cc_clock_sql);

/* Reads an instant with an explicit zone, without raising: a check hook must not. */
static bool
parse_instant(const char *given, TimestampTz *instant)
{
	char		buffer[MAXDATELEN + MAXDATEFIELDS];
	char	   *field[MAXDATEFIELDS];
	int			ftype[MAXDATEFIELDS];
	int			nf;
	int			dtype;
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz = PG_INT32_MIN;
	bool		dated = false;
	bool		zoned = false;

	if (ParseDateTime(given, buffer, sizeof(buffer), field, ftype, MAXDATEFIELDS, &nf) != 0)
		return false;
	for (int i = 0; i < nf; i++)
	{
		dated = dated || ftype[i] == DTK_DATE;
		zoned = zoned || ftype[i] == DTK_TZ;
	}
	if (!dated || !zoned)
		return false;
	if (cc_decode_datetime(field, ftype, nf, &dtype, &tm, &fsec, &tz) != 0 || dtype != DTK_DATE)
		return false;
	return tm2timestamp(&tm, fsec, &tz, instant) == 0;
}

/* Accepts an empty setting (the server's clock) or an instant with its offset. */
static bool
check_now(char **newval, void **extra, GucSource source)
{
	TimestampTz instant = DT_NOBEGIN;
	TimestampTz *kept;

	if (*newval && (*newval)[0] && !parse_instant(*newval, &instant))
	{
		GUC_check_errdetail("It takes an instant with its UTC offset, such as 2018-10-08 09:10:00+08, or nothing.");
		return false;
	}
	kept = cc_guc_malloc(sizeof(TimestampTz));
	if (kept == NULL)
		return false;
	*kept = instant;
	*extra = kept;
	return true;
}

/* Takes over what check_now() read. */
static void
assign_now(const char *newval, void *extra)
{
	injected = extra ? *(TimestampTz *) extra : DT_NOBEGIN;
}

/* Defines cc_center.now: only roles that were granted SET on it may move the clock. */
void
cc_clock_init(void)
{
	DefineCustomStringVariable("cc_center.now",
							   "The instant the rules take for now; empty means the server's clock.",
							   "For tests, replays and imports. Changing it needs GRANT SET ON PARAMETER.",
							   &injected_text, "", PGC_SUSET, 0,
							   check_now, assign_now, NULL);
}

/* Returns the instant of an event: the server's clock now, not the start of the transaction. */
TimestampTz
cc_clock(void)
{
	return injected == DT_NOBEGIN ? GetCurrentTimestamp() : injected;
}

/* Returns the instant that was injected, DT_NOBEGIN while the rules go by the server's clock. */
TimestampTz
cc_clock_moved_to(void)
{
	return injected;
}

/* SQL: cc_center.clock(). */
Datum
cc_clock_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMESTAMPTZ(cc_clock());
}
