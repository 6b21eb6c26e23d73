/*
 * Watching tables: DML sends no invalidation, so a trigger on each watched table does, with the
 * server's own messages. They are sent at commit and not otherwise (savepoints, prepared transactions),
 * are replayed on standbys, reach every session of the database without shared memory of ours, and
 * writers never meet in them, as they would in a row that counts changes.
 *
 * A relcache message names a table and makes stale every cache compiled from it: TRUNCATE, DDL, and tables
 * without a center. What center a row belongs to does not fit into it. But a syscache message carries any
 * 32-bit hash, so a changed row sends that of a pg_amproc row of which the table and the center are the
 * key; there is no such row, and it would not matter: one of that hash would be looked up again. Sessions
 * count messages by hash; an entry whose count has moved is compiled anew. Two keys of one count cost a
 * compilation too many.
 *
 * The callbacks do nothing else: they may come at any moment, also while a cache is being built.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "core/watch.h"
#include "core/errors.h"

/* Chosen for having one syscache, whose key has room for a table and a center, and no other listeners. */
#define MESSAGE_CACHE AMPROCNUM

/* Powers of two: counts of changes, and messages remembered as sent. */
#define COUNTS 4096
#define SENT 256

typedef struct Sent
{
	FullTransactionId xid;		/* of the subtransaction */
	CommandId	command;
	uint32		hash;
} Sent;

uint64		cc_changes = 1;
static uint64 counts[COUNTS];
static Sent sent[SENT];
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

/* Counts a change of the rows whose key has the hash; zero means every cache. */
static void
rows_changed(Datum arg, int cache, uint32 hash)
{
	if (hash == 0)
		relation_changed(arg, InvalidOid);
	counts[hash % COUNTS]++;
	cc_changes++;
}

/* Registers the callbacks, once per backend. */
void
cc_watch_init(void)
{
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(MESSAGE_CACHE, rows_changed, (Datum) 0);
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

/* Returns the hash that messages about the rows of a key in a table carry. */
static uint32
message_hash(Oid relid, int64 key)
{
	return GetSysCacheHashValue(MESSAGE_CACHE, ObjectIdGetDatum(relid), ObjectIdGetDatum((Oid) (key >> 32)),
								ObjectIdGetDatum((Oid) key), Int16GetDatum(0));
}

/* Returns how often rows of a key have changed in one table of a watch. */
uint64
cc_watch_changes(const CCWatch *watch, int table, int64 key)
{
	return counts[message_hash(watch->relids[table], key) % COUNTS];
}

/* Returns how often rows of a key have changed in all tables of a watch; it never falls. */
static uint64
changes_of(const CCWatch *watch, int64 key)
{
	uint64		changes = 0;

	for (int i = 0; i < watch->count; i++)
		changes += cc_watch_changes(watch, i, key);
	return changes;
}

/* Returns what an entry that is compiled from now on is as of. */
CCStamp
cc_stamp(const CCWatch *watch, int64 key)
{
	CCStamp		stamp;

	/* in this order: what arrives while the changes are added up is seen at the next use */
	stamp.seen = cc_changes;
	stamp.changes = changes_of(watch, key);
	return stamp;
}

/* Tells whether none of the changes since an entry was last looked at is its own. */
bool
cc_stamp_compare(const CCWatch *watch, CCStamp *stamp, int64 key)
{
	CCStamp		now = cc_stamp(watch, key);

	if (now.changes != stamp->changes)
		return false;
	stamp->seen = now.seen;
	return true;
}

/* Returns the key of rows that are told apart by a name. */
int64
cc_name_key(const char *name)
{
	return (int64) hash_bytes_extended((const unsigned char *) name, strlen(name), 0);
}

/* Finds the key of a row; false where it has none, or one of an unknown type. */
static bool
row_key(TriggerData *trigger, HeapTuple row, int64 *key)
{
	TupleDesc	descriptor = RelationGetDescr(trigger->tg_relation);
	int			column = SPI_fnumber(descriptor, trigger->tg_trigger->tgargs[0]);
	Oid			type = column > 0 ? TupleDescAttr(descriptor, column - 1)->atttypid : InvalidOid;
	bool		isnull;
	Datum		value;

	if (type != INT8OID && type != NAMEOID)
		return false;
	value = heap_getattr(row, column, descriptor, &isnull);
	if (!isnull)
		*key = type == INT8OID ? DatumGetInt64(value) : cc_name_key(NameStr(*DatumGetName(value)));
	return !isnull;
}

/* Sends the message that rows of a key have changed, once in a command. */
static void
send_change(Oid relid, int64 key)
{
	uint32		hash = message_hash(relid, key);
	Sent		now = {GetCurrentFullTransactionId(), GetCurrentCommandId(true), hash};
	Sent	   *before = &sent[hash % SENT];
	Relation	catalog;
	Datum		values[Natts_pg_amproc] = {0};
	bool		nulls[Natts_pg_amproc] = {false};
	HeapTuple	row;

	if (FullTransactionIdEquals(before->xid, now.xid) && before->command == now.command && before->hash == hash)
		return;
	values[Anum_pg_amproc_amprocfamily - 1] = ObjectIdGetDatum(relid);
	values[Anum_pg_amproc_amproclefttype - 1] = ObjectIdGetDatum((Oid) (key >> 32));
	values[Anum_pg_amproc_amprocrighttype - 1] = ObjectIdGetDatum((Oid) key);
	catalog = table_open(AccessMethodProcedureRelationId, AccessShareLock);
	row = heap_form_tuple(RelationGetDescr(catalog), values, nulls);
	CacheInvalidateHeapTuple(catalog, row, NULL);
	heap_freetuple(row);
	table_close(catalog, AccessShareLock);
	*before = now;
}

/*
 * Invalidates what is compiled from the trigger's table, in all sessions at commit and in this one at the
 * end of the command: for the key in the column that the trigger's argument names, else for all. Works for
 * rows and for TRUNCATE; ENABLE ALWAYS, so that rows applied by replication count too.
 */
Datum
cc_invalidate_rules(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Oid			relid;
	int64		key;
	int64		new_key;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event))
		cc_fail(misused_trigger, "invalidate_rules", "");
	relid = RelationGetRelid(trigger->tg_relation);
	/* another trigger may have begun a command that writes nothing; the server would forget to end it */
	(void) GetCurrentCommandId(true);
	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event) || trigger->tg_trigger->tgnargs == 0 ||
		!row_key(trigger, trigger->tg_trigtuple, &key) ||
		(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) && !row_key(trigger, trigger->tg_newtuple, &new_key)))
	{
		CacheInvalidateRelcache(trigger->tg_relation);
		return PointerGetDatum(NULL);
	}
	send_change(relid, key);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) && new_key != key)
		send_change(relid, new_key);
	return PointerGetDatum(NULL);
}
