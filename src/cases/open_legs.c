/*
 * Open legs per person. When the library is preloaded the counts live in shared memory, so that
 * concurrent sessions see each other's choices at once; a count in a snapshot would let them all choose
 * the same person. Without preloading each session counts for itself, at most a second ago.
 *
 * The counts are hints: the truth is the leg table, from which they are counted anew after a restart and
 * once an hour.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/lwlock.h"
#include "storage/shmem.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "cases/open_legs.h"
#include "core/read.h"

#define MAX_SHARED_PEOPLE 16384
#define SHARED_RECOUNT_US INT64CONST(3600000000)
#define LOCAL_RECOUNT_US INT64CONST(1000000)

typedef struct OpenLegsKey
{
	Oid			database;
	int64		center_id;
	char		staff_no[NAMEDATALEN];	/* empty: the center's own entry, when it was counted */
} OpenLegsKey;

/* Entries are never removed, so that whoever found one may keep its address. */
typedef struct CCOpenLegs
{
	OpenLegsKey key;
	int32		open_legs;
	uint64		last_given;		/* ordinal of the latest leg given, for ties */
	TimestampTz counted_at;
} CCOpenLegs;

/* What a transaction has changed so far, to be undone when it aborts. */
typedef struct PendingChange
{
	CCOpenLegs *counts;
	int			change;
	int			level;
	struct PendingChange *next;
} PendingChange;

static HTAB *all_counts = NULL;		/* shared, or this backend's own */
static LWLock *lock = NULL;		/* NULL: this backend's own */
static PendingChange *pending = NULL;
static MemoryContext pending_context = NULL;
static shmem_request_hook_type earlier_request_hook = NULL;
static shmem_startup_hook_type earlier_startup_hook = NULL;

PG_FUNCTION_INFO_V1(cc_recount_open_legs);
PG_FUNCTION_INFO_V1(cc_open_legs_are_shared);

/* Reserves shared memory. */
static void
request_shared_memory(void)
{
	if (earlier_request_hook)
		earlier_request_hook();
	RequestAddinShmemSpace(hash_estimate_size(MAX_SHARED_PEOPLE, sizeof(CCOpenLegs)));
	RequestNamedLWLockTranche("cc_center", 1);
}

/* Creates or attaches to the shared counts. */
static void
start_shared_memory(void)
{
	HASHCTL		control = {.keysize = sizeof(OpenLegsKey), .entrysize = sizeof(CCOpenLegs)};

	if (earlier_startup_hook)
		earlier_startup_hook();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	all_counts = ShmemInitHash("cc_center open legs", 1024, MAX_SHARED_PEOPLE, &control, HASH_ELEM | HASH_BLOBS);
	lock = &(GetNamedLWLockTranche("cc_center"))->lock;
	LWLockRelease(AddinShmemInitLock);
}

/* Takes the lock where the counts are shared. */
static void
lock_counts(void)
{
	if (lock)
		LWLockAcquire(lock, LW_EXCLUSIVE);
}

/* Releases it. */
static void
unlock_counts(void)
{
	if (lock)
		LWLockRelease(lock);
}

/* Builds a key; every byte counts in the hash. */
static void
make_key(OpenLegsKey *key, int64 center_id, const char *staff_no)
{
	memset(key, 0, sizeof(*key));
	key->database = MyDatabaseId;
	key->center_id = center_id;
	strlcpy(key->staff_no, staff_no, NAMEDATALEN);
}

/* Returns a person's entry, made with 0 open legs where missing; NULL when shared memory is full. */
static CCOpenLegs *
find_entry(const OpenLegsKey *key)
{
	bool		found;
	CCOpenLegs *entry = hash_search(all_counts, key, lock ? HASH_ENTER_NULL : HASH_ENTER, &found);

	if (entry && !found)
	{
		entry->open_legs = 0;
		entry->last_given = 0;
		entry->counted_at = 0;
	}
	return entry;
}

/* Adds to a count. */
static void
add(CCOpenLegs *counts, int change)
{
	lock_counts();
	counts->open_legs = Max(counts->open_legs + change, 0);
	unlock_counts();
}

/* Notes a change of this transaction, joined with an earlier one of the same person and level. */
static void
remember(CCOpenLegs *counts, int change)
{
	int			level = GetCurrentTransactionNestLevel();
	PendingChange *note = pending;

	while (note && (note->level != level || note->counts != counts))
		note = note->level == level ? note->next : NULL;
	if (note == NULL)
	{
		if (pending_context == NULL)
			pending_context = AllocSetContextCreate(TopTransactionContext, "cc_center changes of open legs", ALLOCSET_SMALL_SIZES);
		note = MemoryContextAllocZero(pending_context, sizeof(PendingChange));
		note->counts = counts;
		note->level = level;
		note->next = pending;
		pending = note;
	}
	note->change += change;
}

/* Ends a transaction's notes: undone when it aborted. */
static void
end_transaction(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE
		&& event != XACT_EVENT_PARALLEL_COMMIT && event != XACT_EVENT_PARALLEL_ABORT)
		return;
	if (event == XACT_EVENT_ABORT)
		for (PendingChange *note = pending; note; note = note->next)
			add(note->counts, -note->change);
	pending = NULL;
	pending_context = NULL;		/* freed with the transaction's memory */
}

/* Ends a subtransaction's notes: undone when it aborted, its parent's when it committed. */
static void
end_subtransaction(SubXactEvent event, SubTransactionId subxact, SubTransactionId parent, void *arg)
{
	int			level = GetCurrentTransactionNestLevel();

	if (event == SUBXACT_EVENT_COMMIT_SUB)
	{
		for (PendingChange *note = pending; note && note->level >= level; note = note->next)
			note->level = level - 1;
	}
	else if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		while (pending && pending->level >= level)
		{
			add(pending->counts, -pending->change);
			pending = pending->next;
		}
	}
}

