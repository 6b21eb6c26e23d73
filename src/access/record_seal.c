/*
 * Sealing: entries become blocks. A block has the entries of a center between two places in the order of transaction and entry
 * id, a Merkle tree over them, and its own bytes, with the head before it, are a leaf of the center's tree of
 * blocks, of which the head is the root.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/xid8.h"

#include "access/record_entry.h"
#include "access/record_scan.h"
#include "core/errors.h"
#include "core/read.h"

/* So many at most, so that no block needs more memory, nor a proof more reading, than this. */
#define BLOCK_ENTRIES 16384

/* What grows while a center is sealed. */
typedef struct Sealing
{
	CCHasher   *hasher;
	CCMerkle	chain;			/* of blocks */
	CCMerkle	tree;			/* of the block's entries */
	CCBlock		block;
	StringInfoData names;
	int64		lowest_id;		/* of the block's entries */
	int64		highest_id;
	StringInfoData leaf;
	CCDigest	head;
} Sealing;

PG_FUNCTION_INFO_V1(cc_seal_entries);

/* Writes the block that is complete, and its head. */
static void
write_block(Sealing *sealing)
{
	CCBlock    *block = &sealing->block;
	Oid			types[] = {
		INT8OID, INT8OID, INT8OID, XID8OID, INT8OID, XID8OID, INT8OID, INT8OID, TIMESTAMPTZOID, BYTEAOID, BYTEAOID, BYTEAOID,
		BYTEAOID, BYTEAOID, INT8OID, INT8OID
	};
	Datum		values[lengthof(types)];
	CCReader	reader;

	cc_merkle_root(&sealing->tree, block->root);
	cc_hash_begin(sealing->hasher);
	cc_hash_add(sealing->hasher, sealing->names.data, sealing->names.len);
	cc_hash_end(sealing->hasher, block->names);
	memcpy(block->previous_head, sealing->head, DIGEST_SIZE);
	block->block_no++;
	block->sealed_at = GetCurrentTimestamp();
	cc_block_leaf(&sealing->leaf, block);
	cc_merkle_add(&sealing->chain, sealing->leaf.data, sealing->leaf.len);
	cc_merkle_root(&sealing->chain, sealing->head);

	reader = cc_spi_begin();
	values[0] = Int64GetDatum(block->center_id);
	values[1] = Int64GetDatum(block->block_no);
	values[2] = Int64GetDatum(block->cluster);
	values[3] = FullTransactionIdGetDatum(FullTransactionIdFromU64(block->from.xid));
	values[4] = Int64GetDatum(block->from.entry_id);
	values[5] = FullTransactionIdGetDatum(FullTransactionIdFromU64(block->until.xid));
	values[6] = Int64GetDatum(block->until.entry_id);
	values[7] = Int64GetDatum(block->entries);
	values[8] = TimestampTzGetDatum(block->sealed_at);
	values[9] = cc_bytes_datum(block->root, DIGEST_SIZE);
	values[10] = cc_bytes_datum(block->previous_head, DIGEST_SIZE);
	values[11] = cc_bytes_datum(sealing->head, DIGEST_SIZE);
	values[12] = cc_bytes_datum(sealing->chain.peaks, (size_t) sealing->chain.peak_count * DIGEST_SIZE);
	values[13] = cc_bytes_datum(sealing->names.data, sealing->names.len);
	values[14] = Int64GetDatum(sealing->lowest_id);
	values[15] = Int64GetDatum(sealing->highest_id);
	if (SPI_execute_with_args("INSERT INTO cc_center.record_block (center_id, block_no, cluster, from_xid, from_entry, "
							  "until_xid, until_entry, entries, sealed_at, root, previous_head, head, peaks, names, lowest_id, "
							  "highest_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
							  lengthof(types), types, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "writing a block failed");
	cc_spi_end(reader);

	block->from = block->until;
	block->entries = 0;
	resetStringInfo(&sealing->names);
	cc_merkle_begin(&sealing->tree, sealing->hasher);
}

/* Takes the present entry into the block. */
static void
take_entry(Sealing *sealing, CCEntryScan *scan)
{
	CCDigest	hash;
	uint8		name[NAME_SIZE];

	cc_entry_scan_leaf(scan, &sealing->leaf);
	cc_merkle_hash_leaf(sealing->hasher, sealing->leaf.data, sealing->leaf.len, hash);
	cc_merkle_add_hashed(&sealing->tree, hash);
	cc_entry_name(scan->place.entry_id, hash, name);
	appendBinaryStringInfo(&sealing->names, (const char *) name, NAME_SIZE);
	sealing->lowest_id = sealing->block.entries == 0 ? scan->place.entry_id : Min(sealing->lowest_id, scan->place.entry_id);
	sealing->highest_id = sealing->block.entries == 0 ? scan->place.entry_id : Max(sealing->highest_id, scan->place.entry_id);
	sealing->block.entries++;
	sealing->block.until = scan->place;
	sealing->block.until.entry_id++;
}

/*
 * SQL: seal_entries(center, cluster, from_xid, from_entry, horizon, block_no, head, peaks), for seal(), which holds the lock on
 * the center's chain and knows that all transactions before the horizon are over. Seals what it sees of the cluster from
 * a place to the horizon, behind the block of that number, head and peaks. Returns how many entries.
 */
Datum
cc_seal_entries(PG_FUNCTION_ARGS)
{
	Sealing    *sealing = palloc0(sizeof(Sealing));
	uint64		horizon = U64FromFullTransactionId(PG_GETARG_FULLTRANSACTIONID(4));
	bytea	   *head = PG_GETARG_BYTEA_PP(6);
	bytea	   *peaks = PG_GETARG_BYTEA_PP(7);
	CCEntryScan scan;
	int64		sealed = 0;

	sealing->block.center_id = PG_GETARG_INT64(0);
	sealing->block.cluster = PG_GETARG_INT64(1);
	sealing->block.from.xid = U64FromFullTransactionId(PG_GETARG_FULLTRANSACTIONID(2));
	sealing->block.from.entry_id = PG_GETARG_INT64(3);
	sealing->block.block_no = PG_GETARG_INT64(5);
	sealing->hasher = cc_hasher();
	if (VARSIZE_ANY_EXHDR(head) != DIGEST_SIZE
		|| !cc_merkle_continue(&sealing->chain, sealing->hasher, sealing->block.block_no,
							   (uint8 *) VARDATA_ANY(peaks), VARSIZE_ANY_EXHDR(peaks)))
		cc_fail(block_unusable, cc_int64_text(sealing->block.block_no), cc_int64_text(sealing->block.center_id));
	memcpy(sealing->head, VARDATA_ANY(head), DIGEST_SIZE);
	cc_merkle_begin(&sealing->tree, sealing->hasher);
	initStringInfo(&sealing->names);
	initStringInfo(&sealing->leaf);
	cc_entry_scan_begin(&scan, sealing->block.center_id, sealing->block.cluster, sealing->block.from);
	for (; scan.found && scan.place.xid < horizon; cc_entry_scan_next(&scan))
	{
		if (sealing->block.entries == BLOCK_ENTRIES)
		{
			write_block(sealing);
			CHECK_FOR_INTERRUPTS();
		}
		take_entry(sealing, &scan);
		sealed++;
	}
	cc_entry_scan_end(&scan);
	if (sealing->block.entries > 0)
	{
		/* nothing can come before a horizon any more; without one, nothing is known of what may */
		if (horizon != PG_UINT64_MAX)
		{
			sealing->block.until.xid = horizon;
			sealing->block.until.entry_id = 0;
		}
		write_block(sealing);
	}
	cc_hasher_free(sealing->hasher);
	PG_RETURN_INT64(sealed);
}
