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

#include "cases/load.h"
#include "core/read.h"

#define MAX_SHARED_PEOPLE 16384
#define SHARED_RECOUNT_US INT64CONST(3600000000)
#define LOCAL_RECOUNT_US INT64CONST(1000000)

typedef struct LoadKey
{
	Oid			database;
	int64		center_id;
	char		staff_no[NAMEDATALEN];	/* empty: the center's own entry, when it was counted */
} LoadKey;

/* Entries are never removed, so that whoever found one may keep its address. */
typedef struct CCLoad
{
	LoadKey		key;
	int32		open_legs;
	uint64		last_given;		/* ordinal of the latest leg given, for ties */
	TimestampTz counted_at;
} CCLoad;

/* What a transaction has changed so far, to be undone when it aborts. */
typedef struct PendingChange
{
	CCLoad	   *load;
	int			change;
	int			level;
	struct PendingChange *next;
} PendingChange;

static HTAB *loads = NULL;		/* shared, or this backend's own */
static LWLock *lock = NULL;		/* NULL: this backend's own */
static PendingChange *pending = NULL;
static MemoryContext pending_context = NULL;
static shmem_request_hook_type earlier_request_hook = NULL;
static shmem_startup_hook_type earlier_startup_hook = NULL;

PG_FUNCTION_INFO_V1(cc_recount_load);
PG_FUNCTION_INFO_V1(cc_load_is_shared);

/* Reserves shared memory. */
static void
request_shared_memory(void)
{
	if (earlier_request_hook)
		earlier_request_hook();
	RequestAddinShmemSpace(hash_estimate_size(MAX_SHARED_PEOPLE, sizeof(CCLoad)));
	RequestNamedLWLockTranche("cc_center", 1);
}

/* Creates or attaches to the shared counts. */
static void
start_shared_memory(void)
{
	HASHCTL		control = {.keysize = sizeof(LoadKey), .entrysize = sizeof(CCLoad)};

	if (earlier_startup_hook)
		earlier_startup_hook();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	loads = ShmemInitHash("cc_center open legs", 1024, MAX_SHARED_PEOPLE, &control, HASH_ELEM | HASH_BLOBS);
	lock = &(GetNamedLWLockTranche("cc_center"))->lock;
	LWLockRelease(AddinShmemInitLock);
}

/* Takes the lock where the counts are shared. */
static void
lock_loads(void)
{
	if (lock)
		LWLockAcquire(lock, LW_EXCLUSIVE);
}

/* Releases it. */
static void
unlock_loads(void)
{
	if (lock)
		LWLockRelease(lock);
}

/* Builds a key; every byte counts in the hash. */
static void
make_key(LoadKey *key, int64 center_id, const char *staff_no)
{
	memset(key, 0, sizeof(*key));
	key->database = MyDatabaseId;
	key->center_id = center_id;
	strlcpy(key->staff_no, staff_no, NAMEDATALEN);
}

/* Returns a person's entry, made with 0 open legs where missing; NULL when shared memory is full. */
static CCLoad *
find_entry(const LoadKey *key)
{
	bool		found;
	CCLoad	   *entry = hash_search(loads, key, lock ? HASH_ENTER_NULL : HASH_ENTER, &found);

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
add(CCLoad *load, int change)
{
	lock_loads();
	load->open_legs = Max(load->open_legs + change, 0);
	unlock_loads();
}

/* Notes a change of this transaction, joined with an earlier one of the same person and level. */
static void
remember(CCLoad *load, int change)
{
	int			level = GetCurrentTransactionNestLevel();
	PendingChange *note = pending;

	while (note && (note->level != level || note->load != load))
		note = note->level == level ? note->next : NULL;
	if (note == NULL)
	{
		if (pending_context == NULL)
			pending_context = AllocSetContextCreate(TopTransactionContext, "cc_center load changes", ALLOCSET_SMALL_SIZES);
		note = MemoryContextAllocZero(pending_context, sizeof(PendingChange));
		note->load = load;
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
			add(note->load, -note->change);
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
			add(pending->load, -pending->change);
			pending = pending->next;
		}
	}
}

