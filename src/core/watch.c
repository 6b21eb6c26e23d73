/*
 * Watching tables: DML sends no relcache invalidation, so a trigger on each watched table does, and
 * the callback marks every cache compiled from that table as stale. It does nothing else: a callback
 * may come at any moment, also while a cache is being built.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "core/watch.h"
#include "core/errors.h"

static CCWatch *watches = NULL;

PG_FUNCTION_INFO_V1(cc_invalidate_rules);

/* Marks the caches stale that were compiled from the relation; InvalidOid means every relation. */
static void
relation_changed(Datum arg, Oid relid)
{
	for (CCWatch *watch = watches; watch; watch = watch->next)
	{
		if (!OidIsValid(relid))
			watch->stale = true;
		for (int i = 0; i < watch->count && !watch->stale; i++)
			if (watch->relids[i] == relid)
				watch->stale = true;
	}
}

/* Registers the callback, once per backend. */
void
cc_watch_init(void)
{
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
}

/* Returns the oid of a relation of schema cc_center. */
Oid
cc_relation(const char *name)
{
	Oid			schema = get_namespace_oid("cc_center", true);
	Oid			relid = OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;

	if (!OidIsValid(relid))
		cc_fail(not_installed, name);
	return relid;
}

/* Resolves the tables and clears the mark; a change that arrives while the cache is built sets it again. */
void
cc_watch_begin(CCWatch *watch)
{
	bool		known = false;

	for (CCWatch *other = watches; other; other = other->next)
		known = known || other == watch;
	if (!known)
	{
		watch->next = watches;
		watches = watch;
	}

	watch->stale = true;
	watch->count = 0;
	for (int i = 0; watch->tables[i]; i++)
	{
		watch->relids[i] = cc_relation(watch->tables[i]);
		watch->count = i + 1;
	}
	watch->stale = false;
}

/*
 * Invalidates every cache compiled from the trigger's table, in all sessions at commit. Works for
 * rows and for TRUNCATE; ENABLE ALWAYS, so that rows applied by replication count too.
 */
Datum
cc_invalidate_rules(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event))
		cc_fail(misused_trigger, "invalidate_rules", "");
	CacheInvalidateRelcache(trigger->tg_relation);
	return PointerGetDatum(NULL);
}
