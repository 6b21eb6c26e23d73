/*
 * Decisions: the BEFORE triggers decide and keep what they decided; the AFTER triggers check that the row was
 * written as decided, since another BEFORE trigger may have rewritten it, and write the legs. A large
 * statement fires all its BEFORE triggers first, so decisions are small and stand in a queue.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "cases/decision.h"
#include "cases/leg_store.h"
#include "core/errors.h"

#define DECISIONS_PER_CHUNK 128
#define TEXT_SLOTS 64

typedef struct DecisionChunk
{
	struct DecisionChunk *next;
	int			first;			/* the first decision not taken */
	int			used;
	CCDecision	decisions[DECISIONS_PER_CHUNK];
} DecisionChunk;

typedef struct TextSlot
{
	const char *source;
	const char *copy;
} TextSlot;

static MemoryContext context = NULL;
static DecisionChunk *head = NULL;
static DecisionChunk *tail = NULL;
static DecisionChunk *latest = NULL;	/* where the last decision was taken: the next one mostly follows it */
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
	context = AllocSetContextCreate(TopTransactionContext, "cc_center case decisions", ALLOCSET_DEFAULT_SIZES);
	callback = MemoryContextAllocZero(context, sizeof(MemoryContextCallback));
	callback->func = forget;
	MemoryContextRegisterResetCallback(context, callback);
}

/*
 * Returns a copy of a text. A slot is found by where the text lies; what lies there may have changed
 * with the rules, so the text itself is compared.
 */
const char *
cc_decision_text(const char *words)
{
	TextSlot   *slot;

	if (words == NULL)
		return NULL;
	ensure_context();
	slot = &text_slots[((uintptr_t) words >> 3) % TEXT_SLOTS];
	if (slot->source != words || strcmp(slot->copy, words) != 0)
	{
		slot->source = words;
		slot->copy = MemoryContextStrdup(context, words);
	}
	return slot->copy;
}

/* Makes a decision at the end of the queue. */
CCDecision *
cc_decision(int64 center_id, int64 case_id, int32 leg_no)
{
	CCDecision *decision;

	ensure_context();
	if (tail == NULL || tail->used == DECISIONS_PER_CHUNK)
	{
		DecisionChunk *chunk = MemoryContextAlloc(context, sizeof(DecisionChunk));

		chunk->next = NULL;
		chunk->first = chunk->used = 0;
		if (tail)
			tail->next = chunk;
		else
			head = chunk;
		tail = chunk;
	}
	decision = &tail->decisions[tail->used++];
	memset(decision, 0, sizeof(CCDecision));
	decision->center_id = center_id;
	decision->case_id = case_id;
	decision->leg_no = leg_no;
	decision->subxact = GetCurrentSubTransactionId();
	decision->clock_start = decision->due_at = decision->shift_ends_at = decision->attention_at = DT_NOEND;
	return decision;
}

/* Takes over where the leg goes. */
void
cc_decision_place(CCDecision *decision, const CCPlacement *placement)
{
	decision->version = placement->version;
	decision->clock_start = placement->clock_start;
	decision->due_at = placement->due_at;
	decision->shift_ends_at = placement->shift_ends_at;
	decision->attention_at = placement->attention_at;
	decision->due_clause = cc_decision_text(placement->clause);
	decision->holder = placement->held ? cc_decision_text(placement->holder) : NULL;
	decision->shift = placement->held ? cc_decision_text(placement->shift) : NULL;
}

/* Drops the chunks at the head of the queue whose decisions are all taken. */
static void
drop_taken(void)
{
	while (head)
	{
		DecisionChunk *chunk = head;

		while (chunk->first < chunk->used && chunk->decisions[chunk->first].taken)
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
 * Finds the decision on a case in the chunks from one to before another. A case has one that counts, the
 * newest: an earlier one belongs to a statement that failed.
 */
static CCDecision *
find_decision(DecisionChunk *from, const DecisionChunk *until, int64 case_id)
{
	CCDecision *found = NULL;

	for (DecisionChunk *chunk = from; chunk != until; chunk = chunk->next)
		for (int i = chunk->first; i < chunk->used; i++)
		{
			CCDecision *decision = &chunk->decisions[i];

			if (decision->case_id == case_id && !decision->taken)
			{
				latest = chunk;
				found = decision;
			}
		}
	return found;
}

/* Forgets the decisions of a subtransaction that aborted, or hands them to its parent. */
static void
end_subtransaction(SubXactEvent event, SubTransactionId subxact, SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (DecisionChunk *chunk = head; chunk; chunk = chunk->next)
		for (int i = chunk->first; i < chunk->used; i++)
			if (chunk->decisions[i].subxact == subxact)
			{
				if (event == SUBXACT_EVENT_ABORT_SUB)
					chunk->decisions[i].taken = true;
				else
					chunk->decisions[i].subxact = parent;
			}
}

/* Registers for the ends of subtransactions, once per backend. */
void
cc_decision_init(void)
{
	RegisterSubXactCallback(end_subtransaction, NULL);
}

/*
 * Takes the decision on a written row, and with it the proof that nobody rewrote the row. Decisions on rows that
 * were never written (ON CONFLICT DO NOTHING) stay behind until the transaction ends.
 */
CCDecision *
cc_decision_take(const CCCaseRow *row, HeapTuple written)
{
	int64		case_id = cc_case_isnull(row, CASE_ID) ? 0 : DatumGetInt64(cc_case_value(row, CASE_ID));
	CCDecision *decision = latest ? find_decision(latest, latest->next, case_id) : NULL;
	CCDecision *taken;

	if (decision == NULL && latest)
		decision = find_decision(latest->next, NULL, case_id);
	if (decision == NULL)
		decision = find_decision(head, NULL, case_id);
	if (decision == NULL || !cc_case_is_hashed(row, written, decision->hash))
		cc_fail(rewritten_row, cc_int64_text(case_id));
	taken = palloc(sizeof(CCDecision));
	memcpy(taken, decision, sizeof(CCDecision));
	decision->taken = true;
	drop_taken();
	return taken;
}

/* Opens the leg that was decided. */
void
cc_decision_open_leg(const CCDecision *decision, const char *street)
{
	CCLeg		leg = {
		.center_id = decision->center_id,
		.case_id = decision->case_id,
		.leg_no = decision->leg_no,
		.version = decision->version,
		.received_at = decision->at,
		.clock_start = decision->clock_start,
		.due_at = decision->due_at,
		.shift_ends_at = decision->shift_ends_at,
		.attention_at = decision->attention_at,
		.overdue_at = DT_NOEND,
		.finished_at = DT_NOEND,
		.recorded_at = DT_NOEND,
		.due_clause = decision->due_clause,
		.leg_kind = decision->leg_kind,
		.role = decision->role,
		.street = street,
		.shift = decision->shift,
		.holder = decision->holder,
		.department = decision->department
	};

	cc_leg_insert(&leg);
}
