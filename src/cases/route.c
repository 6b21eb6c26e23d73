/* Routing and retention: the look-ups behind every leg. */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/emergency.h"
#include "cases/open_legs.h"
#include "cases/route.h"
#include "core/errors.h"

/* How far ahead coverage is looked for. */
#define HORIZON_DAYS 31

/*
 * A waiting leg is looked at again when its coverage begins. A roster written at the same moment as the
 * leg does not see it, so a new leg is looked at again after a minute, and later once an hour.
 */
#define RECHECK_NEW_US INT64CONST(60000000)

/* What stays with somebody in his rest for want of cover is looked at again after a minute. */
#define RECHECK_RESTING_US INT64CONST(60000000)
#define RECHECK_WAITING_US INT64CONST(3600000000)

/* Collects the people of a shift who are on duty and at the seat at an instant. */
static int
people_present(const CCDay *day, const char *role, const char *shift, TimestampTz at, CCDuty **people)
{
	int			count = 0;

	for (int i = 0; i < day->present_count; i++)
	{
		CCDuty	   *duty = &day->present[i];

		if (at >= duty->start && at < duty->end
			&& strcmp(duty->shift, shift) == 0 && strcmp(duty->role, role) == 0)
			people[count++] = duty;
	}
	return count;
}

/* Tells whether a shift's timetable is open at an instant. */
static bool
timetable_open(const CCDay *day, const char *role, const char *shift, TimestampTz at)
{
	for (int i = 0; i < day->timetable_count; i++)
	{
		const CCDuty *open = &day->timetable[i];

		if (at >= open->start && at < open->end
			&& strcmp(open->shift, shift) == 0 && strcmp(open->role, role) == 0)
			return true;
	}
	return false;
}

/*
 * Finds who takes a street's case: the first of its shifts with somebody on duty who has not left the
 * seat. Where there is nobody at all, the shift that its timetable would put there is named, without people.
 */
void
cc_route(const CCCenter *center, const CCVersion *version, const char *role,
		 const char *street, TimestampTz at, CCRoute *route)
{
	const CCDay *day = cc_day(center, version, at);
	const CCAssignment *assignment = cc_day_assignment(day, version, role, street);

	route->shift = NULL;
	route->people_count = 0;
	route->people = palloc(sizeof(CCDuty *) * (day->present_count + 1));
	if (assignment == NULL)
		return;
	for (int i = 0; i < assignment->shift_count; i++)
	{
		route->people_count = people_present(day, role, assignment->shifts[i], at, route->people);
		if (route->people_count > 0)
		{
			route->shift = assignment->shifts[i];
			return;
		}
	}
	for (int i = 0; i < assignment->shift_count; i++)
		if (timetable_open(day, role, assignment->shifts[i], at))
		{
			route->shift = assignment->shifts[i];
			return;
		}
}

/* Tells whether a shift may take a street's cases; any shift may where no street is given. */
static bool
shift_covers(const CCAssignment *assignment, bool any, const char *shift)
{
	if (any)
		return true;
	for (int i = 0; assignment && i < assignment->shift_count; i++)
		if (strcmp(assignment->shifts[i], shift) == 0)
			return true;
	return false;
}

/*
 * Returns the first instant from the given one on at which a role covers a street (any street when
 * NULL): by the roster and who is present, or by the timetable alone. DT_NOEND where there is none within the horizon.
 */
TimestampTz
cc_next_coverage(CCCenter *center, const char *role, const char *street, TimestampTz after, bool rostered)
{
	TimestampTz at = after;

	for (int n = 0; n < HORIZON_DAYS; n++)
	{
		const CCVersion *version = cc_rules_at(center, at);
		const CCDay *day = cc_day(center, version, at);
		const CCAssignment *assignment = street ? cc_day_assignment(day, version, role, street) : NULL;
		const CCDuty *stretches = rostered ? day->present : day->timetable;
		int			count = rostered ? day->present_count : day->timetable_count;
		TimestampTz first = DT_NOEND;

		for (int i = 0; i < count; i++)
			if (stretches[i].end > at && stretches[i].start < day->end && strcmp(stretches[i].role, role) == 0
				&& shift_covers(assignment, street == NULL, stretches[i].shift))
				first = Min(first, Max(stretches[i].start, at));
		if (first != DT_NOEND)
			return first;
		at = day->end;
	}
	return DT_NOEND;
}

