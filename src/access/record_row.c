/*
 * Rows of recorded tables. What a digest is made of is the same in a restored database and on another server: columns by
 * name, in the order of the table, those that are NULL left out (so that a column added later changes nothing);
 * numbers and instants with the highest byte first, texts in UTF-8, everything else as the text of its type.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "access/record_entry.h"
#include "access/record_row.h"
#include "core/compat.h"
#include "core/errors.h"

/* How a column's value becomes bytes. */
enum
{
	FORM_BOOL, FORM_INT2, FORM_INT4, FORM_INT8, FORM_TEXT, FORM_NAME, FORM_BYTES, FORM_OUTPUT
};

/* Returns how values of a type become bytes. */
static uint8
form_of(Oid type)
{
	switch (type)
	{
		case BOOLOID:
			return FORM_BOOL;
		case INT2OID:
			return FORM_INT2;
		case INT4OID:
		case DATEOID:
			return FORM_INT4;
		case INT8OID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return FORM_INT8;
		case TEXTOID:
		case VARCHAROID:
			return FORM_TEXT;
		case NAMEOID:
			return FORM_NAME;
		case BYTEAOID:
			return FORM_BYTES;
		default:
			return FORM_OUTPUT;
	}
}

/* Tells whether the text of a type is the same under all settings. */
static bool
is_plain(Oid type)
{
	return type == NUMERICOID || type == TEXTARRAYOID || type == JSONBOID || type == INT8ARRAYOID || type == INT4ARRAYOID;
}

/* Tells whether a name stands in a list of names with commas between them. */
static bool
is_listed(const char *list, const char *name)
{
	size_t		length = strlen(name);

	for (const char *at = list; at && *at;)
	{
		const char *comma = strchr(at, ',');
		size_t		part = comma ? (size_t) (comma - at) : strlen(at);

		if (part == length && memcmp(at, name, length) == 0)
			return true;
		at = comma ? comma + 1 : NULL;
	}
	return false;
}

/* Notes the columns of the primary key but for the center; fails where there is none. */
static void
describe_key(Relation relation, CCRecorded *recorded)
{
	Oid			index_oid;
	HeapTuple	tuple;
	Form_pg_index index;

	/* the list of indexes is what finds the primary key */
	list_free(RelationGetIndexList(relation));
	index_oid = relation->rd_pkindex;
	tuple = OidIsValid(index_oid) ? SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index_oid)) : NULL;
	if (!HeapTupleIsValid(tuple))
		cc_fail(unrecordable_table, RelationGetRelationName(relation));
	index = (Form_pg_index) GETSTRUCT(tuple);
	recorded->keys = palloc(sizeof(AttrNumber) * index->indnkeyatts);
	for (int i = 0; i < index->indnkeyatts; i++)
		if (index->indkey.values[i] != recorded->center_column)
			recorded->keys[recorded->key_count++] = index->indkey.values[i];
	ReleaseSysCache(tuple);
}

/* Describes a table. */
CCRecorded *
cc_record_describe(Relation relation, bool personal, const char *living)
{
	CCRecorded *recorded = palloc0(sizeof(CCRecorded));
	TupleDesc	descriptor = CreateTupleDescCopyConstr(RelationGetDescr(relation));

	recorded->relid = RelationGetRelid(relation);
	recorded->descriptor = descriptor;
	recorded->name = pstrdup(RelationGetRelationName(relation));
	recorded->personal = personal;
	recorded->covered = palloc0(sizeof(bool) * (descriptor->natts + 1));
	recorded->names = palloc0(sizeof(StringInfoData) * (descriptor->natts + 1));
	recorded->forms = palloc0(descriptor->natts + 1);
	recorded->outputs = palloc0(sizeof(FmgrInfo) * (descriptor->natts + 1));
	for (int i = 1; i <= descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i - 1);
		Oid			output;
		bool		is_varlena;

		if (column->attisdropped)
			continue;
		if (strcmp(NameStr(column->attname), "center_id") == 0 && column->atttypid == INT8OID)
			recorded->center_column = i;
		if (strcmp(NameStr(column->attname), "reason") == 0 && column->atttypid == TEXTOID && !personal)
			recorded->reason_column = i;
		if (strcmp(NameStr(column->attname), "purged") == 0 && personal)
			recorded->purge_column = i;
		recorded->covered[i] = !is_listed(living, NameStr(column->attname));
		initStringInfo(&recorded->names[i]);
		cc_append_bytes(&recorded->names[i], NameStr(column->attname), strlen(NameStr(column->attname)));
		recorded->forms[i] = form_of(column->atttypid);
		if (recorded->forms[i] == FORM_OUTPUT && !is_plain(column->atttypid) && recorded->covered[i])
			recorded->pinned = true;
		getTypeOutputInfo(column->atttypid, &output, &is_varlena);
		fmgr_info(output, &recorded->outputs[i]);
	}
	describe_key(relation, recorded);
	return recorded;
}

