/* The row of a case as its triggers see it: columns are found by name, once. */
#include "postgres.h"

#include "access/htup_details.h"
#include "commands/sequence.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "cases/case_row.h"
#include "core/watch.h"
#include "core/errors.h"

const char *const cc_case_column_names[CASE_COLUMN_COUNT] = {
	"case_id", "case_number", "stage", "reported_at", "first_contact", "holder", "due_at", "leg_no",
	"closed_at", "version", "recorded_at", "recorded_by", "paused_until", "deadline", "center_id", "street", "channel", "category",
	"description", "priority", "reference", "stage_reason", "department"
};

static CCWatch watch = {.tables = {"cases", "case_id_seq", NULL}, .stale = true};
static AttrNumber columns_known[CASE_COLUMN_COUNT];
static Oid	columns_of = InvalidOid;

/* Finds the columns of cases by name. */
static void
find_columns(Relation cases)
{
	cc_watch_begin(&watch);
	columns_of = InvalidOid;
	for (int i = 0; i < CASE_COLUMN_COUNT; i++)
	{
		columns_known[i] = SPI_fnumber(RelationGetDescr(cases), cc_case_column_names[i]);
		if (columns_known[i] <= 0)
			cc_fail(misused_trigger, "case_intake", RelationGetRelationName(cases));
	}
	columns_of = RelationGetRelid(cases);
}

/* Takes a row apart. */
void
cc_case_read(Relation cases, HeapTuple tuple, CCCaseRow *row)
{
	if (cc_watch_stale(&watch) || columns_of != RelationGetRelid(cases))
		find_columns(cases);
	row->descriptor = RelationGetDescr(cases);
	row->columns = columns_known;
	row->values = palloc(sizeof(Datum) * row->descriptor->natts);
	row->nulls = palloc(sizeof(bool) * row->descriptor->natts);
	heap_deform_tuple(tuple, row->descriptor, row->values, row->nulls);
}

/* Puts a row together. */
HeapTuple
cc_case_form(const CCCaseRow *row)
{
	return heap_form_tuple(row->descriptor, row->values, row->nulls);
}

/* Returns the attribute number of a column. */
AttrNumber
cc_case_attnum(const CCCaseRow *row, CCCaseColumn column)
{
	return row->columns[column];
}

/* Tells whether a column is NULL. */
bool
cc_case_isnull(const CCCaseRow *row, CCCaseColumn column)
{
	return row->nulls[row->columns[column] - 1];
}

/* Returns a column that is not NULL. */
Datum
cc_case_value(const CCCaseRow *row, CCCaseColumn column)
{
	return row->values[row->columns[column] - 1];
}

/* Returns a text column, or NULL. */
char *
cc_case_text(const CCCaseRow *row, CCCaseColumn column)
{
	return cc_case_isnull(row, column) ? NULL : TextDatumGetCString(cc_case_value(row, column));
}

/* Sets a column. */
void
cc_case_set(CCCaseRow *row, CCCaseColumn column, Datum value, bool isnull)
{
	row->values[row->columns[column] - 1] = value;
	row->nulls[row->columns[column] - 1] = isnull;
}

/* Sets a text column; NULL stays NULL. */
void
cc_case_set_text(CCCaseRow *row, CCCaseColumn column, const char *string)
{
	cc_case_set(row, column, string ? CStringGetTextDatum(string) : (Datum) 0, string == NULL);
}

/* Tells whether a column differs between two versions of a row. */
bool
cc_case_differs(const CCCaseRow *old_row, const CCCaseRow *new_row, CCCaseColumn column)
{
	Form_pg_attribute attribute = TupleDescAttr(old_row->descriptor, old_row->columns[column] - 1);

	if (cc_case_isnull(old_row, column) || cc_case_isnull(new_row, column))
		return cc_case_isnull(old_row, column) != cc_case_isnull(new_row, column);
	return !datum_image_eq(cc_case_value(old_row, column), cc_case_value(new_row, column),
						   attribute->attbyval, attribute->attlen);
}

/* Puts a row together from values that are neither compressed nor stored elsewhere. */
static HeapTuple
form_plain(const CCCaseRow *row)
{
	int			natts = row->descriptor->natts;
	Datum	   *values = palloc(sizeof(Datum) * natts);

	memcpy(values, row->values, sizeof(Datum) * natts);
	for (int i = 0; i < natts; i++)
		if (!row->nulls[i] && TupleDescAttr(row->descriptor, i)->attlen == -1)
			values[i] = PointerGetDatum(PG_DETOAST_DATUM_PACKED(values[i]));
	return heap_form_tuple(row->descriptor, values, row->nulls);
}

/* Tells whether a column is compressed or stored elsewhere. */
static bool
has_toast(const CCCaseRow *row)
{
	for (int i = 0; i < row->descriptor->natts; i++)
		if (!row->nulls[i] && TupleDescAttr(row->descriptor, i)->attlen == -1
			&& (VARATT_IS_COMPRESSED(row->values[i]) || VARATT_IS_EXTERNAL(row->values[i])))
			return true;
	return false;
}

/* Returns a hash of a tuple's columns, the map of its NULLs included. */
static uint64
hash_tuple(HeapTuple tuple)
{
	const char *columns = (const char *) tuple->t_data->t_bits;

	return DatumGetUInt64(hash_any_extended((const unsigned char *) columns,
											(int) ((const char *) tuple->t_data + tuple->t_len - columns), 0));
}

/* Returns a hash of a row that was put together. */
uint64
cc_case_hash(const CCCaseRow *row, HeapTuple formed)
{
	return hash_tuple(has_toast(row) ? form_plain(row) : formed);
}

/*
 * Tells whether a written row is the one that was hashed. It mostly is, byte for byte; a long text may
 * have been compressed or stored elsewhere in between.
 */
bool
cc_case_is_hashed(const CCCaseRow *row, HeapTuple written, uint64 hash)
{
	return hash_tuple(written) == hash || hash_tuple(form_plain(row)) == hash;
}

/*
 * Tells whether one of the schema's own functions is writing: they run as the table's owner by SECURITY
 * DEFINER, which nobody else's statement does.
 */
bool
cc_writes_for_rules(Relation cases)
{
	return GetUserId() == cases->rd_rel->relowner && InLocalUserIdChange();
}

/* Returns a new case id; valid after a row was read. */
int64
cc_next_case_id(void)
{
	return nextval_internal(watch.relids[1], false);
}
