/*
 * Writing legs. A leg row goes straight into heap and indexes: that costs a fraction of an executor run,
 * and a case writes two of them. It is done only where nothing else hangs on the table; a leg table
 * with triggers, constraints or unusual indexes of somebody's own is written through SPI.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"

#include "cases/leg_store.h"
#include "cases/leg_table.h"
#include "core/compat.h"
#include "core/errors.h"
#include "core/read.h"

void		(*cc_leg_finished) (Relation leg, HeapTuple row) = NULL;

/* Puts an instant into a column: not set is NULL. */
static void
put_instant(Datum *values, bool *nulls, int i, TimestampTz instant)
{
	nulls[i] = instant == DT_NOEND;
	values[i] = TimestampTzGetDatum(instant);
}

/* Spreads a leg over its columns. */
static void
spread(const CCLeg *leg, Datum *values, bool *nulls)
{
	memset(nulls, 0, sizeof(bool) * COLUMN_COUNT);
	values[CENTER_ID] = Int64GetDatum(leg->center_id);
	values[CASE_ID] = Int64GetDatum(leg->case_id);
	values[LEG_NO] = Int32GetDatum(leg->leg_no);
	values[VERSION] = Int32GetDatum(leg->version);
	values[RECEIVED_AT] = TimestampTzGetDatum(leg->received_at);
	values[ATTENTION_AT] = TimestampTzGetDatum(leg->attention_at);
	put_instant(values, nulls, CLOCK_START, leg->clock_start);
	put_instant(values, nulls, DUE_AT, leg->due_at);
	put_instant(values, nulls, SHIFT_ENDS_AT, leg->shift_ends_at);
	put_instant(values, nulls, OVERDUE_AT, leg->overdue_at);
	put_instant(values, nulls, FINISHED_AT, leg->finished_at);
	put_instant(values, nulls, RECORDED_AT, leg->recorded_at);
	cc_put_text(values, nulls, DUE_CLAUSE, leg->due_clause);
	cc_put_text(values, nulls, LEG_KIND, leg->leg_kind);
	cc_put_text(values, nulls, ROLE, leg->role);
	cc_put_text(values, nulls, STREET, leg->street);
	cc_put_text(values, nulls, SHIFT, leg->shift);
	cc_put_text(values, nulls, HOLDER, leg->holder);
	cc_put_text(values, nulls, FINISHED_BY, leg->finished_by);
	cc_put_text(values, nulls, OUTCOME, leg->outcome);
	cc_put_text(values, nulls, REASON, leg->reason);
	cc_put_text(values, nulls, RECORDED_BY, leg->recorded_by);
	cc_put_text(values, nulls, TAKEN_FROM, leg->taken_from);
	cc_put_text(values, nulls, DEPARTMENT, leg->department);
}

/* Returns the type of a column. */
static Oid
column_type(int column)
{
	return column <= CASE_ID ? INT8OID : column <= VERSION ? INT4OID
		: column <= RECORDED_AT ? TIMESTAMPTZOID : TEXTOID;
}

/* Writes a leg through the executor, as the schema's owner. */
static void
insert_through_executor(Datum *values, bool *nulls)
{
	Oid			types[COLUMN_COUNT];
	char		null_flags[COLUMN_COUNT];
	StringInfoData columns;
	StringInfoData parameters;
	CCReader	reader;
	int			result;

	initStringInfo(&columns);
	initStringInfo(&parameters);
	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		appendStringInfo(&columns, "%s%s", i > 0 ? ", " : "", cc_leg_column_names[i]);
		appendStringInfo(&parameters, "%s$%d", i > 0 ? ", " : "", i + 1);
		types[i] = column_type(i);
		null_flags[i] = nulls[i] ? 'n' : ' ';
	}
	reader = cc_spi_begin();
	result = SPI_execute_with_args(psprintf("INSERT INTO cc_center.leg (%s) VALUES (%s)", columns.data, parameters.data),
								   COLUMN_COUNT, types, values, null_flags, false, 0);
	if (result != SPI_OK_INSERT)
		elog(ERROR, "inserting a leg failed: %s", SPI_result_code_string(result));
	cc_spi_end(reader);
}

/*
 * Finds a leg's row, an open one or a finished one. Every writer of a leg holds the lock on its case, so the newest
 * committed row is the one to work on, also where this transaction's snapshot is older than a sweep's mark on it.
 */
