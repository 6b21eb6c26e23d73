/*
 * Notes: the BEFORE triggers decide and note what they decided; the AFTER triggers check that the row was
 * written as decided, since another BEFORE trigger may have rewritten it, and write the legs. A large
 * statement fires all its BEFORE triggers first, so notes are small and stand in a queue.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "cases/leg_store.h"
#include "cases/note.h"
#include "core/errors.h"

#define NOTES_PER_CHUNK 128
#define TEXT_SLOTS 64

typedef struct NoteChunk
{
	struct NoteChunk *next;
	int			first;			/* the first note not taken */
	int			used;
	CCNote		notes[NOTES_PER_CHUNK];
} NoteChunk;

typedef struct TextSlot
{
	const char *source;
	const char *copy;
} TextSlot;

static MemoryContext context = NULL;
static NoteChunk *head = NULL;
static NoteChunk *tail = NULL;
static NoteChunk *latest = NULL;	/* where the last note was taken: the next one mostly follows it */
static TextSlot text_slots[TEXT_SLOTS];

/* Forgets everything with the transaction's memory. */
static void
forget(void *arg)
{
	context = NULL;
	head = tail = latest = NULL;
	memset(text_slots, 0, sizeof(text_slots));
}

/* Makes memory that lives as long as the transaction. */
static void
ensure_context(void)
{
	MemoryContextCallback *callback;

	if (context)
		return;
	context = AllocSetContextCreate(TopTransactionContext, "cc_center case notes", ALLOCSET_DEFAULT_SIZES);
	callback = MemoryContextAllocZero(context, sizeof(MemoryContextCallback));
	callback->func = forget;
	MemoryContextRegisterResetCallback(context, callback);
}

/*
 * Returns a copy of a text. A slot is found by where the text lies; what lies there may have changed
 * with the rules, so the text itself is compared.
 */
const char *
cc_note_text(const char *text)
{
	TextSlot   *slot;

	if (text == NULL)
		return NULL;
	ensure_context();
	slot = &text_slots[((uintptr_t) text >> 3) % TEXT_SLOTS];
	if (slot->source != text || strcmp(slot->copy, text) != 0)
	{
		slot->source = text;
		slot->copy = MemoryContextStrdup(context, text);
	}
	return slot->copy;
}

/* Makes a note at the end of the queue. */
CCNote *
cc_note(int64 center_id, int64 case_id, int32 leg_no)
{
	CCNote	   *note;

	ensure_context();
	if (tail == NULL || tail->used == NOTES_PER_CHUNK)
	{
		NoteChunk  *chunk = MemoryContextAlloc(context, sizeof(NoteChunk));

		chunk->next = NULL;
		chunk->first = chunk->used = 0;
		if (tail)
			tail->next = chunk;
		else
			head = chunk;
		tail = chunk;
	}
	note = &tail->notes[tail->used++];
	memset(note, 0, sizeof(CCNote));
	note->center_id = center_id;
	note->case_id = case_id;
	note->leg_no = leg_no;
	note->subxact = GetCurrentSubTransactionId();
	note->clock_start = note->due_at = note->shift_ends_at = note->attention_at = DT_NOEND;
	return note;
}

/* Takes over where the leg goes. */
void
cc_note_placement(CCNote *note, const CCPlacement *placement)
{
	note->clock_start = placement->clock_start;
	note->due_at = placement->due_at;
	note->shift_ends_at = placement->shift_ends_at;
	note->attention_at = placement->attention_at;
	note->holder = placement->held ? cc_note_text(placement->holder) : NULL;
	note->shift = placement->held ? cc_note_text(placement->shift) : NULL;
}

/* Drops the chunks at the head of the queue whose notes are all taken. */
static void
drop_taken(void)
{
	while (head)
	{
		NoteChunk  *chunk = head;

		while (chunk->first < chunk->used && chunk->notes[chunk->first].taken)
			chunk->first++;
		if (chunk->first < chunk->used)
			break;
		if (chunk == tail)
		{
			chunk->first = chunk->used = 0;
			break;
		}
		head = chunk->next;
		if (latest == chunk)
			latest = head;
		pfree(chunk);
	}
}

/*
 * Finds the note of a case in the chunks from one to before another. A case has one note that counts, the
 * newest: an earlier one belongs to a statement that failed.
 */
static CCNote *
find_note(NoteChunk *from, NoteChunk *until, int64 case_id)
{
	CCNote	   *found = NULL;

	for (NoteChunk *chunk = from; chunk != until; chunk = chunk->next)
		for (int i = chunk->first; i < chunk->used; i++)
		{
			CCNote	   *note = &chunk->notes[i];

			if (note->case_id == case_id && !note->taken)
			{
				latest = chunk;
				found = note;
			}
		}
	return found;
}

/* Forgets the notes of a subtransaction that aborted, or hands them to its parent. */
static void
end_subtransaction(SubXactEvent event, SubTransactionId subxact, SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (NoteChunk *chunk = head; chunk; chunk = chunk->next)
		for (int i = chunk->first; i < chunk->used; i++)
			if (chunk->notes[i].subxact == subxact)
			{
				if (event == SUBXACT_EVENT_ABORT_SUB)
					chunk->notes[i].taken = true;
				else
					chunk->notes[i].subxact = parent;
			}
}

/* Registers for the ends of subtransactions, once per backend. */
void
cc_note_init(void)
{
	RegisterSubXactCallback(end_subtransaction, NULL);
}

/*
 * Takes the note of a written row, and with it the proof that nobody rewrote the row. Notes of rows that
 * were never written (ON CONFLICT DO NOTHING) stay behind until the transaction ends.
 */
CCNote *
cc_note_take(const CCCaseRow *row, HeapTuple written)
{
	int64		case_id = cc_case_isnull(row, CASE_ID) ? 0 : DatumGetInt64(cc_case_value(row, CASE_ID));
	CCNote	   *note = latest ? find_note(latest, latest->next, case_id) : NULL;
	CCNote	   *taken;

	if (note == NULL && latest)
		note = find_note(latest->next, NULL, case_id);
	if (note == NULL)
		note = find_note(head, NULL, case_id);
	if (note == NULL || !cc_case_is_hashed(row, written, note->hash))
		cc_fail(rewritten_row, cc_int64_text(case_id));
	taken = palloc(sizeof(CCNote));
	memcpy(taken, note, sizeof(CCNote));
	note->taken = true;
	drop_taken();
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
		.received_at = note->at,
		.clock_start = note->clock_start,
		.due_at = note->due_at,
		.shift_ends_at = note->shift_ends_at,
		.attention_at = note->attention_at,
		.overdue_at = DT_NOEND,
		.finished_at = DT_NOEND,
		.recorded_at = DT_NOEND,
		.leg_kind = note->leg_kind,
		.role = note->role,
		.street = street,
		.shift = note->shift,
		.holder = note->holder
	};

	cc_leg_insert(&leg);
}
