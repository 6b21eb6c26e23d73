/* The only place that knows PostgreSQL versions. */
#ifndef CC_COMPAT_H
#define CC_COMPAT_H

#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "utils/datetime.h"
#include "utils/guc.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#define CC_HAVE_SOFT_ERRORS 1
#endif

/* Reports an error softly where the server knows soft errors and the caller can take one; else raises it. */
#ifdef CC_HAVE_SOFT_ERRORS
#define cc_errsave(escontext, ...) errsave(escontext, __VA_ARGS__)
#else
#define cc_errsave(escontext, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* Memory that a check hook hands to the server, which frees it. */
#if PG_VERSION_NUM >= 160000
#define cc_guc_malloc(size) guc_malloc(LOG, size)
#else
#define cc_guc_malloc(size) malloc(size)
#endif

/* A range from its bounds, never empty; the caller includes utils/rangetypes.h. */
#ifdef CC_HAVE_SOFT_ERRORS
#define cc_make_range(type, lower, upper) make_range(type, lower, upper, false, NULL)
#else
#define cc_make_range(type, lower, upper) make_range(type, lower, upper, false)
#endif

/* Decodes the fields of a date and time; 0 means success. */
static inline int
cc_decode_datetime(char **field, int *ftype, int nf, int *dtype, struct pg_tm *tm, fsec_t *fsec, int *tz)
{
#if PG_VERSION_NUM >= 160000
	DateTimeErrorExtra extra;

	return DecodeDateTime(field, ftype, nf, dtype, tm, fsec, tz, &extra);
#else
	return DecodeDateTime(field, ftype, nf, dtype, tm, fsec, tz);
#endif
}

/* Updates a heap row and returns whether it needs entries in the indexes. */
static inline bool
cc_heap_update(Relation relation, ItemPointer tid, HeapTuple tuple)
{
#if PG_VERSION_NUM >= 160000
	TU_UpdateIndexes indexes;

	simple_heap_update(relation, tid, tuple, &indexes);
	/* whoever changes a summarized column of a leg changes an indexed one too */
	Assert(indexes != TU_Summarizing);
	return indexes == TU_All;
#else
	simple_heap_update(relation, tid, tuple);
	return !HeapTupleIsHeapOnly(tuple);
#endif
}

/* Begins to read a table by an index. */
#if PG_VERSION_NUM >= 180000
#define cc_index_beginscan(table, index, snapshot, keys) index_beginscan(table, index, snapshot, NULL, keys, 0)
#else
#define cc_index_beginscan(table, index, snapshot, keys) index_beginscan(table, index, snapshot, keys, 0)
#endif

/* Lets an access method clean up after index_insert(). */
static inline void
cc_index_insert_cleanup(Relation index, struct IndexInfo *info)
{
#if PG_VERSION_NUM >= 170000
	index_insert_cleanup(index, info);
#endif
}

#endif
