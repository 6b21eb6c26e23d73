/* Watching tables for changes, so that what a backend compiled from them is never stale. */
#ifndef CC_WATCH_H
#define CC_WATCH_H

#include "postgres.h"
#include "utils/inval.h"

#define CC_WATCH_MAX 12

/*
 * A cache names the tables it is compiled from, ended by NULL, and asks before each use whether
 * it is stale. Start with .stale = true.
 */
typedef struct CCWatch
{
	const char *tables[CC_WATCH_MAX + 1];
	Oid			relids[CC_WATCH_MAX];
	int			count;
	bool		stale;
	struct CCWatch *next;
} CCWatch;

extern void cc_watch_begin(CCWatch *watch);

/* Tells whether a cache must be built anew, having taken in what other sessions committed. */
static inline bool
cc_watch_stale(const CCWatch *watch)
{
	AcceptInvalidationMessages();
	return watch->stale;
}

/* The oid of a deployed relation; fails clearly where install() has not run. */
extern Oid	cc_relation(const char *name);

extern void cc_watch_init(void);

#endif
