/*
 * Entries of the record. One goes straight into heap and indexes, as a leg does, since every case writes some; where somebody
 * has hung more on the table, through the executor. Nothing is read for it: no writer waits for another, and none can
 * fail at SERIALIZABLE because of one.
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_sequence.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/xid8.h"

#include "access/record_entry.h"
#include "core/clock.h"
#include "core/direct_write.h"
#include "core/errors.h"
#include "core/read.h"
#include "core/watch.h"
#include "people/acting.h"

const char *const cc_entry_column_names[ENTRY_COLUMN_COUNT] = {
	"center_id", "cluster", "xid", "entry_id", "at", "clock_at", "staff_no", "login_role", "session_role", "relation",
	"operation", "key", "reason", "old_digest", "new_digest"
};

/* What is known of the table; built anew when its definition changes. */
typedef struct EntryTable
{
	Oid			relid;
	Oid			sequence;
	int64		ids_at_once;	/* that a value of the sequence stands for: its increment */
	int64		next_id;		/* of those that this session holds */
	int64		ids_left;
	CCDirectTable writing;
} EntryTable;

/* The name of a role as a text, kept until some role changes. */
typedef struct RoleName
{
	Oid			role;
	text	   *name;
} RoleName;

static CCWatch watch = {.tables = {"record_entry", "record_entry_id_seq", NULL}, .stale = true};
static MemoryContext context = NULL;
static EntryTable *table = NULL;
static RoleName login_role;
static RoleName session_role;

PG_FUNCTION_INFO_V1(cc_record_leaf);
PG_FUNCTION_INFO_V1(cc_record_cluster_sql);
PG_FUNCTION_INFO_V1(cc_record_event);

/* Returns the type of a column. */
static Oid
column_type(int column)
{
	return column <= ENTRY_CLUSTER || column == ENTRY_ID ? INT8OID : column == ENTRY_XID ? XID8OID
		: column <= ENTRY_CLOCK_AT ? TIMESTAMPTZOID : column < ENTRY_OLD_DIGEST ? TEXTOID : BYTEAOID;
}

/* Appends a number with its highest byte first. */
void
cc_append_int64(StringInfo bytes, int64 number)
{
	uint64		swapped = pg_hton64((uint64) number);

	appendBinaryStringInfo(bytes, (const char *) &swapped, sizeof(swapped));
}

/* Appends bytes with their number before them. */
void
cc_append_bytes(StringInfo bytes, const char *string, int length)
{
	uint32		swapped = pg_hton32((uint32) length);
	char	   *end;

	/* there are dozens of these in a row: room for both is made at once */
	enlargeStringInfo(bytes, length + (int) sizeof(swapped));
	end = bytes->data + bytes->len;
	memcpy(end, &swapped, sizeof(swapped));
	memcpy(end + sizeof(swapped), string, length);
	bytes->len += length + (int) sizeof(swapped);
	bytes->data[bytes->len] = '\0';
}

/* Appends a text, the same in a database of any encoding. */
void
cc_append_text(StringInfo bytes, const char *string, int length)
{
	char	   *converted;

	if (GetDatabaseEncoding() == PG_UTF8 || length == 0)
	{
		cc_append_bytes(bytes, string, length);
		return;
	}
	converted = pg_server_to_any(string, length, PG_UTF8);
	cc_append_bytes(bytes, converted, converted == string ? length : (int) strlen(converted));
}

/* Returns bytes as a value. */
Datum
cc_bytes_datum(const void *bytes, size_t length)
{
	bytea	   *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), bytes, length);
	return PointerGetDatum(value);
}

