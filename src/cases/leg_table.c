/*
 * The leg table described: by name, because a site may have added columns, and with what hangs on it, because a row is
 * written straight into heap and indexes only where nothing else does.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "executor/spi.h"
#include "nodes/primnodes.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "cases/leg_table.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/watch.h"

const char *const cc_leg_column_names[COLUMN_COUNT] = {
	"center_id", "case_id", "leg_no", "version", "received_at", "clock_start", "due_at", "shift_ends_at",
	"attention_at", "overdue_at", "finished_at", "recorded_at", "due_clause", "leg_kind", "role", "street", "shift", "holder",
	"finished_by", "outcome", "reason", "recorded_by", "taken_from"
};

static CCWatch watch = {.tables = {"leg", NULL}, .stale = true};
static MemoryContext context = NULL;
static CCLegTable *table = NULL;

/* Notes which rows belong into an index; false where its predicate is none of those that are known here. */
static bool
describe_predicate(List *predicate, CCLegIndex *description)
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
describe_index(Relation index, CCLegIndex *description)
{
	IndexInfo  *info = BuildIndexInfo(index);

	memset(description, 0, sizeof(CCLegIndex));
	description->oid = RelationGetRelid(index);
	if (info->ii_Expressions != NIL || info->ii_ExclusionOps != NULL || !info->ii_ReadyForInserts)
		return false;
	if (info->ii_Predicate != NIL && !describe_predicate(info->ii_Predicate, description))
		return false;
	info->ii_Predicate = NIL;
	description->info = info;
	return true;
}

/* Tells whether anything but indexes must happen when a leg row is written. */
static bool
has_obligations(Relation leg)
{
	TriggerDesc *triggers = leg->trigdesc;
	TupleConstr *constraints = RelationGetDescr(leg)->constr;

	if (leg->rd_rel->relkind != RELKIND_RELATION || leg->rd_rel->relam != HEAP_TABLE_AM_OID
		|| leg->rd_rel->relispartition || leg->rd_rules != NULL)
		return true;
	if (constraints && (constraints->num_check > 0 || constraints->has_generated_stored))
		return true;
	return triggers && (triggers->trig_insert_before_row || triggers->trig_insert_after_row
						|| triggers->trig_insert_before_statement || triggers->trig_insert_after_statement
						|| triggers->trig_update_before_row || triggers->trig_update_after_row
						|| triggers->trig_update_before_statement || triggers->trig_update_after_statement);
}

/* Looks up the columns by name; a column added by somebody must not be required. */
static bool
describe_columns(Relation leg, CCLegTable *fresh)
{
	TupleDesc	descriptor = RelationGetDescr(leg);
	int			required = 0;
	int			known = 0;

	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		fresh->attnum[i] = SPI_fnumber(descriptor, cc_leg_column_names[i]);
		if (fresh->attnum[i] <= 0)
			cc_fail(not_installed, psprintf("leg.%s", cc_leg_column_names[i]));
		known += TupleDescAttr(descriptor, fresh->attnum[i] - 1)->attnotnull;
	}
	for (int i = 0; i < descriptor->natts; i++)
		required += TupleDescAttr(descriptor, i)->attnotnull || TupleDescAttr(descriptor, i)->atthasdef;
	return required == known;
}

/* Describes the leg table, which is open and locked, into a context. */
static CCLegTable *
describe_relation(Relation leg, MemoryContext fresh_context)
{
	MemoryContext before = MemoryContextSwitchTo(fresh_context);
	CCLegTable *fresh = palloc0(sizeof(CCLegTable));
	List	   *index_oids = RelationGetIndexList(leg);
	ListCell   *cell;

	fresh->oid = RelationGetRelid(leg);
	fresh->direct = describe_columns(leg, fresh) && !has_obligations(leg);
	fresh->primary_key = leg->rd_pkindex;
	foreach(cell, index_oids)
	{
		Relation	index = index_open(lfirst_oid(cell), RowExclusiveLock);

		if (fresh->index_count == MAX_INDEXES
			|| !describe_index(index, &fresh->indexes[fresh->index_count++]))
			fresh->direct = false;
		index_close(index, NoLock);
		if (!fresh->direct)
			break;
	}
	MemoryContextSwitchTo(before);
	return fresh;
}

/* Describes the leg table anew; where that fails, the earlier description stays stale. */
static void
describe_table(Relation leg)
{
	MemoryContext fresh_context = AllocSetContextCreate(CacheMemoryContext, "cc_center leg table", ALLOCSET_SMALL_SIZES);
	CCLegTable *volatile fresh = NULL;

	PG_TRY();
	{
		cc_watch_begin(&watch);
		fresh = describe_relation(leg, fresh_context);
	}
	PG_CATCH();
	{
		watch.stale = true;
		MemoryContextDelete(fresh_context);
		PG_RE_THROW();
	}
	PG_END_TRY();
	if (context)
		MemoryContextDelete(context);
	context = fresh_context;
	table = fresh;
}

/* Opens the leg table and makes sure that it is described as it is. */
Relation
cc_leg_table_open(LOCKMODE mode, CCLegTable **description)
{
	Relation	leg = table_open(table && !watch.stale ? table->oid : cc_relation("leg"), mode);

	if (cc_watch_stale(&watch) || table == NULL || table->oid != RelationGetRelid(leg))
		describe_table(leg);
	*description = table;
	return leg;
}
