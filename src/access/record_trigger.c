/* What leaves an entry in the record: changes of recorded tables, and legs that finish. */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "access/record.h"
#include "access/record_entry.h"
#include "access/record_row.h"
#include "cases/leg_store.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/watch.h"

#define SALT_SIZE 16

/* What is known of a recorded table, by its oid. */
typedef struct Known
{
	Oid			relid;
	bool		valid;			/* false: its definition may have changed since */
	MemoryContext context;
	CCRecorded *recorded;
} Known;

static HTAB *known_tables = NULL;

PG_FUNCTION_INFO_V1(cc_record_change);
PG_FUNCTION_INFO_V1(cc_record_of_row);

/* Marks what is known of a relation, InvalidOid: of all, as old. May come at any moment, so it does nothing else. */
static void
relation_changed(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS status;
	Known	   *known;

	if (known_tables == NULL)
		return;
	if (OidIsValid(relid))
	{
		known = hash_search(known_tables, &relid, HASH_FIND, NULL);
		if (known)
			known->valid = false;
		return;
	}
	hash_seq_init(&status, known_tables);
	while ((known = hash_seq_search(&status)) != NULL)
		known->valid = false;
}

/* Returns what is known of a table that is open. */
static CCRecorded *
known_table(Relation relation, bool personal, const char *living)
{
	Oid			relid = RelationGetRelid(relation);
	Known	   *known = hash_search(known_tables, &relid, HASH_FIND, NULL);
	MemoryContext fresh;
	MemoryContext before;
	CCRecorded *recorded;

	if (known && known->valid && known->recorded->personal == personal)
		return known->recorded;
	fresh = AllocSetContextCreate(CurrentMemoryContext, "cc_center recorded table", ALLOCSET_SMALL_SIZES);
	before = MemoryContextSwitchTo(fresh);
	recorded = cc_record_describe(relation, personal, living);
	MemoryContextSwitchTo(before);
	known = hash_search(known_tables, &relid, HASH_FIND, NULL);
	if (known)
		MemoryContextDelete(known->context);
	else
		known = hash_search(known_tables, &relid, HASH_ENTER, NULL);
	known->context = fresh;
	known->recorded = recorded;
	known->valid = true;
	MemoryContextSetParent(fresh, CacheMemoryContext);
	return recorded;
}

/*
 * Finds the salt of a row, and removes it where it is to be removed; false where there is none. The newest one
 * counts, as for the row itself, and a look without a snapshot makes nobody fail at SERIALIZABLE.
 */
static bool
find_salt(int64 center_id, const char *relation_name, const char *key, bool removed, char *salt)
{
	Relation	salts = table_open(cc_relation("record_salt"), RowExclusiveLock);
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	row;
	bool		found = false;

	list_free(RelationGetIndexList(salts));
	ScanKeyEntryInitialize(&keys[0], 0, 1, BTEqualStrategyNumber, INT8OID, InvalidOid, F_INT8EQ, Int64GetDatum(center_id));
	ScanKeyEntryInitialize(&keys[1], 0, 2, BTEqualStrategyNumber, TEXTOID, DEFAULT_COLLATION_OID, F_TEXTEQ,
						   CStringGetTextDatum(relation_name));
	ScanKeyEntryInitialize(&keys[2], 0, 3, BTEqualStrategyNumber, TEXTOID, DEFAULT_COLLATION_OID, F_TEXTEQ,
						   CStringGetTextDatum(key));
	scan = systable_beginscan(salts, salts->rd_pkindex, OidIsValid(salts->rd_pkindex), SnapshotSelf, 3, keys);
	row = systable_getnext(scan);
	if (row)
	{
		bool		isnull;
		bytea	   *value = DatumGetByteaPP(heap_getattr(row, 4, RelationGetDescr(salts), &isnull));

		found = VARSIZE_ANY_EXHDR(value) == SALT_SIZE;
		if (found)
			memcpy(salt, VARDATA_ANY(value), SALT_SIZE);
		if (removed)
			simple_heap_delete(salts, &row->t_self);
	}
	systable_endscan(scan);
	table_close(salts, NoLock);
	return found;
}

/* Makes a salt for a row and keeps it. */
static void
make_salt(int64 center_id, const char *relation_name, const char *key, char *salt)
{
	Oid			types[] = {INT8OID, TEXTOID, TEXTOID, BYTEAOID};
	Datum		values[] = {
		Int64GetDatum(center_id), CStringGetTextDatum(relation_name), CStringGetTextDatum(key), (Datum) 0
	};
	CCReader	reader;

	if (!pg_strong_random(salt, SALT_SIZE))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg_internal("could not generate random values")));
	values[3] = cc_bytes_datum(salt, SALT_SIZE);
	reader = cc_spi_begin();
	if (SPI_execute_with_args("INSERT INTO cc_center.record_salt (center_id, relation, key, salt) VALUES ($1, $2, $3, $4) "
							  "ON CONFLICT (center_id, relation, key) DO UPDATE SET salt = excluded.salt",
							  lengthof(types), types, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "keeping a salt failed");
	cc_spi_end(reader);
}

