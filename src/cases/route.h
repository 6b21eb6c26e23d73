/* Routing: which shift and person take a case, when its clock starts, and until when it may lie. */
#ifndef CC_CASES_ROUTE_H
#define CC_CASES_ROUTE_H

#include "postgres.h"

#include "cases/day.h"
#include "cases/leg_limit.h"
#include "cases/rules.h"

typedef struct CCRoute
{
	const char *shift;			/* NULL: nobody covers */
	int			people_count;
	CCDuty	  **people;			/* by staff number */
} CCRoute;

/* Where a leg goes. Instants that are not set are DT_NOEND. */
typedef struct CCPlacement
{
	bool		held;			/* it has a holder */
	char		holder[NAMEDATALEN];
	char		shift[NAMEDATALEN];
	TimestampTz shift_ends_at;
	TimestampTz clock_start;
	TimestampTz due_at;
	TimestampTz attention_at;
	int			version;		/* of the rules that the due comes from, or by which the leg waits */
	const char *clause;			/* of the limit; valid as long as the day */
} CCPlacement;

extern void cc_route(const CCCenter *center, const CCVersion *version, const char *role,
					 const char *street, TimestampTz at, CCRoute *route);
extern TimestampTz cc_next_coverage(CCCenter *center, const char *role, const char *street,
									TimestampTz after, bool rostered);

/* Starts a leg's clock; matter is NULL where nothing is known of the case. */
extern void cc_set_clock(CCCenter *center, const char *leg_kind, const CCMatter *matter, TimestampTz start,
						 CCPlacement *placement);

/*
 * Places a leg that came at received_at, at the instant at, with a shift of the role: with the person named, or the one
 * with the fewest open legs.
 */
extern void cc_place(CCCenter *center, const char *leg_kind, const char *role, const CCMatter *matter,
					 TimestampTz received_at, TimestampTz at, const char *holder, CCPlacement *placement);

/* Places a leg that no shift takes, at the instant it came: with an inspector, a department, or nobody. */
extern void cc_place_outside(CCCenter *center, const char *leg_kind, const CCMatter *matter, TimestampTz at,
							 const char *holder, CCPlacement *placement);

/* Whether the sweep must pass a held leg on, as its holder went into his rest and somebody else covers (U19). */
extern bool cc_passes_at_rest(CCCenter *center, const char *role, const char *street, const char *holder,
							  TimestampTz received_at, TimestampTz at);

/* When the sweep must look next at a leg in somebody's hands; due_at is DT_NOEND once the leg is marked overdue. */
extern TimestampTz cc_next_attention(CCCenter *center, const char *holder, TimestampTz received_at, TimestampTz due_at,
									 TimestampTz shift_ends_at, TimestampTz at);

/* The same of an open leg as it is, also of one that lies outside the shifts. */
extern TimestampTz cc_leg_attention(const CCLeg *leg, TimestampTz at);

#endif