/* Returns the window of a leg kind that holds an instant, or NULL. */
static const CCWindow *
window_at(const CCWindow *windows, int count, const char *leg_kind, TimestampTz at)
{
	for (int i = 0; i < count; i++)
		if (at >= windows[i].start && at < windows[i].end && strcmp(windows[i].leg_kind, leg_kind) == 0)
			return &windows[i];
	return NULL;
}

/*
 * Starts a leg's clock: not within a release window (U2); the limit is the one by category and priority, or the one that
 * holds then (U1), and an order from above may shorten it. Due, clause and version are of one decision.
 */
void
cc_set_clock(CCCenter *center, const char *leg_kind, const CCMatter *matter, TimestampTz start, CCPlacement *placement)
{
	CCVersion  *version = cc_rules_at(center, start);
	const CCDay *day = cc_day(center, version, start);
	const CCWindow *window = window_at(day->releases, day->release_count, leg_kind, start);
	const CCLegLimit *limit;

	if (window)
	{
		start = window->end;
		version = cc_rules_at(center, start);
		day = cc_day(center, version, start);
	}
	limit = matter ? cc_leg_limit(version, leg_kind, matter) : NULL;
	window = limit ? NULL : window_at(day->limits, day->limit_count, leg_kind, start);
	placement->clock_start = start;
	placement->due_at = limit ? cc_limit_end(center->center_id, limit->hours, start, limit->limit)
		: window ? start + window->limit : DT_NOEND;
	placement->clause = limit ? limit->clause : window ? window->clause : NULL;
	placement->version = version->version;
	if (matter)
		cc_obey_deadline(center->center_id, matter, start, &placement->due_at, &placement->clause);
}

/* Puts a leg into the hands of the duty's person. */
static void
give_to(const CCDuty *duty, CCPlacement *placement)
{
	placement->held = true;
	strlcpy(placement->holder, duty->staff_no, NAMEDATALEN);
	strlcpy(placement->shift, duty->shift, NAMEDATALEN);
	placement->shift_ends_at = duty->duty_end;
}

/*
 * Returns the stretch that a person's duty is in at an instant, or the one before the rest that he has then; NULL for
 * a person off duty.
 */
static const CCDuty *
duty_of(const CCDay *day, const char *staff_no, TimestampTz at)
{
	const CCDuty *found = NULL;

	for (int i = 0; i < day->duty_count; i++)
	{
		const CCDuty *duty = &day->duties[i];

		if (at >= duty->start && at < duty->duty_end && strcmp(duty->staff_no, staff_no) == 0)
			found = duty;
	}
	return found;
}

/* Returns when the first rest after an instant begins in a duty that has reached it. */
static TimestampTz
next_rest(const CCDuty *duty, TimestampTz at)
{
	/* a rest has the next stretch behind it */
	while (duty->rest_from <= at)
		duty++;
	return duty->rest_from;
}

/* Tells whether somebody who got a leg before his rest is in that rest, and is to leave the leg to the cover (U19). */
static bool
leaves_at_rest(const CCVersion *version, const CCDuty *duty, TimestampTz received_at, TimestampTz at)
{
	return version->passes_at_rest && received_at < duty->rest_from && at >= duty->rest_from;
}

/*
 * Tells whether the sweep must pass a leg on because its holder is in a rest that began while he held it: whoever
 * covers the street then is on duty and takes it; with nobody there it stays.
 */
bool
cc_passes_at_rest(CCCenter *center, const char *role, const char *street, const char *holder,
				  TimestampTz received_at, TimestampTz at)
{
	const CCVersion *version = cc_rules_at(center, at);
	const CCDuty *duty = duty_of(cc_day(center, version, at), holder, at);
	CCRoute		route;

	if (duty == NULL || !leaves_at_rest(version, duty, received_at, at))
		return false;
	cc_route(center, version, role, street, at, &route);
	return route.people_count > 0;
}

/*
 * Returns when the sweep must look next at a leg in somebody's hands: after its due (DT_NOEND where it is marked overdue
 * or has none), at the end of the shift, when the holder's next rest begins, and during it each minute, as cover may come.
 */
TimestampTz
cc_next_attention(CCCenter *center, const char *holder, TimestampTz received_at, TimestampTz due_at,
				  TimestampTz shift_ends_at, TimestampTz at)
{
	const CCVersion *version = cc_rules_at(center, at);
	const CCDuty *duty = duty_of(cc_day(center, version, at), holder, at);
	TimestampTz attention_at = shift_ends_at;

	if (due_at != DT_NOEND)
		attention_at = Min(attention_at, due_at + 1);
	if (duty == NULL)
		return attention_at;
	attention_at = Min(attention_at, next_rest(duty, at));
	if (leaves_at_rest(version, duty, received_at, at))
		attention_at = Min(attention_at, at + RECHECK_RESTING_US);
	return attention_at;
}

