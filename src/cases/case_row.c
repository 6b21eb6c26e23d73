/*
 * The row of a case. The BEFORE triggers decide and note what they decided; the AFTER triggers check
 * that the row was written as decided, since another BEFORE trigger may have rewritten it, and write the legs.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "cases/case_row.h"
#include "core/cache.h"
#include "core/errors.h"

const char *const cc_case_column_names[CASE_COLUMN_COUNT] = {
	"case_id", "case_number", "stage", "reported_at", "first_contact", "holder", "due_at", "leg_no",
	"closed_at", "version", "recorded_at", "recorded_by", "center_id", "street", "channel", "category", "description", "priority",
	"reference", "stage_reason"
};

static CCWatch watch = {.tables = {"cases", NULL}, .stale = true};
static AttrNumber columns_known[CASE_COLUMN_COUNT];
static Oid	columns_of = InvalidOid;

static HTAB *notes = NULL;
static MemoryContext notes_context = NULL;

/* Forgets the notes with the transaction's memory. */
static void
forget_notes(void *arg)
{
	notes = NULL;
	notes_context = NULL;
}

/* Returns the attribute numbers of the columns of cases. */
const AttrNumber *
cc_case_columns(Relation cases)
{
	if (cc_watch_stale(&watch) || columns_of != RelationGetRelid(cases))
	{
		cc_watch_begin(&watch);
		columns_of = InvalidOid;
		for (int i = 0; i < CASE_COLUMN_COUNT; i++)
		{
			columns_known[i] = SPI_fnumber(RelationGetDescr(cases), cc_case_column_names[i]);
			if (columns_known[i] <= 0)
				cc_fail(CC_misused_trigger, 2, "case_intake", RelationGetRelationName(cases));
		}
		columns_of = RelationGetRelid(cases);
	}
	return columns_known;
}

/* Returns a column's value. */
Datum
cc_case_value(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column, bool *isnull)
{
	return heap_getattr(row, columns[column], descriptor, isnull);
}

/* Returns a text column, or NULL. */
char *
cc_case_text(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column)
{
	bool		isnull;
	Datum		value = heap_getattr(row, columns[column], descriptor, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* Returns a bigint column that is not null. */
int64
cc_case_int64(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column)
{
	bool		isnull;

	return DatumGetInt64(heap_getattr(row, columns[column], descriptor, &isnull));
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

/* Returns a hash of the columns that the rules own. */
static uint64
hash_owned(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns)
{
	uint64		hash = 0;

	for (int i = 0; i < CASE_FIRST_GIVEN; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, columns[i] - 1);
		bool		isnull;
		Datum		value = heap_getattr(row, columns[i], descriptor, &isnull);
		uint64		part = i;

		if (!isnull && attribute->attlen == -1)
		{
			struct varlena *text = PG_DETOAST_DATUM_PACKED(value);

			part = DatumGetUInt64(hash_any_extended((unsigned char *) VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text), i + 1));
		}
		else if (!isnull)
			part = DatumGetUInt64(hash_any_extended((unsigned char *) &value, sizeof(value), i + 1));
		hash = hash_combine64(hash, part);
	}
	return hash;
}

/* Makes a note in memory of the transaction. */
CCNote *
cc_note(int64 center_id, int64 case_id, int32 leg_no)
{
	CCNote		key;
	CCNote	   *note;

	if (notes == NULL)
	{
		HASHCTL		control = {.keysize = offsetof(CCNote, owned_hash), .entrysize = sizeof(CCNote)};
		MemoryContextCallback *callback;

		notes_context = AllocSetContextCreate(TopTransactionContext, "cc_center case notes", ALLOCSET_DEFAULT_SIZES);
		callback = MemoryContextAllocZero(notes_context, sizeof(MemoryContextCallback));
		callback->func = forget_notes;
		MemoryContextRegisterResetCallback(notes_context, callback);
		control.hcxt = notes_context;
		notes = hash_create("cc_center case notes", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	memset(&key, 0, sizeof(key));
	key.center_id = center_id;
	key.case_id = case_id;
	key.leg_no = leg_no;
	note = hash_search(notes, &key, HASH_ENTER, NULL);
	memset((char *) note + offsetof(CCNote, owned_hash), 0, sizeof(CCNote) - offsetof(CCNote, owned_hash));
	return note;
}

/* Seals a note with the row as the rules left it. */
void
cc_note_seal(CCNote *note, HeapTuple row, TupleDesc descriptor, const AttrNumber *columns)
{
	note->owned_hash = hash_owned(row, descriptor, columns);
}

/* Takes the note of a written row, and with it the proof that nobody rewrote the row. */
CCNote *
cc_note_take(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns)
{
	CCNote		key;
	CCNote	   *note = NULL;
	CCNote	   *taken;
	bool		isnull;

	memset(&key, 0, sizeof(key));
	key.center_id = cc_case_int64(row, descriptor, columns, CASE_CENTER_ID);
	key.case_id = cc_case_int64(row, descriptor, columns, CASE_ID);
	key.leg_no = DatumGetInt32(cc_case_value(row, descriptor, columns, CASE_LEG_NO, &isnull));
	if (notes)
		note = hash_search(notes, &key, HASH_FIND, NULL);
	if (note == NULL || note->owned_hash != hash_owned(row, descriptor, columns))
		cc_fail(CC_rewritten_row, 1, cc_int64_text(key.case_id));
	taken = palloc(sizeof(CCNote));
	memcpy(taken, note, sizeof(CCNote));
	hash_search(notes, &key, HASH_REMOVE, NULL);
	return taken;
}

/* Opens the leg a note speaks of. */
void
cc_note_open_leg(const CCNote *note, const char *street)
{
	CCLeg		leg = {
		.center_id = note->center_id,
		.case_id = note->case_id,
		.leg_no = note->leg_no,
		.version = note->version,
		.received_at = note->received_at,
		.clock_start = note->placement.clock_start,
		.due_at = note->placement.due_at,
		.shift_ends_at = note->placement.shift_ends_at,
		.attention_at = note->placement.attention_at,
		.overdue_at = DT_NOEND,
		.finished_at = DT_NOEND,
		.recorded_at = DT_NOEND,
		.leg_kind = note->leg_kind,
		.role = note->role[0] ? note->role : NULL,
		.street = street,
		.shift = note->placement.held ? note->placement.shift : NULL,
		.holder = note->placement.held ? note->placement.holder : NULL
	};

	cc_leg_insert(&leg);
}
