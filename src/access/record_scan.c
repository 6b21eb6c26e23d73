/* Reading the record in the order of its blocks. */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type.h"
#include "port/pg_bswap.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/xid8.h"

#include "access/record_entry.h"
#include "access/record_scan.h"
#include "core/compat.h"
#include "core/errors.h"
#include "core/watch.h"

/* Tells whether a place comes before another. */
bool
cc_place_before(CCPlace a, CCPlace b)
{
	return a.xid < b.xid || (a.xid == b.xid && a.entry_id < b.entry_id);
}

/* Begins to read a table by the first columns of its primary key. */
void
cc_key_scan_begin(CCKeyScan *scan, const char *table_name, ScanKey keys, int key_count)
{
	scan->table = table_open(cc_relation(table_name), AccessShareLock);
	list_free(RelationGetIndexList(scan->table));
	if (!OidIsValid(scan->table->rd_pkindex))
		cc_fail(not_installed, psprintf("%s_pkey", table_name));
	scan->index = index_open(scan->table->rd_pkindex, AccessShareLock);
	scan->slot = table_slot_create(scan->table, NULL);
	scan->memory = AllocSetContextCreate(CurrentMemoryContext, "cc_center row of the record", ALLOCSET_DEFAULT_SIZES);
	scan->scan = cc_index_beginscan(scan->table, scan->index, GetActiveSnapshot(), key_count);
	index_rescan(scan->scan, keys, key_count, NULL, 0);
}

/* Goes on to the next row, with all its columns in the slot; false where there is none. */
bool
cc_key_scan_next(CCKeyScan *scan)
{
	if (!index_getnext_slot(scan->scan, ForwardScanDirection, scan->slot))
		return false;
	slot_getallattrs(scan->slot);
	return true;
}

/* Ends reading. */
void
cc_key_scan_end(CCKeyScan *scan)
{
	index_endscan(scan->scan);
	ExecDropSingleTupleTableSlot(scan->slot);
	MemoryContextDelete(scan->memory);
	index_close(scan->index, AccessShareLock);
	table_close(scan->table, AccessShareLock);
}

/* Begins to read entries. */
void
cc_entry_scan_begin(CCEntryScan *scan, int64 center_id, int64 cluster, CCPlace from)
{
	ScanKeyData keys[3];

	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(center_id));
	ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(cluster));
	ScanKeyInit(&keys[2], 3, BTGreaterEqualStrategyNumber, F_XID8GE,
				FullTransactionIdGetDatum(FullTransactionIdFromU64(from.xid)));
	cc_key_scan_begin(&scan->rows, "record_entry", keys, lengthof(keys));
	do
	{
		scan->found = cc_entry_scan_next(scan);
	} while (scan->found && cc_place_before(scan->place, from));
}

/* Goes on to the next entry; false where there is none. */
bool
cc_entry_scan_next(CCEntryScan *scan)
{
	scan->found = cc_key_scan_next(&scan->rows);
	if (scan->found)
	{
		const Datum *values = scan->rows.slot->tts_values;

		scan->place.xid = U64FromFullTransactionId(DatumGetFullTransactionId(values[ENTRY_XID]));
		scan->place.entry_id = DatumGetInt64(values[ENTRY_ID]);
	}
	return scan->found;
}

/* Puts the bytes of the present entry together. */
void
cc_entry_scan_leaf(CCEntryScan *scan, StringInfo leaf)
{
	MemoryContext before = MemoryContextSwitchTo(scan->rows.memory);

	cc_entry_leaf(leaf, scan->rows.slot->tts_values, scan->rows.slot->tts_isnull);
	MemoryContextSwitchTo(before);
	MemoryContextReset(scan->rows.memory);
}

/* Ends reading. */
void
cc_entry_scan_end(CCEntryScan *scan)
{
	cc_key_scan_end(&scan->rows);
}

/* Appends a digest. */
static void
append_digest(StringInfo bytes, const uint8 *digest)
{
	appendBinaryStringInfo(bytes, (const char *) digest, DIGEST_SIZE);
}

/* Puts the bytes of a block together. */
void
cc_block_leaf(StringInfo leaf, const CCBlock *block)
{
	resetStringInfo(leaf);
	cc_append_int64(leaf, block->center_id);
	cc_append_int64(leaf, block->block_no);
	cc_append_int64(leaf, block->cluster);
	cc_append_int64(leaf, (int64) block->from.xid);
	cc_append_int64(leaf, block->from.entry_id);
	cc_append_int64(leaf, (int64) block->until.xid);
	cc_append_int64(leaf, block->until.entry_id);
	cc_append_int64(leaf, block->entries);
	cc_append_int64(leaf, block->sealed_at);
	append_digest(leaf, block->root);
	append_digest(leaf, block->names);
	append_digest(leaf, block->previous_head);
}

/* Makes what names an entry in its block. */
void
cc_entry_name(int64 entry_id, const uint8 *leaf_hash, uint8 *name)
{
	uint64		swapped = pg_hton64((uint64) entry_id);

	memcpy(name, &swapped, sizeof(swapped));
	memcpy(name + sizeof(swapped), leaf_hash, NAME_SIZE - sizeof(swapped));
}
