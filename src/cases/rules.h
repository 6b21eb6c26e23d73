/* The compiled rules of cases: what the rule tables say, ready for look-ups. */
#ifndef CC_CASES_RULES_H
#define CC_CASES_RULES_H

#include "postgres.h"
#include "datatype/timestamp.h"

#include "calendar/work_hours_type.h"

/* Which shifts take a street's cases for a role on a type of day, in order. */
typedef struct CCAssignment
{
	const char *role;
	bool		weekend;
	const char *street;
	int			shift_count;
	const char **shifts;
} CCAssignment;

/* Orders assignments by street, role, type of day: for qsort and bsearch. */
extern int	cc_compare_assignments(const void *a, const void *b);

typedef struct CCTransition
{
	const char *from_stage;
	const char *to_stage;
	int			role_count;
	const char **roles;
	const char *leg_kind;		/* the leg it ends, or NULL */
	const char *next_leg_kind;	/* the leg it opens, or NULL */
	const char *next_role;		/* whom that leg is routed to, or NULL */
	const char *shift_role;		/* the same where shifts of the role take it, else NULL */
	bool		to_department;	/* it goes to a department */
	bool		to_inspector;	/* it goes to an inspector of the street */
	bool		requires;		/* something is required for it */
	bool		reason_needed;
} CCTransition;

/* How long a leg may lie by what the case is about; "*" is every category, or priority. */
typedef struct CCLegLimit
{
	const char *leg_kind;
	const char *category;
	const char *priority;
	const WorkHours *hours;		/* the time that counts */
	int64		limit;			/* so much of it, in microseconds */
	bool		runs_on;		/* in the next hands too */
	const char *clause;
} CCLegLimit;

/* Which department takes a category and a street; "*" is every one. */
typedef struct CCDispatchRule
{
	const char *category;
	const char *street;
	const char *department;
} CCDispatchRule;

/* What a step requires, and who may pass it all the same. */
typedef struct CCRequirement
{
	const char *from_stage;
	const char *to_stage;
	const char *requirement;
	const char *function;
	int			passer_count;
	const char **passers;
} CCRequirement;

typedef struct CCDay CCDay;

/* A ratified version of a center's rules. */
typedef struct CCVersion
{
	MemoryContext context;		/* its center's */
	int			version;
	TimestampTz from;
	TimestampTz until;
	bool		compiled;
	bool		literal_weekday;	/* U10: day types by the weekday alone */
	bool		passes_at_rest; /* U19: who goes into his rest leaves what he holds to the cover */
	TimestampTz live_from;		/* cases come by import before it, from then on by INSERT (U26) */
	bool		reference_once; /* an app's reference comes once */
	bool		passes_repeats; /* and where it comes again the INSERT is passed over, in place of refused */
	const char *weekday_needs_shift;	/* U10: without it a weekday goes by the weekend rows; or NULL */
	int			leader_count;
	const char **leaders;		/* roles that may take over a leg in another's hands */
	int			assignment_count;
	CCAssignment *assignments;	/* sorted by street, role, weekend */
	int			transition_count;
	CCTransition *transitions;	/* sorted by from_stage, to_stage */
	int			limit_count;
	CCLegLimit *limits;			/* by kind of leg, those that name more first */
	int			dispatch_count;
	CCDispatchRule *dispatches; /* those that name more first */
	int			requirement_count;
	CCRequirement *requirements;
	bool		urgent_to_anybody;	/* an urgent case that nobody covers goes to whoever is on duty at all (C4.4) */
	bool		urgent_to_standby;	/* and with nobody there to whoever stands by */
} CCVersion;

typedef struct CCCenter
{
	int64		center_id;
	MemoryContext context;		/* holds all of it */
	const char *code;
	bool		literal_weekday;	/* in some version, ratified or not */
	int			version_count;
	CCVersion  *versions;		/* sorted by from */
	int			street_count;
	const char **streets;		/* active ones, sorted */
	int			channel_count;
	const char **channels;		/* active ones, sorted */
} CCCenter;

/* The time that an interval of a limit means: a day is 24 hours of the time that counts. */
extern int64 cc_limit_time(const Interval *interval);

/* Reads the limits of legs, the departments, and what steps require; then what it means for the transitions. */
extern void cc_read_later_rules(CCVersion *version, Oid *types, Datum *values);

/* Reads a text array column of the row read last into memory. */
extern const char **cc_column_texts(MemoryContext memory, uint64 row, int column, int *count);

/*
 * The rules are valid until the next cc_rules(): call it once at the beginning of an operation, and keep
 * no pointer longer than that.
 */
extern CCCenter *cc_rules(int64 center_id);
extern CCVersion *cc_rules_at(CCCenter *center, TimestampTz at);

extern bool cc_has_street(const CCCenter *center, const char *street);
extern bool cc_has_channel(const CCCenter *center, const char *channel);
extern const CCAssignment *cc_assignment(const CCVersion *version, const char *role, bool weekend, const char *street);
extern const CCTransition *cc_transition(const CCVersion *version, const char *from_stage, const char *to_stage);
extern bool cc_ends_at_department(const CCVersion *version, const CCTransition *transition);
extern bool cc_is_stage(const CCVersion *version, const char *stage);

/* Comma-separated lists for the details of errors. */
extern char *cc_stage_list(const CCVersion *version);
extern char *cc_role_list(int count, const char **roles);
extern char *cc_routed_roles(const CCVersion *version);

#endif