static HeapTuple
find_leg(CCLegTable *description, Relation leg, int64 center_id, int64 case_id, int32 leg_no, bool open)
{
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	row;
	HeapTuple	found = NULL;

	ScanKeyInit(&keys[0], description->attnum[CENTER_ID], BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(center_id));
	ScanKeyInit(&keys[1], description->attnum[CASE_ID], BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(case_id));
	ScanKeyInit(&keys[2], description->attnum[LEG_NO], BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(leg_no));
	scan = systable_beginscan(leg, description->primary_key, true, SnapshotSelf, 3, keys);
	while ((row = systable_getnext(scan)) != NULL && found == NULL)
		if (heap_attisnull(row, description->attnum[FINISHED_AT], RelationGetDescr(leg)) == open)
			found = heap_copytuple(row);
	systable_endscan(scan);
	return found;
}

/* Tells of a finished leg that was written through the executor. */
static void
tell_of_finished(int64 center_id, int64 case_id, int32 leg_no)
{
	CCLegTable *description;
	Relation	relation;
	HeapTuple	row;

	if (cc_leg_finished == NULL)
		return;
	relation = cc_leg_table_open(RowExclusiveLock, &description);
	row = find_leg(description, relation, center_id, case_id, leg_no, false);
	if (row)
		cc_leg_finished(relation, row);
	table_close(relation, NoLock);
}

/* Writes a new leg. */
void
cc_leg_insert(const CCLeg *leg)
{
	CCLegTable *description;
	Relation	relation = cc_leg_table_open(RowExclusiveLock, &description);
	Datum		spread_values[COLUMN_COUNT];
	bool		spread_nulls[COLUMN_COUNT];
	Datum	   *values;
	bool	   *nulls;
	HeapTuple	row;
	int			natts;

	spread(leg, spread_values, spread_nulls);
	if (!description->writing.possible)
	{
		table_close(relation, NoLock);
		insert_through_executor(spread_values, spread_nulls);
		if (leg->finished_at != DT_NOEND)
			tell_of_finished(leg->center_id, leg->case_id, leg->leg_no);
		return;
	}
	natts = RelationGetNumberOfAttributes(relation);
	values = palloc0(sizeof(Datum) * natts);
	nulls = palloc(sizeof(bool) * natts);
	memset(nulls, true, natts);
	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		values[description->attnum[i] - 1] = spread_values[i];
		nulls[description->attnum[i] - 1] = spread_nulls[i];
	}
	row = heap_form_tuple(RelationGetDescr(relation), values, nulls);
	simple_heap_insert(relation, row);
	cc_direct_index(&description->writing, relation, row);
	if (leg->finished_at != DT_NOEND && cc_leg_finished)
		cc_leg_finished(relation, row);
	table_close(relation, NoLock);
}

