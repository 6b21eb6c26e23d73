/* Watching tables for changes, so that what a backend compiled from them is never stale. */
#ifndef CC_WATCH_H
#define CC_WATCH_H

#include "postgres.h"
#include "utils/inval.h"

#define CC_WATCH_MAX 12

/*
 * A cache names the tables it is compiled from, ended by NULL, and asks before each use whether
 * it is stale as a whole. Start with .stale = true.
 */
typedef struct CCWatch
{
	const char *tables[CC_WATCH_MAX + 1];
	Oid			relids[CC_WATCH_MAX];
	int			count;
	bool		stale;
	struct CCWatch *next;
} CCWatch;

/*
 * What an entry of a cache is as of. An entry is compiled from the rows of one key in the cache's
 * tables (a center's), and asks for itself whether they have changed. Take the stamp first, then read.
 */
typedef struct CCStamp
{
	uint64		changes;		/* of the key's rows when it was compiled */
	uint64		seen;			/* cc_changes when it was last found fresh */
} CCStamp;

/* One more with each message that rows of some key have changed. */
extern uint64 cc_changes;

extern void cc_watch_begin(CCWatch *watch);

/* Tells whether a cache must be built anew, having taken in what other sessions committed. */
static inline bool
cc_watch_stale(const CCWatch *watch)
{
	AcceptInvalidationMessages();
	return watch->stale;
}

extern CCStamp cc_stamp(const CCWatch *watch, int64 key);
extern bool cc_stamp_compare(const CCWatch *watch, CCStamp *stamp, int64 key);

/* Tells whether an entry is still what its rows say; ask cc_watch_stale() before. */
static inline bool
cc_stamp_holds(const CCWatch *watch, CCStamp *stamp, int64 key)
{
	return stamp->seen == cc_changes || cc_stamp_compare(watch, stamp, key);
}

/* How often rows of a key have changed in one table of a watch. */
extern uint64 cc_watch_changes(const CCWatch *watch, int table, int64 key);

/* The key of rows that are told apart by a name. */
extern int64 cc_name_key(const char *name);

/* The oid of a deployed relation; fails clearly where install() has not run. */
extern Oid	cc_relation(const char *name);

extern void cc_watch_init(void);

#endif
