/* Finds the night that a later rule cuts off at midnight, which is seldom what was meant. */
#include "calendar/work_hours.h"

#define MAX_TEST_YEARS 16
#define COMMON_YEAR 2024
#define FIRST_HOLIDAY 9			/* days after January 1; one holiday on each weekday, not on two days together */
#define HOLIDAY_STEP 8
#define HOLIDAYS 7

/* Returns until when after midnight a rule lasts that begins on the day before, in minutes. */
static int
tail_minutes(const CCRule *rule)
{
	int			to = CC_DAY_MINUTES;

	for (int i = 0; i < rule->nspans; i++)
		to = Max(to, rule->spans[i].to);
	return to - CC_DAY_MINUTES;
}

/* Tells whether a rule takes the place of earlier ones wherever it stands; one behind || does not. */
static bool
replaces(const CCRule *rules, int i)
{
	bool		fallback = false;

	for (int k = 0; k <= i; k++)
	{
		if (rules[k].tie != CC_TIE_ADD)
			fallback = rules[k].tie == CC_TIE_FALLBACK;
	}
	return cc_rule_replaces(rules, i, rules[i].tie == CC_TIE_ADD, fallback);
}

/* Adds a year to the ascending list of those to be tried. */
static void
add_year(int *years, int *count, int year)
{
	int			at = 0;

	while (at < *count && years[at] < year)
		at++;
	if (*count == MAX_TEST_YEARS || year == 0 || (at < *count && years[at] == year))
		return;
	memmove(years + at + 1, years + at, (*count - at) * sizeof(int));
	years[at] = year;
	(*count)++;
}

/* Collects the years to be tried: a common one and those that the rules name. */
static int
test_years(const CCRule *rules, int nrules, int *years)
{
	int			count = 0;

	add_year(years, &count, COMMON_YEAR);
	for (int i = 0; i < nrules; i++)
	{
		for (int k = 0; k < rules[i].nyears; k++)
			add_year(years, &count, rules[i].years[k].from);
		for (int k = 0; k < rules[i].ndates; k++)
			add_year(years, &count, rules[i].dates[k].from.year);
	}
	return count;
}

/* Makes up a calendar with a holiday on each weekday of the years to be tried. */
static CCDayCalendar
made_up_calendar(CCArena *arena, const int *years, int count)
{
	CCDayCalendar calendar = {count * HOLIDAYS, NULL};

	calendar.days = cc_arena_alloc(arena, calendar.count * sizeof(CCSpecialDays));
	for (int i = 0; i < calendar.count; i++)
	{
		int32		day = cc_day_number(years[i / HOLIDAYS], 1, 1) + FIRST_HOLIDAY + HOLIDAY_STEP * (i % HOLIDAYS);

		calendar.days[i] = (CCSpecialDays) {day, day + 1, CC_DAY_HOLIDAY, 0};
	}
	return calendar;
}

/* Tells whether a rule in force on one day is replaced there by a later one, or closed by one. */
static int
next_over(const CCRule *rules, int nrules, uint64 matching, int rule, bool closing)
{
	for (int i = rule + 1; i < nrules; i++)
	{
		if ((matching & (UINT64_C(1) << i)) && (closing ? rules[i].state == CC_OFF : replaces(rules, i)))
			return i;
	}
	return -1;
}

/* Looks for a night cut off on one day. */
static bool
cut_on(const CCRule *rules, int nrules, CCSchedule *schedule, const CCDayCalendar *calendar, CCCutNight *cut)
{
	uint64		before;
	uint64		matching;

	cc_rules_on_day(rules, nrules, calendar, cut->day - 1, &before);
	cc_rules_on_day(rules, nrules, calendar, cut->day, &matching);
	for (int i = 0; i < nrules; i++)
	{
		int64		midnight = cut->day * CC_DAY_USECS;
		int64		tail = rules[i].state == CC_OPEN ? tail_minutes(&rules[i]) * CC_MINUTE_USECS : 0;

		if (tail == 0 || !(before & (UINT64_C(1) << i)) || next_over(rules, nrules, before, i, false) >= 0 ||
			next_over(rules, nrules, matching, i, true) >= 0)
			continue;
		cut->rule = i;
		cut->by = next_over(rules, nrules, matching, i, false);
		if (cut->by >= 0 &&
			cc_schedule_open_before(schedule, midnight + tail) - cc_schedule_open_before(schedule, midnight) < tail)
			return true;
	}
	return false;
}

/*
 * Finds a day on which a rule behind a semicolon drops what an earlier one leaves of the night before.
 * Every kind of day of a common year and of the years named is tried.
 */
bool
cc_hours_cut_night(CCArena *arena, const CCRule *rules, int nrules, CCCutNight *cut)
{
	int			years[MAX_TEST_YEARS];
	int			count;
	CCDayCalendar calendar;
	CCSchedule *schedule;
	bool		possible = false;

	for (int i = 0; i + 1 < nrules; i++)
		possible = possible || tail_minutes(&rules[i]) > 0;
	if (!possible)
		return false;
	count = test_years(rules, nrules, years);
	calendar = made_up_calendar(arena, years, count);
	schedule = cc_schedule_create(arena, rules, nrules, &calendar);
	for (int i = 0; i < count; i++)
	{
		int32		first = cc_day_number(years[i], 1, 1);
		int32		after = years[i] == CC_LAST_YEAR ? CC_LAST_DAY : cc_day_number(years[i] + 1, 1, 1);

		for (cut->day = first; cut->day < after; cut->day++)
		{
			if (cut_on(rules, nrules, schedule, &calendar, cut))
				return true;
		}
	}
	return false;
}