/* Puts the bytes of a leaf together: of each column a byte, 1 where it is set, and then its value. */
void
cc_entry_leaf(StringInfo leaf, const Datum *values, const bool *nulls)
{
	resetStringInfo(leaf);
	for (int i = 0; i < ENTRY_COLUMN_COUNT; i++)
	{
		struct varlena *value;

		appendStringInfoCharMacro(leaf, nulls[i] ? 0 : 1);
		if (nulls[i])
			continue;
		if (i < ENTRY_STAFF_NO)
		{
			cc_append_int64(leaf, DatumGetInt64(values[i]));
			continue;
		}
		value = PG_DETOAST_DATUM_PACKED(values[i]);
		if (i < ENTRY_OLD_DIGEST)
			cc_append_text(leaf, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
		else
			cc_append_bytes(leaf, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	}
}

/* Returns the cluster in whose count of transactions the entries written here stand. */
int64
cc_record_cluster(void)
{
	return (int64) GetSystemIdentifier();
}

/* SQL: the same. */
Datum
cc_record_cluster_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(cc_record_cluster());
}

/* Tells whether the table has the columns of an entry, and no others. */
static bool
has_its_columns(TupleDesc descriptor)
{
	if (descriptor->natts != ENTRY_COLUMN_COUNT)
		return false;
	for (int i = 0; i < ENTRY_COLUMN_COUNT; i++)
		if (TupleDescAttr(descriptor, i)->attisdropped || TupleDescAttr(descriptor, i)->atttypid != column_type(i)
			|| strcmp(NameStr(TupleDescAttr(descriptor, i)->attname), cc_entry_column_names[i]) != 0)
			return false;
	return true;
}

/* Describes the table, which is open and locked, into the current context. */
static EntryTable *
describe_relation(Relation relation)
{
	EntryTable *fresh = palloc0(sizeof(EntryTable));
	HeapTuple	sequence = SearchSysCache1(SEQRELID, ObjectIdGetDatum(watch.relids[1]));

	if (!HeapTupleIsValid(sequence))
		cc_fail(not_installed, watch.tables[1]);
	fresh->relid = RelationGetRelid(relation);
	fresh->sequence = watch.relids[1];
	fresh->ids_at_once = Max(((Form_pg_sequence) GETSTRUCT(sequence))->seqincrement, 1);
	ReleaseSysCache(sequence);
	cc_direct_describe(relation, false, &fresh->writing);
	fresh->writing.possible = fresh->writing.possible && has_its_columns(RelationGetDescr(relation));
	return fresh;
}

/* Describes the table anew; where that fails, the earlier description stays stale. */
static void
describe_table(Relation relation)
{
	MemoryContext fresh_context = AllocSetContextCreate(CurrentMemoryContext, "cc_center record", ALLOCSET_SMALL_SIZES);
	MemoryContext before = MemoryContextSwitchTo(fresh_context);
	EntryTable *fresh;

	PG_TRY();
	{
		cc_watch_begin(&watch);
		fresh = describe_relation(relation);
	}
	PG_CATCH();
	{
		watch.stale = true;
		PG_RE_THROW();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	MemoryContextSetParent(fresh_context, CacheMemoryContext);
	if (context)
		MemoryContextDelete(context);
	context = fresh_context;
	table = fresh;
}

/* Opens the table and makes sure that it is described as it is. */
static Relation
open_table(void)
{
	Relation	relation = table_open(table && !watch.stale ? table->relid : cc_relation("record_entry"), RowExclusiveLock);

	if (cc_watch_stale(&watch) || table == NULL || table->relid != RelationGetRelid(relation))
		describe_table(relation);
	return relation;
}

/* Returns the id of a new entry. */
static int64
new_id(void)
{
	if (table->ids_left == 0)
	{
		table->next_id = nextval_internal(table->sequence, false);
		table->ids_left = table->ids_at_once;
	}
	table->ids_left--;
	return table->next_id++;
}

/* Forgets the names of roles. May come at any moment, so it does nothing else. */
static void
role_changed(Datum arg, int cache, uint32 hash)
{
	login_role.role = session_role.role = InvalidOid;
}

/* Returns the name of a role. */
static Datum
name_of_role(RoleName *known, Oid role)
{
	char	   *name;
	text	   *fresh;

	if (known->role == role && known->name)
		return PointerGetDatum(known->name);
	name = GetUserNameFromId(role, false);
	fresh = MemoryContextAlloc(TopMemoryContext, VARHDRSZ + strlen(name));
	SET_VARSIZE(fresh, VARHDRSZ + strlen(name));
	memcpy(VARDATA(fresh), name, strlen(name));
	if (known->name)
		pfree(known->name);
	known->name = fresh;
	known->role = role;
	return PointerGetDatum(fresh);
}

/* Lets the names of roles be forgotten when one changes. */
void
cc_entry_init(void)
{
	CacheRegisterSyscacheCallback(AUTHOID, role_changed, (Datum) 0);
}

/* Writes an entry through the executor, as the schema's owner. */
static void
insert_through_executor(Datum *values, bool *nulls)
{
	Oid			types[ENTRY_COLUMN_COUNT];
	char		null_flags[ENTRY_COLUMN_COUNT];
	StringInfoData sql;
	CCReader	reader;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "INSERT INTO cc_center.record_entry (");
	for (int i = 0; i < ENTRY_COLUMN_COUNT; i++)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "", cc_entry_column_names[i]);
	appendStringInfoString(&sql, ") VALUES (");
	for (int i = 0; i < ENTRY_COLUMN_COUNT; i++)
	{
		appendStringInfo(&sql, "%s$%d", i > 0 ? ", " : "", i + 1);
		types[i] = column_type(i);
		null_flags[i] = nulls[i] ? 'n' : ' ';
	}
	appendStringInfoChar(&sql, ')');
	reader = cc_spi_begin();
	if (SPI_execute_with_args(sql.data, ENTRY_COLUMN_COUNT, types, values, null_flags, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "writing an entry of the record failed");
	cc_spi_end(reader);
}

/* Puts a digest into a column. */
static void
put_digest(Datum *values, bool *nulls, int column, const uint8 *digest)
{
	nulls[column] = digest == NULL;
	if (digest)
		values[column] = cc_bytes_datum(digest, DIGEST_SIZE);
}

/* Writes an entry with what everybody can see of the acting role and the time. */
static void
write_entry(const CCEntry *entry, TimestampTz moved_to)
{
	Datum		values[ENTRY_COLUMN_COUNT] = {0};
	bool		nulls[ENTRY_COLUMN_COUNT] = {false};
	CCActing	acting = {.staff_no = NULL};
	bool		acts = cc_acting(entry->center_id, &acting);
	Relation	relation = open_table();
	bool		direct = table->writing.possible;

	values[ENTRY_CENTER_ID] = Int64GetDatum(entry->center_id);
	values[ENTRY_CLUSTER] = Int64GetDatum(cc_record_cluster());
	values[ENTRY_XID] = FullTransactionIdGetDatum(GetTopFullTransactionId());
	values[ENTRY_ID] = Int64GetDatum(new_id());
	values[ENTRY_AT] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[ENTRY_CLOCK_AT] = TimestampTzGetDatum(moved_to);
	nulls[ENTRY_CLOCK_AT] = moved_to == DT_NOBEGIN;
	cc_put_text(values, nulls, ENTRY_STAFF_NO, acts ? acting.staff_no : NULL);
	values[ENTRY_LOGIN_ROLE] = name_of_role(&login_role, GetOuterUserId());
	values[ENTRY_SESSION_ROLE] = name_of_role(&session_role, GetSessionUserId());
	cc_put_text(values, nulls, ENTRY_RELATION, entry->relation);
	cc_put_text(values, nulls, ENTRY_OPERATION, entry->operation);
	cc_put_text(values, nulls, ENTRY_KEY, entry->key);
	cc_put_text(values, nulls, ENTRY_REASON, entry->reason);
	put_digest(values, nulls, ENTRY_OLD_DIGEST, entry->old_digest);
	put_digest(values, nulls, ENTRY_NEW_DIGEST, entry->new_digest);
	if (direct)
	{
		HeapTuple	row = heap_form_tuple(RelationGetDescr(relation), values, nulls);

		simple_heap_insert(relation, row);
		cc_direct_index(&table->writing, relation, row);
		heap_freetuple(row);
	}
	table_close(relation, NoLock);
	if (!direct)
		insert_through_executor(values, nulls);
}

/*
 * Writes an entry. Where the rules' clock was moved, every entry says to when, and one of its own says so before the
 * first in a session and center; again where that one was rolled back.
 */
void
cc_record_write(const CCEntry *entry)
{
	static TransactionId moved_in = InvalidTransactionId;
	static TimestampTz moved_to;
	static int64 moved_for;
	TimestampTz instant = cc_clock_moved_to();

	if (instant != DT_NOBEGIN
		&& (moved_to != instant || moved_for != entry->center_id
			|| !(moved_in == FrozenTransactionId || TransactionIdIsCurrentTransactionId(moved_in))))
	{
		if (moved_to == instant && moved_for == entry->center_id && TransactionIdIsNormal(moved_in)
			&& TransactionIdDidCommit(moved_in))
			moved_in = FrozenTransactionId; /* for good, and its xid may be used anew one day */
		else
		{
			CCEntry		moved = {.center_id = entry->center_id, .relation = "clock", .operation = "move", .key = ""};

			write_entry(&moved, instant);
			moved_in = GetCurrentTransactionId();
			moved_to = instant;
			moved_for = entry->center_id;
		}
	}
	write_entry(entry, instant);
}

/* Returns a text argument, or NULL. */
static char *
text_argument(FunctionCallInfo fcinfo, int i)
{
	return PG_ARGISNULL(i) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(i));
}

