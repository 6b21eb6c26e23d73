/* Reading the blocks of a center, by number. */
#include "postgres.h"

#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/xid8.h"

#include "access/record_scan.h"

/* The columns of record_block, by attribute number. */
enum
{
	BLOCK_CENTER_ID = 1, BLOCK_NO, BLOCK_CLUSTER, BLOCK_FROM_XID, BLOCK_FROM_ENTRY, BLOCK_UNTIL_XID, BLOCK_UNTIL_ENTRY,
	BLOCK_COUNT, BLOCK_SEALED_AT, BLOCK_ROOT, BLOCK_PREVIOUS_HEAD, BLOCK_HEAD, BLOCK_PEAKS, BLOCK_NAMES
};

/* Begins to read blocks. */
void
cc_block_scan_begin(CCBlockScan *scan, CCHasher *hasher, int64 center_id)
{
	ScanKeyData key;

	scan->hasher = hasher;
	ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(center_id));
	cc_key_scan_begin(&scan->rows, "record_block", &key, 1);
}

/* Takes a digest out of a bytea. */
bool
cc_take_digest(Datum value, uint8 *digest)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);

	if (VARSIZE_ANY_EXHDR(bytes) != DIGEST_SIZE)
		return false;
	memcpy(digest, VARDATA_ANY(bytes), DIGEST_SIZE);
	return true;
}

/* Gathers a block from its columns. */
static void
gather(const Datum *values, CCHasher *hasher, CCStoredBlock *stored)
{
	struct varlena *bytes;

	stored->block.center_id = DatumGetInt64(values[BLOCK_CENTER_ID]);
	stored->block.block_no = DatumGetInt64(values[BLOCK_NO]);
	stored->block.cluster = DatumGetInt64(values[BLOCK_CLUSTER]);
	stored->block.from.xid = U64FromFullTransactionId(DatumGetFullTransactionId(values[BLOCK_FROM_XID]));
	stored->block.from.entry_id = DatumGetInt64(values[BLOCK_FROM_ENTRY]);
	stored->block.until.xid = U64FromFullTransactionId(DatumGetFullTransactionId(values[BLOCK_UNTIL_XID]));
	stored->block.until.entry_id = DatumGetInt64(values[BLOCK_UNTIL_ENTRY]);
	stored->block.entries = DatumGetInt64(values[BLOCK_COUNT]);
	stored->block.sealed_at = DatumGetInt64(values[BLOCK_SEALED_AT]);
	stored->well_formed = cc_take_digest(values[BLOCK_ROOT], stored->block.root)
		&& cc_take_digest(values[BLOCK_PREVIOUS_HEAD], stored->block.previous_head)
		&& cc_take_digest(values[BLOCK_HEAD], stored->head);
	bytes = PG_DETOAST_DATUM_PACKED(values[BLOCK_PEAKS]);
	stored->peaks_length = Min(VARSIZE_ANY_EXHDR(bytes), sizeof(stored->peaks));
	memcpy(stored->peaks, VARDATA_ANY(bytes), stored->peaks_length);
	bytes = PG_DETOAST_DATUM_PACKED(values[BLOCK_NAMES]);
	cc_hash_begin(hasher);
	cc_hash_add(hasher, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	cc_hash_end(hasher, stored->block.names);
}

/* Goes on to the next block; false where there is none. */
bool
cc_block_scan_next(CCBlockScan *scan)
{
	MemoryContext before;

	if (!cc_key_scan_next(&scan->rows))
		return false;
	before = MemoryContextSwitchTo(scan->rows.memory);
	gather(scan->rows.slot->tts_values - 1, scan->hasher, &scan->stored);
	MemoryContextSwitchTo(before);
	MemoryContextReset(scan->rows.memory);
	return true;
}

/* Ends reading. */
void
cc_block_scan_end(CCBlockScan *scan)
{
	cc_key_scan_end(&scan->rows);
}