/* Sets up the counts: shared when the library is preloaded, else of this backend. */
void
cc_open_legs_init(void)
{
	if (process_shared_preload_libraries_in_progress)
	{
		earlier_request_hook = shmem_request_hook;
		shmem_request_hook = request_shared_memory;
		earlier_startup_hook = shmem_startup_hook;
		shmem_startup_hook = start_shared_memory;
	}
	else
	{
		HASHCTL		control = {
			.keysize = sizeof(OpenLegsKey), .entrysize = sizeof(CCOpenLegs), .hcxt = TopMemoryContext
		};

		all_counts = hash_create("cc_center open legs", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	RegisterXactCallback(end_transaction, NULL);
	RegisterSubXactCallback(end_subtransaction, NULL);
}

/* Sets a center's counts to given ones: everybody else's become 0. */
static void
set_counts(int64 center_id, int count, OpenLegsKey *keys, int64 *open_legs)
{
	HASH_SEQ_STATUS scan;
	CCOpenLegs *entry;
	OpenLegsKey own;

	lock_counts();
	hash_seq_init(&scan, all_counts);
	while ((entry = hash_seq_search(&scan)) != NULL)
		if (entry->key.database == MyDatabaseId && entry->key.center_id == center_id)
			entry->open_legs = 0;
	for (int i = 0; i < count; i++)
		if ((entry = find_entry(&keys[i])) != NULL)
			entry->open_legs = (int32) open_legs[i];
	make_key(&own, center_id, "");
	if ((entry = find_entry(&own)) != NULL)
		entry->counted_at = GetCurrentTimestamp();
	unlock_counts();
}

/* Counts a center's open legs from the leg table. */
static void
recount(int64 center_id)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center_id)};
	CCReader	reader = cc_spi_begin();
	OpenLegsKey *keys;
	int64	   *open_legs;

	cc_read("SELECT l.holder, count(*) FROM cc_center.leg l "
			"WHERE l.center_id = $1 AND l.finished_at IS NULL AND l.holder IS NOT NULL GROUP BY 1",
			1, types, values);
	keys = palloc(sizeof(OpenLegsKey) * (SPI_processed + 1));
	open_legs = palloc(sizeof(int64) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		make_key(&keys[i], center_id, cc_column_text(CurrentMemoryContext, i, 1));
		open_legs[i] = cc_column_int64(i, 2, 0);
	}
	set_counts(center_id, (int) SPI_processed, keys, open_legs);
	cc_spi_end(reader);
}

/* Returns a person's entry; NULL when shared memory is full. */
static CCOpenLegs *
counts_of(int64 center_id, const char *staff_no)
{
	OpenLegsKey key;
	CCOpenLegs *counts;

	make_key(&key, center_id, staff_no);
	lock_counts();
	counts = find_entry(&key);
	unlock_counts();
	return counts;
}

/* Recounts where the counts are too old or were never made. */
static void
ensure_counted(int64 center_id)
{
	static CCOpenLegs *own = NULL;
	TimestampTz now = GetCurrentTimestamp();
	bool		due;

	if (own == NULL || own->key.center_id != center_id)
		own = counts_of(center_id, "");
	if (own == NULL)
		return;
	lock_counts();
	due = now - own->counted_at > (lock ? SHARED_RECOUNT_US : LOCAL_RECOUNT_US);
	/* one session counts; the others go on with what there is */
	if (due && own->counted_at != 0)
		own->counted_at = now;
	unlock_counts();
	if (due)
		recount(center_id);
}

/* Counts a leg that a person got or finished. */
void
cc_count_leg(int64 center_id, const char *staff_no, int change)
{
	CCOpenLegs *counts = counts_of(center_id, staff_no);

	if (counts == NULL)
		return;
	add(counts, change);
	remember(counts, change);
}

/* Tells whether the next leg goes to one person rather than another. */
static bool
comes_before(const CCOpenLegs *one, const CCOpenLegs *other)
{
	if (one->open_legs != other->open_legs)
		return one->open_legs < other->open_legs;
	return one->last_given < other->last_given;
}

/*
 * Picks the person with the least open legs; among equals who has waited longest for one, then the
 * first by staff number.
 */
int
cc_fewest_open_legs(int64 center_id, CCDuty **people, int count)
{
	int			chosen = 0;
	uint64		latest = 0;

	ensure_counted(center_id);
	for (int i = 0; i < count; i++)
	{
		if (people[i]->open_legs == NULL)
			people[i]->open_legs = counts_of(center_id, people[i]->staff_no);
		if (people[i]->open_legs == NULL)
			return 0;
	}
	lock_counts();
	for (int i = 0; i < count; i++)
	{
		if (comes_before(people[i]->open_legs, people[chosen]->open_legs))
			chosen = i;
		latest = Max(latest, people[i]->open_legs->last_given);
	}
	people[chosen]->open_legs->open_legs++;
	people[chosen]->open_legs->last_given = latest + 1;
	unlock_counts();
	remember(people[chosen]->open_legs, 1);
	return chosen;
}

/* SQL: counts a center's open legs anew. */
Datum
cc_recount_open_legs(PG_FUNCTION_ARGS)
{
	recount(PG_GETARG_INT64(0));
	PG_RETURN_VOID();
}

/* SQL: tells whether the counts are shared between sessions. */
Datum
cc_open_legs_are_shared(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(lock != NULL);
}
