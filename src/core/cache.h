/* Watching tables for changes, so that what a backend compiled from them is never stale. */
#ifndef CC_CACHE_H
#define CC_CACHE_H

#include "postgres.h"

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
extern bool cc_watch_stale(CCWatch *watch);

/* The oid of a deployed relation; fails clearly where install() has not run. */
extern Oid	cc_relation(const char *name);

extern void cc_cache_init(void);

#endif