/* Sets up the counts: shared when the library is preloaded, else of this backend. */
void
cc_load_init(void)
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
			.keysize = sizeof(LoadKey), .entrysize = sizeof(CCLoad), .hcxt = TopMemoryContext
		};

		loads = hash_create("cc_center open legs", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	RegisterXactCallback(end_transaction, NULL);
	RegisterSubXactCallback(end_subtransaction, NULL);
}

/* Sets a center's counts to given ones: everybody else's become 0. */
static void
set_counts(int64 center_id, int count, LoadKey *keys, int64 *open_legs)
{
	HASH_SEQ_STATUS scan;
	CCLoad	   *entry;
	LoadKey		own;

	lock_loads();
	hash_seq_init(&scan, loads);
	while ((entry = hash_seq_search(&scan)) != NULL)
		if (entry->key.database == MyDatabaseId && entry->key.center_id == center_id)
			entry->open_legs = 0;
	for (int i = 0; i < count; i++)
		if ((entry = find_entry(&keys[i])) != NULL)
			entry->open_legs = (int32) open_legs[i];
	make_key(&own, center_id, "");
	if ((entry = find_entry(&own)) != NULL)
		entry->counted_at = GetCurrentTimestamp();
	unlock_loads();
}

/* Counts a center's open legs from the leg table. */
static void
recount(int64 center_id)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center_id)};
	CCReader	reader = cc_spi_begin();
	LoadKey    *keys;
	int64	   *open_legs;

	cc_read("SELECT l.holder, count(*) FROM cc_center.leg l "
			"WHERE l.center_id = $1 AND l.finished_at IS NULL AND l.holder IS NOT NULL GROUP BY 1",
			1, types, values);
	keys = palloc(sizeof(LoadKey) * (SPI_processed + 1));
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
static CCLoad *
load_of(int64 center_id, const char *staff_no)
{
	LoadKey		key;
	CCLoad	   *load;

	make_key(&key, center_id, staff_no);
	lock_loads();
	load = find_entry(&key);
	unlock_loads();
	return load;
}

/* Recounts where the counts are too old or were never made. */
static void
ensure_counted(int64 center_id)
{
	static CCLoad *own = NULL;
	TimestampTz now = GetCurrentTimestamp();
	bool		due;

	if (own == NULL || own->key.center_id != center_id)
		own = load_of(center_id, "");
	if (own == NULL)
		return;
	lock_loads();
	due = now - own->counted_at > (lock ? SHARED_RECOUNT_US : LOCAL_RECOUNT_US);
	/* one session counts; the others go on with what there is */
	if (due && own->counted_at != 0)
		own->counted_at = now;
	unlock_loads();
	if (due)
		recount(center_id);
}

/* Counts a leg that a person got or finished. */
void
cc_count_leg(int64 center_id, const char *staff_no, int change)
{
	CCLoad	   *load = load_of(center_id, staff_no);

	if (load == NULL)
		return;
	add(load, change);
	remember(load, change);
}

/* Tells whether the next leg goes to one person rather than another. */
static bool
comes_before(const CCLoad *one, const CCLoad *other)
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
cc_least_loaded(int64 center_id, CCDuty **people, int count)
{
	int			chosen = 0;
	uint64		latest = 0;

	ensure_counted(center_id);
	for (int i = 0; i < count; i++)
	{
		if (people[i]->load == NULL)
			people[i]->load = load_of(center_id, people[i]->staff_no);
		if (people[i]->load == NULL)
			return 0;
	}
	lock_loads();
	for (int i = 0; i < count; i++)
	{
		if (comes_before(people[i]->load, people[chosen]->load))
			chosen = i;
		latest = Max(latest, people[i]->load->last_given);
	}
	people[chosen]->load->open_legs++;
	people[chosen]->load->last_given = latest + 1;
	unlock_loads();
	remember(people[chosen]->load, 1);
	return chosen;
}

/* SQL: counts a center's open legs anew. */
Datum
cc_recount_load(PG_FUNCTION_ARGS)
{
	recount(PG_GETARG_INT64(0));
	PG_RETURN_VOID();
}

/* SQL: tells whether the counts are shared between sessions. */
Datum
cc_load_is_shared(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(lock != NULL);
}
