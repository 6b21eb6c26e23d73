/*
 * Open legs per person. When the library is preloaded the counts live in shared memory, so that
 * concurrent sessions see each other's choices at once; a count in a snapshot would let them all choose
 * the same person. Without preloading each session counts for itself, at most a second ago.
 *
 * The counts are hints: the truth is the leg table, from which they are counted anew after a restart and
 * once an hour. A count does not see what open transactions have done: when such a transaction commits, it adds that
 * again, and where it cannot be told whether the count saw it, the next sweep counts anew. What a prepared
 * transaction has done is counted until the next sweep, and then again from the sweep after its end.
 *
 * Among equals the leg goes to whom the latest was given longest ago, in the center's order of giving. After a
 * restart that is known only of those who hold something.
 */
#include "postgres.h"

#include "access/twophase.h"
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
	TimestampTz last_given;		/* when the latest leg was given; of the center: to anybody */
	TimestampTz counted_at;		/* of the center */
	uint32		counts;			/* how often it was set by a count */
	uint32		ended;			/* of the center: transactions that have changed counts and ended */
	bool		doubtful;		/* of the center: to be counted anew by the sweep */
} CCOpenLegs;

/* What a transaction has changed so far, to be undone when it aborts. */
typedef struct PendingChange
{
	CCOpenLegs *counts;
	CCOpenLegs *center;
	uint32		as_of;			/* which count it changed */
	int			change;
	int			level;
	struct PendingChange *next;
} PendingChange;

static HTAB *all_counts = NULL; /* shared, or this backend's own */
static LWLock *lock = NULL;		/* NULL: this backend's own */
static PendingChange *pending = NULL;
static MemoryContext pending_context = NULL;
static shmem_request_hook_type earlier_request_hook = NULL;
static shmem_startup_hook_type earlier_startup_hook = NULL;

PG_FUNCTION_INFO_V1(cc_recount_open_legs);
PG_FUNCTION_INFO_V1(cc_mend_open_legs);
PG_FUNCTION_INFO_V1(cc_open_legs_are_doubtful);
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
		entry->counts = 0;
		entry->ended = 0;
		entry->doubtful = true; /* what was prepared before a restart is not counted */
	}
	return entry;
}

/* Returns the entry of a person, or of a center; NULL when shared memory is full. */
static CCOpenLegs *
entry_of(int64 center_id, const char *staff_no)
{
	OpenLegsKey key;
	CCOpenLegs *entry;

	make_key(&key, center_id, staff_no);
	lock_counts();
	entry = find_entry(&key);
	unlock_counts();
	return entry;
}

/* Returns the entry of a center; NULL when shared memory is full. */
static CCOpenLegs *
center_entry(int64 center_id)
{
	static CCOpenLegs *latest = NULL;

	if (latest == NULL || latest->key.center_id != center_id || latest->key.database != MyDatabaseId)
		latest = entry_of(center_id, "");
	return latest;
}

/* Adds to a count that is locked, and returns which count that is. */
static uint32
add(CCOpenLegs *counts, int change)
{
	counts->open_legs = Max(counts->open_legs + change, 0);
	return counts->counts;
}

/* Notes that a person who is locked gets a leg at an instant. */
static void
note_given(CCOpenLegs *counts, CCOpenLegs *center, TimestampTz at)
{
	if (center == NULL)
		return;
	/* in the order of giving, also within an instant */
	center->last_given = Max(at, center->last_given + 1);
	counts->last_given = center->last_given;
}

/* Notes a change of this transaction, joined with an earlier one of the same person, count and level. */
static void
remember(CCOpenLegs *counts, CCOpenLegs *center, uint32 as_of, int change)
{
	int			level = GetCurrentTransactionNestLevel();
	PendingChange *note = pending;

	while (note && (note->level != level || note->counts != counts || note->as_of != as_of))
		note = note->level == level ? note->next : NULL;
	if (note == NULL)
	{
		if (pending_context == NULL)
			pending_context = AllocSetContextCreate(TopTransactionContext, "cc_center open legs", ALLOCSET_SMALL_SIZES);
		note = MemoryContextAllocZero(pending_context, sizeof(PendingChange));
		note->counts = counts;
		note->center = center;
		note->as_of = as_of;
		note->level = level;
		note->next = pending;
		pending = note;
	}
	note->change += change;
}

