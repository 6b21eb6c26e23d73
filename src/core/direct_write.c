/*
 * Writing rows straight into heap and indexes: that costs a fraction of an executor run. It is done only where nothing else
 * hangs on the table; one with triggers, constraints or unusual indexes of somebody's own is written through SPI.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "core/compat.h"
#include "core/direct_write.h"

/* Notes which rows belong into an index; false where its predicate is none of those that are known here. */
static bool
describe_predicate(List *predicate, CCDirectIndex *description)
{
	Node	   *condition = linitial(predicate);
	NullTest   *test = (NullTest *) condition;
	OpExpr	   *comparison = (OpExpr *) condition;

	if (list_length(predicate) != 1)
		return false;
	if (IsA(condition, NullTest) && IsA(test->arg, Var))
	{
		description->tested = ((Var *) test->arg)->varattno;
		description->null_belongs = test->nulltesttype == IS_NULL;
		return true;
	}
	if (!IsA(condition, OpExpr) || get_opcode(comparison->opno) != F_TIMESTAMPTZ_GT
		|| !IsA(linitial(comparison->args), Var) || !IsA(lsecond(comparison->args), Var))
		return false;
	description->later = linitial_node(Var, comparison->args)->varattno;
	description->earlier = lsecond_node(Var, comparison->args)->varattno;
	return true;
}

/* Notes an index; false where rows cannot be put into it without the executor. */
static bool
describe_index(Relation index, CCDirectIndex *description)
{
	IndexInfo  *info = BuildIndexInfo(index);

	memset(description, 0, sizeof(CCDirectIndex));
	description->oid = RelationGetRelid(index);
	if (info->ii_Expressions != NIL || info->ii_ExclusionOps != NULL || !info->ii_ReadyForInserts)
		return false;
	if (info->ii_Predicate != NIL && !describe_predicate(info->ii_Predicate, description))
		return false;
	info->ii_Predicate = NIL;
	description->info = info;
	return true;
}

/* Tells whether anything but indexes must happen when a row is written. */
static bool
has_obligations(Relation relation, bool changes)
{
	TriggerDesc *triggers = relation->trigdesc;
	TupleConstr *constraints = RelationGetDescr(relation)->constr;

	if (relation->rd_rel->relkind != RELKIND_RELATION || relation->rd_rel->relam != HEAP_TABLE_AM_OID
		|| relation->rd_rel->relispartition || relation->rd_rules != NULL)
		return true;
	if (constraints && (constraints->num_check > 0 || constraints->has_generated_stored))
		return true;
	return triggers && (triggers->trig_insert_before_row || triggers->trig_insert_after_row
						|| triggers->trig_insert_before_statement || triggers->trig_insert_after_statement
						|| (changes
							&& (triggers->trig_update_before_row || triggers->trig_update_after_row
								|| triggers->trig_update_before_statement || triggers->trig_update_after_statement)));
}

/* Describes a table, which is open and locked, into the current context. */
void
cc_direct_describe(Relation relation, bool changes, CCDirectTable *direct)
{
	List	   *index_oids = RelationGetIndexList(relation);
	ListCell   *cell;

	memset(direct, 0, sizeof(CCDirectTable));
	direct->possible = !has_obligations(relation, changes);
	foreach(cell, index_oids)
	{
		Relation	index;

		if (!direct->possible)
			break;
		index = index_open(lfirst_oid(cell), RowExclusiveLock);
		if (direct->index_count == MAX_DIRECT_INDEXES
			|| !describe_index(index, &direct->indexes[direct->index_count++]))
			direct->possible = false;
		index_close(index, NoLock);
	}
}

/* Returns an instant of a row, DT_NOEND where it is not set. */
TimestampTz
cc_instant_of(HeapTuple row, TupleDesc descriptor, AttrNumber attnum)
{
	bool		isnull;
	Datum		value = heap_getattr(row, attnum, descriptor, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(value);
}

/* Tells whether a row belongs into an index. */
static bool
belongs_into(const CCDirectIndex *index, HeapTuple row, TupleDesc descriptor)
{
	if (index->tested > 0)
		return heap_attisnull(row, index->tested, descriptor) == index->null_belongs;
	if (index->later > 0)
		return !heap_attisnull(row, index->later, descriptor) && !heap_attisnull(row, index->earlier, descriptor)
			&& cc_instant_of(row, descriptor, index->later) > cc_instant_of(row, descriptor, index->earlier);
	return true;
}

/* Puts a row that is in the heap into the indexes it belongs in. */
void
cc_direct_index(const CCDirectTable *direct, Relation relation, HeapTuple row)
{
	TupleDesc	descriptor = RelationGetDescr(relation);

	for (int i = 0; i < direct->index_count; i++)
	{
		const CCDirectIndex *known = &direct->indexes[i];
		IndexInfo	info = *known->info;
		Relation	index;
		Datum		values[INDEX_MAX_KEYS];
		bool		nulls[INDEX_MAX_KEYS];

		if (!belongs_into(known, row, descriptor))
			continue;
		for (int k = 0; k < info.ii_NumIndexAttrs; k++)
			values[k] = heap_getattr(row, info.ii_IndexAttrNumbers[k], descriptor, &nulls[k]);
		/* what an access method keeps here must not outlive the open index */
		info.ii_AmCache = NULL;
		info.ii_Context = CurrentMemoryContext;
		index = index_open(known->oid, RowExclusiveLock);
		index_insert(index, values, nulls, &row->t_self, relation,
					 index->rd_index->indisunique ? UNIQUE_CHECK_YES : UNIQUE_CHECK_NO, false, &info);
		cc_index_insert_cleanup(index, &info);
		index_close(index, NoLock);
	}
}

/* Puts a text into a column. */
void
cc_put_text(Datum *values, bool *nulls, int column, const char *string)
{
	nulls[column] = string == NULL;
	values[column] = string ? CStringGetTextDatum(string) : (Datum) 0;
}