/* Returns a text column, or NULL. */
static const char *
text_of(HeapTuple row, TupleDesc descriptor, AttrNumber attnum)
{
	bool		isnull;
	Datum		value = heap_getattr(row, attnum, descriptor, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* Gathers a leg from its row. */
static void
gather(const AttrNumber *attnum, HeapTuple row, TupleDesc descriptor, CCLeg *leg)
{
	bool		isnull;

	leg->center_id = DatumGetInt64(heap_getattr(row, attnum[CENTER_ID], descriptor, &isnull));
	leg->case_id = DatumGetInt64(heap_getattr(row, attnum[CASE_ID], descriptor, &isnull));
	leg->leg_no = DatumGetInt32(heap_getattr(row, attnum[LEG_NO], descriptor, &isnull));
	leg->version = DatumGetInt32(heap_getattr(row, attnum[VERSION], descriptor, &isnull));
	leg->received_at = cc_instant_of(row, descriptor, attnum[RECEIVED_AT]);
	leg->clock_start = cc_instant_of(row, descriptor, attnum[CLOCK_START]);
	leg->due_at = cc_instant_of(row, descriptor, attnum[DUE_AT]);
	leg->shift_ends_at = cc_instant_of(row, descriptor, attnum[SHIFT_ENDS_AT]);
	leg->attention_at = cc_instant_of(row, descriptor, attnum[ATTENTION_AT]);
	leg->overdue_at = cc_instant_of(row, descriptor, attnum[OVERDUE_AT]);
	leg->finished_at = cc_instant_of(row, descriptor, attnum[FINISHED_AT]);
	leg->due_clause = text_of(row, descriptor, attnum[DUE_CLAUSE]);
	leg->leg_kind = text_of(row, descriptor, attnum[LEG_KIND]);
	leg->role = text_of(row, descriptor, attnum[ROLE]);
	leg->street = text_of(row, descriptor, attnum[STREET]);
	leg->shift = text_of(row, descriptor, attnum[SHIFT]);
	leg->holder = text_of(row, descriptor, attnum[HOLDER]);
	leg->finished_by = text_of(row, descriptor, attnum[FINISHED_BY]);
	leg->outcome = text_of(row, descriptor, attnum[OUTCOME]);
	leg->reason = text_of(row, descriptor, attnum[REASON]);
	leg->recorded_at = cc_instant_of(row, descriptor, attnum[RECORDED_AT]);
	leg->recorded_by = text_of(row, descriptor, attnum[RECORDED_BY]);
	leg->taken_from = text_of(row, descriptor, attnum[TAKEN_FROM]);
	leg->department = text_of(row, descriptor, attnum[DEPARTMENT]);
}

/* Reads an open leg. */
bool
cc_leg_read_open(int64 center_id, int64 case_id, int32 leg_no, CCLeg *leg)
{
	CCLegTable *description;
	Relation	relation = cc_leg_table_open(RowExclusiveLock, &description);
	HeapTuple	row = find_leg(description, relation, center_id, case_id, leg_no, true);

	if (row)
		gather(description->attnum, row, RelationGetDescr(relation), leg);
	table_close(relation, NoLock);
	return row != NULL;
}

/* Changes an open leg through the executor, as the schema's owner; gives back when it ended. */
static bool
change_through_executor(int64 center_id, int64 case_id, int32 leg_no,
						int count, const int *columns, const Datum *values, const bool *nulls, TimestampTz *finished_at)
{
	Oid			types[COLUMN_COUNT + 3] = {INT8OID, INT8OID, INT4OID};
	Datum		arguments[COLUMN_COUNT + 3] = {
		Int64GetDatum(center_id), Int64GetDatum(case_id), Int32GetDatum(leg_no)
	};
	char		null_flags[COLUMN_COUNT + 3] = {' ', ' ', ' '};
	StringInfoData sql;
	CCReader	reader;
	bool		done;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "UPDATE cc_center.leg SET ");
	for (int i = 0; i < count; i++)
	{
		appendStringInfo(&sql, columns[i] == FINISHED_AT ? "%s%s = greatest($%d, received_at)" : "%s%s = $%d",
						 i > 0 ? ", " : "", cc_leg_column_names[columns[i]], i + 4);
		types[i + 3] = column_type(columns[i]);
		arguments[i + 3] = values[i];
		null_flags[i + 3] = nulls[i] ? 'n' : ' ';
	}
	appendStringInfoString(&sql, " WHERE center_id = $1 AND case_id = $2 AND leg_no = $3 AND finished_at IS NULL "
						   "RETURNING finished_at");
	reader = cc_spi_begin();
	if (SPI_execute_with_args(sql.data, count + 3, types, arguments, null_flags, false, 0) != SPI_OK_UPDATE_RETURNING)
		elog(ERROR, "changing a leg failed");
	done = SPI_processed > 0;
	if (done && finished_at)
		*finished_at = cc_column_int64(0, 1, DT_NOEND);
	cc_spi_end(reader);
	return done;
}

/*
 * Changes columns of an open leg; false where there is none. Where it ends, the first of the columns is
 * finished_at, which is not before received_at and is given back as written.
 */
static bool
change_open(int64 center_id, int64 case_id, int32 leg_no,
			int count, const int *columns, Datum *values, bool *nulls, TimestampTz *finished_at)
{
	CCLegTable *description;
	Relation	relation = cc_leg_table_open(RowExclusiveLock, &description);
	HeapTuple	row;

	if (!description->writing.possible)
	{
		table_close(relation, NoLock);
		if (!change_through_executor(center_id, case_id, leg_no, count, columns, values, nulls, finished_at))
			return false;
		if (finished_at)
			tell_of_finished(center_id, case_id, leg_no);
		return true;
	}
	row = find_leg(description, relation, center_id, case_id, leg_no, true);
	if (row)
	{
		int			attnums[COLUMN_COUNT];
		HeapTuple	changed;

		for (int i = 0; i < count; i++)
			attnums[i] = description->attnum[columns[i]];
		if (finished_at)
		{
			*finished_at = Max(*finished_at, cc_instant_of(row, RelationGetDescr(relation), description->attnum[RECEIVED_AT]));
			values[0] = TimestampTzGetDatum(*finished_at);
		}
		CheckCmdReplicaIdentity(relation, CMD_UPDATE);
		changed = heap_modify_tuple_by_cols(row, RelationGetDescr(relation), count, attnums, values, nulls);
		if (cc_heap_update(relation, &row->t_self, changed))
			cc_direct_index(&description->writing, relation, changed);
		if (finished_at && cc_leg_finished)
			cc_leg_finished(relation, changed);
	}
	table_close(relation, NoLock);
	return row != NULL;
}

/* Ends an open leg, not before it came. */
bool
cc_leg_finish(int64 center_id, int64 case_id, int32 leg_no, TimestampTz *finished_at,
			  const char *finished_by, const char *outcome, const char *reason)
{
	static const int columns[] = {FINISHED_AT, FINISHED_BY, OUTCOME, REASON, RECORDED_AT, RECORDED_BY};
	Datum		values[lengthof(columns)];
	bool		nulls[lengthof(columns)];

	put_instant(values, nulls, 0, *finished_at);
	cc_put_text(values, nulls, 1, finished_by);
	cc_put_text(values, nulls, 2, outcome);
	cc_put_text(values, nulls, 3, reason);
	put_instant(values, nulls, 4, GetCurrentTimestamp());
	cc_put_text(values, nulls, 5, GetUserNameFromId(GetSessionUserId(), false));
	return change_open(center_id, case_id, leg_no, lengthof(columns), columns, values, nulls, finished_at);
}

/* Writes how a waiting leg was placed. */
bool
cc_leg_place(const CCLeg *leg)
{
	static const int columns[] = {
		VERSION, CLOCK_START, DUE_AT, SHIFT_ENDS_AT, ATTENTION_AT, SHIFT, HOLDER, DUE_CLAUSE
	};
	Datum		values[lengthof(columns)];
	bool		nulls[lengthof(columns)] = {false};

	values[0] = Int32GetDatum(leg->version);
	put_instant(values, nulls, 1, leg->clock_start);
	put_instant(values, nulls, 2, leg->due_at);
	put_instant(values, nulls, 3, leg->shift_ends_at);
	values[4] = TimestampTzGetDatum(leg->attention_at);
	cc_put_text(values, nulls, 5, leg->shift);
	cc_put_text(values, nulls, 6, leg->holder);
	cc_put_text(values, nulls, 7, leg->due_clause);
	return change_open(leg->center_id, leg->case_id, leg->leg_no, lengthof(columns), columns, values, nulls, NULL);
}

/* Writes when the sweep must look at an open leg, with the end of its shift and its mark as overdue. */
bool
cc_leg_attend(const CCLeg *leg)
{
	static const int columns[] = {SHIFT_ENDS_AT, ATTENTION_AT, OVERDUE_AT};
	Datum		values[lengthof(columns)];
	bool		nulls[lengthof(columns)] = {false};

	put_instant(values, nulls, 0, leg->shift_ends_at);
	values[1] = TimestampTzGetDatum(leg->attention_at);
	put_instant(values, nulls, 2, leg->overdue_at);
	return change_open(leg->center_id, leg->case_id, leg->leg_no, lengthof(columns), columns, values, nulls, NULL);
}

/* Writes the due of an open leg that was reckoned anew. */
bool
cc_leg_retime(const CCLeg *leg)
{
	static const int columns[] = {DUE_AT, DUE_CLAUSE, ATTENTION_AT, OVERDUE_AT};
	Datum		values[lengthof(columns)];
	bool		nulls[lengthof(columns)] = {false};

	put_instant(values, nulls, 0, leg->due_at);
	cc_put_text(values, nulls, 1, leg->due_clause);
	values[2] = TimestampTzGetDatum(leg->attention_at);
	put_instant(values, nulls, 3, leg->overdue_at);
	return change_open(leg->center_id, leg->case_id, leg->leg_no, lengthof(columns), columns, values, nulls, NULL);
}

/* Reads a leg from a record that has all its columns by name. */
void
cc_leg_from_record(HeapTupleHeader record, CCLeg *leg)
{
	TupleDesc	descriptor = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(record), HeapTupleHeaderGetTypMod(record));
	AttrNumber	attnum[COLUMN_COUNT];
	HeapTupleData row = {.t_len = HeapTupleHeaderGetDatumLength(record), .t_data = record};

	for (int i = 0; i < COLUMN_COUNT; i++)
	{
		attnum[i] = SPI_fnumber(descriptor, cc_leg_column_names[i]);
		if (attnum[i] <= 0 || SPI_gettypeid(descriptor, attnum[i]) != column_type(i))
			elog(ERROR, "a leg needs a column %s of type %s", cc_leg_column_names[i], format_type_be(column_type(i)));
	}
	ItemPointerSetInvalid(&row.t_self);
	gather(attnum, &row, descriptor, leg);
	ReleaseTupleDesc(descriptor);
}