/*
 * Ends a change: undone when it aborted. A count made in between did not see it: there is nothing to undo, and what
 * was committed is added, unless the count just saw it.
 */
static void
end_change(const PendingChange *note, bool aborted)
{
	bool		counted;

	lock_counts();
	counted = note->as_of != note->counts->counts;
	if (aborted && !counted)
		add(note->counts, -note->change);
	else if (!aborted && counted)
		add(note->counts, note->change);
	if (note->center && !aborted)
	{
		note->center->ended++;
		note->center->doubtful = note->center->doubtful || counted;
	}
	unlock_counts();
}

/* Ends a transaction's changes. How a prepared one ends, nobody says. */
static void
end_transaction(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE
		&& event != XACT_EVENT_PARALLEL_COMMIT && event != XACT_EVENT_PARALLEL_ABORT)
		return;
	for (PendingChange *note = pending; note; note = note->next)
		if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT)
			end_change(note, event == XACT_EVENT_ABORT);
		else if (event == XACT_EVENT_PREPARE && note->center)
		{
			lock_counts();
			note->center->doubtful = true;
			unlock_counts();
		}
	pending = NULL;
	pending_context = NULL;		/* freed with the transaction's memory */
}

/* Ends a subtransaction's changes: undone when it aborted, its parent's when it committed. */
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
			end_change(pending, true);
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

/* What a center's people hold by the leg table. */
typedef struct Counted
{
	int			count;
	OpenLegsKey *keys;
	int64	   *open_legs;
	TimestampTz *last_given;
} Counted;

/* Sets a center's counts to given ones: everybody else's become 0. Doubtful is what began before ended ones were seen. */
static void
set_counts(int64 center_id, const Counted *counted, uint32 ended_before)
{
	CCOpenLegs *center = center_entry(center_id);
	HASH_SEQ_STATUS scan;
	CCOpenLegs *entry;

	lock_counts();
	hash_seq_init(&scan, all_counts);
	while ((entry = hash_seq_search(&scan)) != NULL)
		if (entry->key.database == MyDatabaseId && entry->key.center_id == center_id && entry != center)
		{
			entry->open_legs = 0;
			entry->counts++;
		}
	for (int i = 0; i < counted->count; i++)
		if ((entry = find_entry(&counted->keys[i])) != NULL)
		{
			entry->open_legs = (int32) counted->open_legs[i];
			entry->last_given = Max(entry->last_given, counted->last_given[i]);
			if (center)
				center->last_given = Max(center->last_given, entry->last_given);
		}
	if (center)
	{
		center->counted_at = GetCurrentTimestamp();
		center->doubtful = center->ended != ended_before;
	}
	unlock_counts();
}

/* Counts a center's open legs from the leg table. */
static void
recount(int64 center_id)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center_id)};
	CCOpenLegs *center = center_entry(center_id);
	uint32		ended_before = center ? center->ended : 0;
	CCReader	reader = cc_spi_begin();
	Counted		counted;

	cc_read("SELECT l.holder, count(*), max(l.received_at) FROM cc_center.leg l "
			"WHERE l.center_id = $1 AND l.finished_at IS NULL AND l.holder IS NOT NULL GROUP BY 1",
			1, types, values);
	counted.count = (int) SPI_processed;
	counted.keys = palloc(sizeof(OpenLegsKey) * (SPI_processed + 1));
	counted.open_legs = palloc(sizeof(int64) * (SPI_processed + 1));
	counted.last_given = palloc(sizeof(TimestampTz) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		make_key(&counted.keys[i], center_id, cc_column_text(CurrentMemoryContext, i, 1));
		counted.open_legs[i] = cc_column_int64(i, 2, 0);
		counted.last_given[i] = cc_column_int64(i, 3, 0);
	}
	set_counts(center_id, &counted, ended_before);
	cc_spi_end(reader);
}

/* Recounts where the counts are too old or were never made. */
static void
ensure_counted(int64 center_id)
{
	CCOpenLegs *center = center_entry(center_id);
	TimestampTz now = GetCurrentTimestamp();
	bool		due;

	if (center == NULL)
		return;
	lock_counts();
	due = now - center->counted_at > (lock ? SHARED_RECOUNT_US : LOCAL_RECOUNT_US);
	/* one session counts; the others go on with what there is */
	if (due && center->counted_at != 0)
		center->counted_at = now;
	unlock_counts();
	if (due)
		recount(center_id);
}