/* Returns when the sweep must look next at an open leg that does not wait for a shift. */
TimestampTz
cc_leg_attention(const CCLeg *leg, TimestampTz at)
{
	TimestampTz due_at = leg->overdue_at == DT_NOEND ? leg->due_at : DT_NOEND;

	if (leg->holder == NULL || leg->role == NULL)
		return due_at == DT_NOEND ? leg->shift_ends_at : Min(leg->shift_ends_at, due_at + 1);
	return cc_next_attention(cc_rules(leg->center_id), leg->holder, leg->received_at, due_at, leg->shift_ends_at, at);
}

/* Empties a placement at an instant. */
static void
begin_placement(CCCenter *center, TimestampTz at, CCPlacement *placement)
{
	memset(placement, 0, offsetof(CCPlacement, shift_ends_at));
	placement->shift_ends_at = placement->clock_start = placement->due_at = DT_NOEND;
	placement->clause = NULL;
	placement->version = cc_rules_at(center, at)->version;
}

/* Places a leg that no shift takes: its clock runs from the instant it came. */
void
cc_place_outside(CCCenter *center, const char *leg_kind, const CCMatter *matter, TimestampTz at,
				 const char *holder, CCPlacement *placement)
{
	begin_placement(center, at, placement);
	if (holder)
	{
		placement->held = true;
		strlcpy(placement->holder, holder, NAMEDATALEN);
	}
	cc_set_clock(center, leg_kind, matter, at, placement);
	placement->attention_at = placement->due_at == DT_NOEND ? DT_NOEND : placement->due_at + 1;
}

/* Fails unless a person is on duty, and gives him the leg. */
static void
place_with(CCCenter *center, const char *holder, TimestampTz at, CCPlacement *placement)
{
	const CCDuty *duty = duty_of(cc_day(center, cc_rules_at(center, at), at), holder, at);

	if (duty == NULL)
		cc_fail(receiver_off_duty, holder);
	give_to(duty, placement);
	cc_count_given_leg(center->center_id, holder, at);
}

/* Lets a leg wait that nobody covers: clock and due are those of the next coverage, as the roster stands now. */
static void
let_wait(CCCenter *center, const char *leg_kind, const char *role, const CCMatter *matter,
		 TimestampTz received_at, TimestampTz at, CCPlacement *placement)
{
	TimestampTz coverage = cc_next_coverage(center, role, matter->street, at, true);

	if (coverage != DT_NOEND)
		cc_set_clock(center, leg_kind, matter, coverage, placement);
	/* whoever stands by from now on is not on the roster, which would wake it */
	placement->attention_at = Min(coverage, at + (received_at == at || strcmp(matter->priority, "urgent") == 0
												  ? RECHECK_NEW_US : RECHECK_WAITING_US));
}

/*
 * Places a leg: finds its holder, clock start and due. A leg without a role has no holder. A leg that
 * nobody covers waits, without a clock; an urgent one goes to whoever is there at all (C4.4).
 */
void
cc_place(CCCenter *center, const char *leg_kind, const char *role, const CCMatter *matter,
		 TimestampTz received_at, TimestampTz at, const char *holder, CCPlacement *placement)
{
	TimestampTz start = received_at;

	if (role == NULL)
	{
		cc_place_outside(center, leg_kind, matter, received_at, NULL, placement);
		return;
	}
	begin_placement(center, at, placement);
	if (holder)
		place_with(center, holder, at, placement);
	else
	{
		const CCVersion *version = cc_rules_at(center, at);
		CCRoute		route;

		cc_route(center, version, role, matter->street, at, &route);
		if (route.people_count == 0 && strcmp(matter->priority, "urgent") == 0)
			cc_route_urgent(center, version, role, at, &route);
		if (route.people_count == 0)
		{
			let_wait(center, leg_kind, role, matter, received_at, at, placement);
			return;
		}
		give_to(route.people[cc_fewest_open_legs(center->center_id, at, route.people, route.people_count)], placement);
		if (received_at < at)
			start = Min(cc_next_coverage(center, role, matter->street, received_at, true), at);
	}
	cc_set_clock(center, leg_kind, matter, start, placement);
	placement->attention_at = cc_next_attention(center, placement->holder, received_at, placement->due_at,
												placement->shift_ends_at, at);
}
