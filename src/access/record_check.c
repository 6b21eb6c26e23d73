/*
 * Checking: every entry and every block is hashed again, in one pass, and each block is held against what its predecessor left.
 * What is wrong is named by block; which entries of a block it is, SQL finds out.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "access/record_entry.h"
#include "access/record_scan.h"
#include "core/errors.h"

/* How far the blocks of a cluster have come. */
typedef struct Reached
{
	int64		cluster;
	CCPlace		until;
	struct Reached *next;
} Reached;

typedef struct Checking
{
	CCHasher   *hasher;
	StringInfoData leaf;
	CCStoredBlock last;			/* the block before, or number 0 */
	CCEntryScan scan;
	bool		scanning;
	int64		cluster;		/* that is scanned */
	Reached    *reached;
	ReturnSetInfo *result;
	int64		asked_block;	/* the block of the head that was given, or 0 */
	CCDigest	asked_head;
} Checking;

PG_FUNCTION_INFO_V1(cc_check_blocks);

/* Notes what is wrong with a block. */
static void
note(Checking *checking, int64 block_no, const char *what)
{
	Datum		values[] = {Int64GetDatum(block_no), CStringGetTextDatum(what)};
	bool		nulls[] = {false, false};

	tuplestore_putvalues(checking->result->setResult, checking->result->setDesc, values, nulls);
}

/* Returns how far the blocks of a cluster have come. */
static Reached *
reached_of(Checking *checking, int64 cluster)
{
	Reached    *reached = checking->reached;

	while (reached && reached->cluster != cluster)
		reached = reached->next;
	if (reached == NULL)
	{
		reached = palloc0(sizeof(Reached));
		reached->cluster = cluster;
		reached->next = checking->reached;
		checking->reached = reached;
	}
	return reached;
}

/* Tells whether a block follows the one before, and its head from both. */
static bool
is_chained(Checking *checking, const CCStoredBlock *stored)
{
	CCMerkle	chain;
	CCDigest	head;

	if (!stored->well_formed
		|| !cc_merkle_continue(&chain, checking->hasher, checking->last.block.block_no,
							   checking->last.peaks, checking->last.peaks_length))
		return false;
	cc_merkle_root(&chain, head);
	if (memcmp(head, stored->block.previous_head, DIGEST_SIZE) != 0)
		return false;
	cc_block_leaf(&checking->leaf, &stored->block);
	cc_merkle_add(&chain, checking->leaf.data, checking->leaf.len);
	cc_merkle_root(&chain, head);
	return memcmp(head, stored->head, DIGEST_SIZE) == 0
		&& stored->peaks_length == chain.peak_count * DIGEST_SIZE
		&& memcmp(stored->peaks, chain.peaks, stored->peaks_length) == 0;
}

/* Stands before the first entry of a block. */
static void
go_to(Checking *checking, const CCBlock *block)
{
	if (checking->scanning && checking->cluster == block->cluster
		&& !(checking->scan.found && cc_place_before(checking->scan.place, block->from))
		&& !cc_place_before(block->from, reached_of(checking, block->cluster)->until))
		return;
	if (checking->scanning)
		cc_entry_scan_end(&checking->scan);
	cc_entry_scan_begin(&checking->scan, block->center_id, block->cluster, block->from);
	checking->scanning = true;
	checking->cluster = block->cluster;
}

/* Tells whether the entries of a block are those that were sealed. */
static bool
has_its_entries(Checking *checking, const CCBlock *block)
{
	CCMerkle	tree;
	CCDigest	root;
	int64		count = 0;

	go_to(checking, block);
	cc_merkle_begin(&tree, checking->hasher);
	for (; checking->scan.found && cc_place_before(checking->scan.place, block->until); cc_entry_scan_next(&checking->scan))
	{
		if (++count % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		cc_entry_scan_leaf(&checking->scan, &checking->leaf);
		cc_merkle_add(&tree, checking->leaf.data, checking->leaf.len);
	}
	cc_merkle_root(&tree, root);
	return count == block->entries && memcmp(root, block->root, DIGEST_SIZE) == 0;
}

/* Checks a block, and makes it the last one. */
static void
check_block(Checking *checking, const CCStoredBlock *stored)
{
	const CCBlock *block = &stored->block;
	Reached    *reached = reached_of(checking, block->cluster);

	for (int64 missing = checking->last.block.block_no + 1; missing < block->block_no; missing++)
	{
		note(checking, missing, "removed");
		if (missing - checking->last.block.block_no >= 1000)
			break;
	}
	if (block->block_no == checking->last.block.block_no + 1
		&& (!is_chained(checking, stored)
			|| block->from.xid != reached->until.xid || block->from.entry_id != reached->until.entry_id))
		note(checking, block->block_no, "altered");
	if (!has_its_entries(checking, block))
		note(checking, block->block_no, "entries");
	if (block->block_no == checking->asked_block && memcmp(stored->head, checking->asked_head, DIGEST_SIZE) != 0)
		note(checking, block->block_no, "head");
	reached->until = block->until;
	checking->last = *stored;
}

/* Goes through the blocks of a center. */
static void
check_center(Checking *checking, int64 center_id)
{
	CCBlockScan blocks;

	cc_block_scan_begin(&blocks, checking->hasher, center_id);
	while (cc_block_scan_next(&blocks))
		check_block(checking, &blocks.stored);
	if (checking->asked_block > checking->last.block.block_no)
		note(checking, checking->asked_block, "tail");
	cc_block_scan_end(&blocks);
	if (checking->scanning)
		cc_entry_scan_end(&checking->scan);
}

/*
 * SQL: check_blocks(center, block_no, head). What is wrong with the blocks of a center, each with what: removed, altered, entries
 * (they are not what was sealed), head (that of the block is not the one given) or tail (there are no blocks up to the
 * one whose head is given).
 */
Datum
cc_check_blocks(PG_FUNCTION_ARGS)
{
	Checking   *checking = palloc0(sizeof(Checking));

	InitMaterializedSRF(fcinfo, 0);
	checking->result = (ReturnSetInfo *) fcinfo->resultinfo;
	checking->hasher = cc_hasher();
	initStringInfo(&checking->leaf);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		checking->asked_block = PG_GETARG_INT64(1);
		if (!cc_take_digest(PG_GETARG_DATUM(2), checking->asked_head))
			cc_fail(head_unreadable, "?");
	}
	check_center(checking, PG_GETARG_INT64(0));
	cc_hasher_free(checking->hasher);
	return (Datum) 0;
}