/* SQL: record_event(center, relation, operation, key, reason). Writes an entry of something that changes no row. */
Datum
cc_record_event(PG_FUNCTION_ARGS)
{
	CCEntry		entry = {.reason = text_argument(fcinfo, 4)};

	for (int i = 0; i < 4; i++)
		if (PG_ARGISNULL(i))
			cc_fail(event_incomplete);
	entry.center_id = PG_GETARG_INT64(0);
	entry.relation = text_argument(fcinfo, 1);
	entry.operation = text_argument(fcinfo, 2);
	entry.key = text_argument(fcinfo, 3);
	cc_record_write(&entry);
	PG_RETURN_VOID();
}

/* SQL: record_leaf(entry). The bytes that stand for an entry in the tree of its block. */
Datum
cc_record_leaf(PG_FUNCTION_ARGS)
{
	HeapTupleHeader record = PG_GETARG_HEAPTUPLEHEADER(0);
	TupleDesc	descriptor = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(record), HeapTupleHeaderGetTypMod(record));
	HeapTupleData row = {.t_len = HeapTupleHeaderGetDatumLength(record), .t_data = record};
	Datum		values[ENTRY_COLUMN_COUNT];
	bool		nulls[ENTRY_COLUMN_COUNT];
	StringInfoData leaf;

	ItemPointerSetInvalid(&row.t_self);
	for (int i = 0; i < ENTRY_COLUMN_COUNT; i++)
	{
		int			column = SPI_fnumber(descriptor, cc_entry_column_names[i]);

		if (column <= 0 || SPI_gettypeid(descriptor, column) != column_type(i))
			cc_fail(not_an_entry, cc_entry_column_names[i]);
		values[i] = heap_getattr(&row, column, descriptor, &nulls[i]);
	}
	initStringInfo(&leaf);
	cc_entry_leaf(&leaf, values, nulls);
	ReleaseTupleDesc(descriptor);
	PG_RETURN_DATUM(cc_bytes_datum(leaf.data, leaf.len));
}
