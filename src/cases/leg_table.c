/*
 * The leg table described: by name, because a site may have added columns, and with what hangs on it, because a row is
 * written straight into heap and indexes only where nothing else does.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "executor/spi.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "cases/leg_table.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/watch.h"

const char *const cc_leg_column_names[COLUMN_COUNT] = {
	"center_id", "case_id", "leg_no", "version", "received_at", "clock_start", "due_at", "shift_ends_at",
	"attention_at", "overdue_at", "finished_at", "recorded_at", "due_clause", "leg_kind", "role", "street", "shift", "holder",
	"finished_by", "outcome", "reason", "recorded_by", "taken_from", "department"
};

static CCWatch watch = {.tables = {"leg", NULL}, .stale = true};
static MemoryContext context = NULL;
static CCLegTable *table = NULL;

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
	bool		known;

	fresh->oid = RelationGetRelid(leg);
	known = describe_columns(leg, fresh);
	cc_direct_describe(leg, true, &fresh->writing);
	fresh->writing.possible = fresh->writing.possible && known;
	fresh->primary_key = leg->rd_pkindex;
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
