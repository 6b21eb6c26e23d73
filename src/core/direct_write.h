/* Writing rows straight into heap and indexes, where nothing else hangs on their table. */
#ifndef CC_DIRECT_WRITE_H
#define CC_DIRECT_WRITE_H

#include "postgres.h"
#include "access/attnum.h"
#include "access/htup.h"
#include "nodes/execnodes.h"
#include "utils/relcache.h"

#define MAX_DIRECT_INDEXES 8

/* What is known of an index. */
typedef struct CCDirectIndex
{
	Oid			oid;
	IndexInfo  *info;			/* without its predicate, which the next two replace */
	AttrNumber	tested;			/* the column that decides which rows belong into the index; 0: all do */
	bool		null_belongs;	/* those where it is null, or the others */
	AttrNumber	later;			/* the column whose instant is after that of the next one, where that decides; or 0 */
	AttrNumber	earlier;
} CCDirectIndex;

/* What hangs on a table; to be described anew when its definition changes. */
typedef struct CCDirectTable
{
	bool		possible;		/* nothing but indexes that are known here */
	int			index_count;
	CCDirectIndex indexes[MAX_DIRECT_INDEXES];
} CCDirectTable;

/* Describes a table, which is open and locked, into the current context; changes: whether its rows are updated too. */
extern void cc_direct_describe(Relation relation, bool changes, CCDirectTable *direct);

/* Puts a row that is in the heap into the indexes it belongs in. */
extern void cc_direct_index(const CCDirectTable *direct, Relation relation, HeapTuple row);

/* Returns an instant of a row, DT_NOEND where it is not set. */
extern TimestampTz cc_instant_of(HeapTuple row, TupleDesc descriptor, AttrNumber attnum);

/* Puts a text into a column; NULL where there is none. */
extern void cc_put_text(Datum *values, bool *nulls, int column, const char *string);

#endif
