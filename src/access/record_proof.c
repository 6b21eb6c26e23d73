/* Proofs: the path from an entry to the root of its block, and from a block to a head. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/xid8.h"

#include "access/record_entry.h"
#include "access/record_scan.h"
#include "core/errors.h"

PG_FUNCTION_INFO_V1(cc_entry_path);
PG_FUNCTION_INFO_V1(cc_block_path);

/*
 * SQL: entry_path(center, cluster, from_xid, from_entry, until_xid, until_entry, entry). The siblings on the way from an entry up to the
 * root of the block between two places: of each a byte, 0 where it stands on the left, and its hash. NULL where the
 * entry is not there.
 */
Datum
cc_entry_path(PG_FUNCTION_ARGS)
{
	CCPlace		from = {U64FromFullTransactionId(PG_GETARG_FULLTRANSACTIONID(2)), PG_GETARG_INT64(3)};
	CCPlace		until = {U64FromFullTransactionId(PG_GETARG_FULLTRANSACTIONID(4)), PG_GETARG_INT64(5)};
	CCEntryScan scan;
	CCMerkle	tree;
	CCDigest	root;
	StringInfoData path;
	StringInfoData leaf;

	initStringInfo(&path);
	initStringInfo(&leaf);
	cc_merkle_begin(&tree, cc_hasher());
	tree.path = &path;
	cc_entry_scan_begin(&scan, PG_GETARG_INT64(0), PG_GETARG_INT64(1), from);
	for (; scan.found && cc_place_before(scan.place, until); cc_entry_scan_next(&scan))
	{
		if (scan.place.entry_id == PG_GETARG_INT64(6))
			tree.watched = tree.count;
		cc_entry_scan_leaf(&scan, &leaf);
		cc_merkle_add(&tree, leaf.data, leaf.len);
		CHECK_FOR_INTERRUPTS();
	}
	cc_entry_scan_end(&scan);
	cc_merkle_root(&tree, root);
	cc_hasher_free(tree.hasher);
	if (tree.watched < 0)
		PG_RETURN_NULL();
	return cc_bytes_datum(path.data, path.len);
}

/*
 * SQL: block_path(center, block_no, head_block, OUT leaf, OUT path). The bytes of a block, and the siblings on the way up to the
 * head of a later block.
 */
Datum
cc_block_path(PG_FUNCTION_ARGS)
{
	int64		block_no = PG_GETARG_INT64(1);
	int64		head_block = PG_GETARG_INT64(2);
	CCBlockScan scan;
	CCMerkle	chain;
	CCDigest	head;
	StringInfoData path;
	StringInfoData leaf;
	TupleDesc	descriptor;
	Datum		values[2] = {0};
	bool		nulls[2] = {true, true};

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "block_path must return a row");
	initStringInfo(&path);
	initStringInfo(&leaf);
	cc_merkle_begin(&chain, cc_hasher());
	chain.path = &path;
	chain.watched = block_no - 1;
	cc_block_scan_begin(&scan, chain.hasher, PG_GETARG_INT64(0));
	while (cc_block_scan_next(&scan) && scan.stored.block.block_no <= head_block)
	{
		cc_block_leaf(&leaf, &scan.stored.block);
		if (scan.stored.block.block_no == block_no)
		{
			values[0] = cc_bytes_datum(leaf.data, leaf.len);
			nulls[0] = nulls[1] = false;
		}
		cc_merkle_add(&chain, leaf.data, leaf.len);
		CHECK_FOR_INTERRUPTS();
	}
	cc_block_scan_end(&scan);
	cc_merkle_root(&chain, head);
	cc_hasher_free(chain.hasher);
	values[1] = cc_bytes_datum(path.data, path.len);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(descriptor), values, nulls)));
}
