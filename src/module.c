/* The module: what each area sets up when the library is loaded. */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"

#include "access/log_guard.h"
#include "access/record.h"
#include "cases/decision.h"
#include "cases/open_legs.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/watch.h"
#include "roster/roster_guard.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

/* Sets up messages, settings, the invalidation callback and, when preloaded, shared memory. */
void
_PG_init(void)
{
	pg_bindtextdomain(TEXTDOMAIN);
	cc_clock_init();
	cc_watch_init();
	cc_open_legs_init();
	cc_decision_init();
	cc_roster_init();
	cc_log_guard_init();
	cc_record_init();
	MarkGUCPrefixReserved("cc_center");
}
