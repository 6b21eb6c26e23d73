/* Rows of recorded tables: the key by which an entry names one, and the digest of what it says. */
#ifndef CC_ACCESS_RECORD_ROW_H
#define CC_ACCESS_RECORD_ROW_H

#include "postgres.h"
#include "access/htup.h"
#include "fmgr.h"
#include "utils/relcache.h"

#include "access/sha256.h"

/* What is known of a recorded table. */
typedef struct CCRecorded
{
	Oid			relid;
	TupleDesc	descriptor;
	const char *name;
	bool		personal;		/* its digests are salted, row by row */
	bool		pinned;			/* a column's text depends on settings */
	AttrNumber	center_column;	/* 0: the rows are of no center */
	AttrNumber	reason_column;	/* 0: none, or one that is nobody's business */
	AttrNumber	purge_column;	/* says what was purged of a personal row; 0: nothing is */
	int			key_count;
	AttrNumber *keys;			/* the primary key but for the center */
	bool	   *covered;		/* by attribute: the digest covers the column */
	StringInfoData *names;		/* what stands before a value: the column's name after its length */
	uint8	   *forms;
	FmgrInfo   *outputs;
} CCRecorded;

/* Describes a table, into the current context; living columns are those that the digest does not cover. */
extern CCRecorded *cc_record_describe(Relation relation, bool personal, const char *living);

/* Whether what the digest covers is the same in two versions of a row. */
extern bool cc_record_same(const CCRecorded *recorded, HeapTuple a, HeapTuple b);

/* Whether a purge emptied a personal row in between: then nobody may try out any more what was in it. */
extern bool cc_record_purged(const CCRecorded *recorded, HeapTuple old_row, HeapTuple new_row);

extern int64 cc_record_center(const CCRecorded *recorded, HeapTuple row);
extern char *cc_record_key(CCRecorded *recorded, HeapTuple row);
extern char *cc_record_reason(const CCRecorded *recorded, HeapTuple row);

/* Makes the digest of a row, with its salt where one is given. */
extern void cc_record_digest(CCRecorded *recorded, HeapTuple row, const char *salt, int salt_length, uint8 *digest);

#endif
