/* Reading the record: entries in the order of their blocks, and blocks by number; memory does not grow with either. */
#ifndef CC_ACCESS_RECORD_SCAN_H
#define CC_ACCESS_RECORD_SCAN_H

#include "postgres.h"
#include "access/genam.h"
#include "access/relscan.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"

#include "access/merkle.h"
#include "access/sha256.h"

/* Where an entry stands among those of its center and cluster. */
typedef struct CCPlace
{
	uint64		xid;
	int64		entry_id;
} CCPlace;

/* A table of the record, read by its primary key. */
typedef struct CCKeyScan
{
	Relation	table;
	Relation	index;
	IndexScanDesc scan;
	TupleTableSlot *slot;
	MemoryContext memory;		/* of the present row */
} CCKeyScan;

extern void cc_key_scan_begin(CCKeyScan *scan, const char *table_name, ScanKey keys, int key_count);
extern bool cc_key_scan_next(CCKeyScan *scan);
extern void cc_key_scan_end(CCKeyScan *scan);

typedef struct CCEntryScan
{
	CCKeyScan	rows;
	CCPlace		place;			/* of the present entry */
	bool		found;			/* there is a present entry */
} CCEntryScan;

extern bool cc_place_before(CCPlace a, CCPlace b);

/* Stands before the first entry that is not before a place; the next call makes it the present one. */
extern void cc_entry_scan_begin(CCEntryScan *scan, int64 center_id, int64 cluster, CCPlace from);
extern bool cc_entry_scan_next(CCEntryScan *scan);
extern void cc_entry_scan_leaf(CCEntryScan *scan, StringInfo leaf);
extern void cc_entry_scan_end(CCEntryScan *scan);

/* A block: so many entries of a cluster, from a place on and before another. */
typedef struct CCBlock
{
	int64		center_id;
	int64		block_no;
	int64		cluster;
	CCPlace		from;
	CCPlace		until;
	int64		entries;
	int64		sealed_at;
	CCDigest	root;
	CCDigest	names;			/* of what names the entries */
	CCDigest	previous_head;
} CCBlock;

/* The bytes of a block, which are a leaf of the tree that the head is the root of. */
extern void cc_block_leaf(StringInfo leaf, const CCBlock *block);

/* What names an entry in its block: its id and the first bytes of its leaf's hash. */
#define NAME_SIZE 16
extern void cc_entry_name(int64 entry_id, const uint8 *leaf_hash, uint8 *name);

/* A block as it is stored, with what its head comes from. */
typedef struct CCStoredBlock
{
	CCBlock		block;
	CCDigest	head;
	int			peaks_length;
	uint8		peaks[MAX_PEAKS * DIGEST_SIZE];
	bool		well_formed;	/* its digests are of the right length */
} CCStoredBlock;

typedef struct CCBlockScan
{
	CCKeyScan	rows;
	CCHasher   *hasher;
	CCStoredBlock stored;		/* the present block */
} CCBlockScan;

extern void cc_block_scan_begin(CCBlockScan *scan, CCHasher *hasher, int64 center_id);
extern bool cc_block_scan_next(CCBlockScan *scan);
extern void cc_block_scan_end(CCBlockScan *scan);

/* Takes a digest out of a bytea; false where it is none. */
extern bool cc_take_digest(Datum value, uint8 *digest);

#endif