/* Tells whether what the digest covers is the same in two versions of a row. */
bool
cc_record_same(const CCRecorded *recorded, HeapTuple a, HeapTuple b)
{
	for (int i = 1; i <= recorded->descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(recorded->descriptor, i - 1);
		bool		a_null;
		bool		b_null;
		Datum		a_value;
		Datum		b_value;

		if (!recorded->covered[i])
			continue;
		a_value = heap_getattr(a, i, recorded->descriptor, &a_null);
		b_value = heap_getattr(b, i, recorded->descriptor, &b_null);
		if (a_null != b_null
			|| (!a_null && !datum_image_eq(a_value, b_value, column->attbyval, column->attlen)))
			return false;
	}
	return true;
}

/* Tells whether a purge has emptied columns of a personal row from one version to the next. */
bool
cc_record_purged(const CCRecorded *recorded, HeapTuple old_row, HeapTuple new_row)
{
	Form_pg_attribute column;
	bool		old_null;
	bool		new_null;
	Datum		old_value;
	Datum		new_value;

	if (recorded->purge_column == 0)
		return false;
	column = TupleDescAttr(recorded->descriptor, recorded->purge_column - 1);
	old_value = heap_getattr(old_row, recorded->purge_column, recorded->descriptor, &old_null);
	new_value = heap_getattr(new_row, recorded->purge_column, recorded->descriptor, &new_null);
	return old_null != new_null
		|| (!old_null && !datum_image_eq(old_value, new_value, column->attbyval, column->attlen));
}

/* Returns the center of a row; 0 where the table has none. */
int64
cc_record_center(const CCRecorded *recorded, HeapTuple row)
{
	bool		isnull = true;
	Datum		value = 0;

	if (recorded->center_column > 0)
		value = heap_getattr(row, recorded->center_column, recorded->descriptor, &isnull);
	return isnull ? 0 : DatumGetInt64(value);
}

/* Returns the reason that a row gives, or NULL. */
char *
cc_record_reason(const CCRecorded *recorded, HeapTuple row)
{
	bool		isnull = true;
	Datum		value = 0;

	if (recorded->reason_column > 0)
		value = heap_getattr(row, recorded->reason_column, recorded->descriptor, &isnull);
	return isnull ? NULL : TextDatumGetCString(value);
}