/* Makes the digest of a row that was, or of one that is: where it is personal, salted. */
static void
digest_of(CCRecorded *recorded, HeapTuple row, int64 center_id, const char *key, bool goes, uint8 *digest)
{
	char		salt[SALT_SIZE];

	if (!recorded->personal)
	{
		cc_record_digest(recorded, row, NULL, 0, digest);
		return;
	}
	if (!find_salt(center_id, recorded->name, key, goes, salt))
	{
		if (goes)
			memset(salt, 0, SALT_SIZE);
		else
			make_salt(center_id, recorded->name, key, salt);
	}
	cc_record_digest(recorded, row, salt, SALT_SIZE, digest);
}

/* Writes the entry of a row that came or went. */
static void
record_one(CCRecorded *recorded, HeapTuple row, bool goes)
{
	CCDigest	digest;
	CCEntry		entry = {
		.center_id = cc_record_center(recorded, row),
		.relation = recorded->name,
		.operation = goes ? "delete" : "insert",
		.key = cc_record_key(recorded, row),
		.reason = cc_record_reason(recorded, row),
		.old_digest = goes ? digest : NULL,
		.new_digest = goes ? NULL : digest
	};

	digest_of(recorded, row, entry.center_id, entry.key, goes, digest);
	cc_record_write(&entry);
}

/* Writes the entry of a row that changed; where it became another row, that one went and the other came. */
static void
record_update(CCRecorded *recorded, HeapTuple old_row, HeapTuple new_row)
{
	CCDigest	old_digest;
	CCDigest	new_digest;
	CCEntry		entry = {
		.center_id = cc_record_center(recorded, new_row),
		.relation = recorded->name,
		.operation = "update",
		.old_digest = old_digest,
		.new_digest = new_digest
	};

	if (cc_record_same(recorded, old_row, new_row))
		return;
	entry.key = cc_record_key(recorded, new_row);
	if (entry.center_id != cc_record_center(recorded, old_row) || strcmp(entry.key, cc_record_key(recorded, old_row)) != 0)
	{
		record_one(recorded, old_row, true);
		record_one(recorded, new_row, false);
		return;
	}
	entry.reason = cc_record_reason(recorded, new_row);
	/* behind a purge the row has a salt of its own, and the one with which earlier digests could be tried out is gone */
	digest_of(recorded, old_row, entry.center_id, entry.key, cc_record_purged(recorded, old_row, new_row), old_digest);
	digest_of(recorded, new_row, entry.center_id, entry.key, false, new_digest);
	cc_record_write(&entry);
}

/*
 * Trigger AFTER INSERT, UPDATE or DELETE of a row: leaves an entry of it. Its arguments: whether the table is personal, and the
 * columns that its digests do not cover, with commas between them.
 */
Datum
cc_record_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	CCRecorded *recorded;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) || !TRIGGER_FIRED_FOR_ROW(trigger->tg_event)
		|| trigger->tg_trigger->tgnargs != 2)
		cc_fail(misused_trigger, "record_change", "");
	recorded = known_table(trigger->tg_relation, strcmp(trigger->tg_trigger->tgargs[0], "personal") == 0,
						   trigger->tg_trigger->tgargs[1]);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		record_update(recorded, trigger->tg_trigtuple, trigger->tg_newtuple);
	else
		record_one(recorded, trigger->tg_trigtuple, TRIGGER_FIRED_BY_DELETE(trigger->tg_event));
	return PointerGetDatum(NULL);
}

/* Leaves an entry of a leg that finished; one that is open lives, and is nobody's result. */
static void
record_leg(Relation leg, HeapTuple row)
{
	record_one(known_table(leg, false, ""), row, false);
}

/*
 * SQL: record_of_row(table, personal, living, row, OUT key, OUT digest). The key of a row and the digest that its last entry
 * should have; NULL where it is personal and has no salt.
 */
Datum
cc_record_of_row(PG_FUNCTION_ARGS)
{
	HeapTupleHeader record = PG_GETARG_HEAPTUPLEHEADER(3);
	HeapTupleData row = {.t_len = HeapTupleHeaderGetDatumLength(record), .t_data = record};
	Relation	relation = table_open(PG_GETARG_OID(0), AccessShareLock);
	CCRecorded *recorded = known_table(relation, PG_GETARG_BOOL(1), text_to_cstring(PG_GETARG_TEXT_PP(2)));
	TupleDesc	descriptor;
	Datum		values[2] = {0};
	bool		nulls[2] = {false};
	char		salt[SALT_SIZE];
	char	   *key;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "record_of_row must return a row");
	ItemPointerSetInvalid(&row.t_self);
	key = cc_record_key(recorded, &row);
	values[0] = CStringGetTextDatum(key);
	if (recorded->personal && !find_salt(cc_record_center(recorded, &row), recorded->name, key, false, salt))
		nulls[1] = true;
	else
	{
		CCDigest	digest;

		cc_record_digest(recorded, &row, salt, recorded->personal ? SALT_SIZE : 0, digest);
		values[1] = cc_bytes_datum(digest, DIGEST_SIZE);
	}
	table_close(relation, AccessShareLock);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}

/* Sets up the cache of recorded tables, and lets the cases tell of legs that finish. */
void
cc_record_init(void)
{
	HASHCTL		control = {.keysize = sizeof(Oid), .entrysize = sizeof(Known), .hcxt = TopMemoryContext};

	known_tables = hash_create("cc_center recorded tables", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	cc_entry_init();
	cc_leg_finished = record_leg;
}