/* Counts a leg that a person got at an instant, or finished. */
static void
count_leg(int64 center_id, const char *staff_no, int change, TimestampTz given_at)
{
	CCOpenLegs *counts = entry_of(center_id, staff_no);
	CCOpenLegs *center = center_entry(center_id);
	uint32		as_of;

	if (counts == NULL)
		return;
	lock_counts();
	as_of = add(counts, change);
	if (change > 0)
		note_given(counts, center, given_at);
	unlock_counts();
	remember(counts, center, as_of, change);
}

/* Counts a leg that a person got. */
void
cc_count_given_leg(int64 center_id, const char *staff_no, TimestampTz at)
{
	count_leg(center_id, staff_no, 1, at);
}

/* Counts a leg that a person finished. */
void
cc_count_finished_leg(int64 center_id, const char *staff_no)
{
	count_leg(center_id, staff_no, -1, 0);
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
cc_fewest_open_legs(int64 center_id, TimestampTz at, CCDuty **people, int count)
{
	CCOpenLegs *center;
	int			chosen = 0;
	uint32		as_of;

	ensure_counted(center_id);
	center = center_entry(center_id);
	for (int i = 0; i < count; i++)
	{
		if (people[i]->open_legs == NULL)
			people[i]->open_legs = entry_of(center_id, people[i]->staff_no);
		if (people[i]->open_legs == NULL)
			return 0;
	}
	lock_counts();
	for (int i = 1; i < count; i++)
		if (comes_before(people[i]->open_legs, people[chosen]->open_legs))
			chosen = i;
	as_of = add(people[chosen]->open_legs, 1);
	note_given(people[chosen]->open_legs, center, at);
	unlock_counts();
	remember(people[chosen]->open_legs, center, as_of, 1);
	return chosen;
}

/* SQL: counts a center's open legs anew. */
Datum
cc_recount_open_legs(PG_FUNCTION_ARGS)
{
	recount(PG_GETARG_INT64(0));
	PG_RETURN_VOID();
}

/* Tells whether transactions of this database are prepared. */
static bool
any_prepared(void)
{
	CCReader	reader;
	bool		found;

	if (max_prepared_xacts == 0)
		return false;
	reader = cc_spi_begin();
	cc_read("SELECT FROM pg_catalog.pg_prepared_xacts p WHERE p.database = pg_catalog.current_database() LIMIT 1",
			0, NULL, NULL);
	found = SPI_processed > 0;
	cc_spi_end(reader);
	return found;
}

/* SQL: tells whether what a center's people hold may have been counted wrongly. */
Datum
cc_open_legs_are_doubtful(PG_FUNCTION_ARGS)
{
	/* a session of its own counts once a second */
	CCOpenLegs *center = lock ? center_entry(PG_GETARG_INT64(0)) : NULL;
	bool	   *prepared = fcinfo->flinfo->fn_extra;

	if (center == NULL)
		PG_RETURN_BOOL(false);
	if (prepared == NULL)
	{
		/* once in a query, which may ask for hundreds of centers */
		fcinfo->flinfo->fn_extra = prepared = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(bool));
		*prepared = any_prepared();
	}
	PG_RETURN_BOOL(*prepared || center->doubtful);
}

/* SQL: counts a center's open legs anew where the counts may be wrong. */
Datum
cc_mend_open_legs(PG_FUNCTION_ARGS)
{
	CCOpenLegs *center = lock ? center_entry(PG_GETARG_INT64(0)) : NULL;
	bool		prepared;

	if (center == NULL)
		PG_RETURN_BOOL(false);
	prepared = any_prepared();
	if (!prepared && !center->doubtful)
		PG_RETURN_BOOL(false);
	recount(PG_GETARG_INT64(0));
	if (prepared)
	{
		lock_counts();
		center->doubtful = true;
		unlock_counts();
	}
	PG_RETURN_BOOL(true);
}

/* SQL: tells whether the counts are shared between sessions. */
Datum
cc_open_legs_are_shared(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(lock != NULL);
}