/* Sets what the text of a value depends on, whatever the session has; to be ended with AtEOXact_GUC(). */
static int
pin_settings(void)
{
	static const char *const settings[][2] = {
		{"DateStyle", "ISO"}, {"IntervalStyle", "postgres"}, {"TimeZone", "UTC"}, {"extra_float_digits", "1"},
		{"bytea_output", "hex"}
	};
	int			level = NewGUCNestLevel();

	for (int i = 0; i < (int) lengthof(settings); i++)
		(void) set_config_option(settings[i][0], settings[i][1], PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	return level;
}

/* Appends a part of a key: a comma before it, and a backslash before commas and backslashes in it. */
static void
append_key_part(StringInfo key, bool first, const char *part)
{
	if (!first)
		appendStringInfoChar(key, ',');
	for (; *part; part++)
	{
		if (*part == ',' || *part == '\\')
			appendStringInfoChar(key, '\\');
		appendStringInfoChar(key, *part);
	}
}

/* Returns the key of a row as text. */
char *
cc_record_key(CCRecorded *recorded, HeapTuple row)
{
	StringInfoData key;
	int			level = -1;

	initStringInfo(&key);
	for (int i = 0; i < recorded->key_count; i++)
	{
		AttrNumber	column = recorded->keys[i];
		bool		isnull;
		Datum		value = heap_getattr(row, column, recorded->descriptor, &isnull);

		Oid			type = TupleDescAttr(recorded->descriptor, column - 1)->atttypid;

		if (type == INT8OID || type == INT4OID)
		{
			char		number[MAXINT8LEN + 1];

			pg_lltoa(type == INT8OID ? DatumGetInt64(value) : DatumGetInt32(value), number);
			if (i > 0)
				appendStringInfoChar(&key, ',');
			appendStringInfoString(&key, number);
		}
		else if (type == TEXTOID)
			append_key_part(&key, i == 0, TextDatumGetCString(value));
		else
		{
			if (level < 0)
				level = pin_settings();
			append_key_part(&key, i == 0, OutputFunctionCall(&recorded->outputs[column], value));
		}
	}
	if (level >= 0)
		AtEOXact_GUC(true, level);
	return key.data;
}

/* Appends the bytes of a value. */
static void
append_value(CCRecorded *recorded, AttrNumber column, Datum value, StringInfo bytes)
{
	struct varlena *varlena;
	char	   *output;

	switch (recorded->forms[column])
	{
		case FORM_BOOL:
			cc_append_int64(bytes, DatumGetBool(value) ? 1 : 0);
			break;
		case FORM_INT2:
			cc_append_int64(bytes, DatumGetInt16(value));
			break;
		case FORM_INT4:
			cc_append_int64(bytes, DatumGetInt32(value));
			break;
		case FORM_INT8:
			cc_append_int64(bytes, DatumGetInt64(value));
			break;
		case FORM_NAME:
			cc_append_text(bytes, NameStr(*DatumGetName(value)), strlen(NameStr(*DatumGetName(value))));
			break;
		case FORM_TEXT:
			varlena = PG_DETOAST_DATUM_PACKED(value);
			cc_append_text(bytes, VARDATA_ANY(varlena), VARSIZE_ANY_EXHDR(varlena));
			break;
		case FORM_BYTES:
			varlena = PG_DETOAST_DATUM_PACKED(value);
			cc_append_bytes(bytes, VARDATA_ANY(varlena), VARSIZE_ANY_EXHDR(varlena));
			break;
		default:
			output = OutputFunctionCall(&recorded->outputs[column], value);
			cc_append_text(bytes, output, strlen(output));
	}
}

/* Makes the digest of a row. */
void
cc_record_digest(CCRecorded *recorded, HeapTuple row, const char *salt, int salt_length, uint8 *digest)
{
	StringInfoData bytes;
	int			level = recorded->pinned ? pin_settings() : -1;
	Datum	   *values = palloc(sizeof(Datum) * recorded->descriptor->natts);
	bool	   *nulls = palloc(sizeof(bool) * recorded->descriptor->natts);

	initStringInfo(&bytes);
	cc_append_bytes(&bytes, salt, salt_length);
	/* all columns at once: one by one, each would be looked for from the first text on */
	heap_deform_tuple(row, recorded->descriptor, values, nulls);
	for (int i = 1; i <= recorded->descriptor->natts; i++)
	{
		if (!recorded->covered[i] || nulls[i - 1])
			continue;
		appendBinaryStringInfo(&bytes, recorded->names[i].data, recorded->names[i].len);
		append_value(recorded, i, values[i - 1], &bytes);
	}
	if (level >= 0)
		AtEOXact_GUC(true, level);
	cc_hash(bytes.data, bytes.len, digest);
	pfree(bytes.data);
	pfree(values);
	pfree(nulls);
}
