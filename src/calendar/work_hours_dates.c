/* Reads the selectors of years, months and dates, and weeks. */
#include "calendar/work_hours_scan.h"

#define NOOP(text) text			/* marks reasons for translation */

#define FIRST_READABLE_YEAR 1900
#define MAX_STEP 366
#define MAX_EASTER_OFFSET 200

static const int8 longest_month[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* Reads the step after a slash. */
static bool
parse_step(CCScan *scan, int least, int most, int16 *step)
{
	cc_scan_next(scan);
	if (scan->token.kind != CC_T_NUMBER || scan->token.value < least || scan->token.value > most)
		return cc_scan_refuse(scan, least > 1 ? NOOP("A step from 2 to 26 belongs here.")
							  : NOOP("A step from 1 to 366 belongs here."));
	*step = (int16) scan->token.value;
	cc_scan_next(scan);
	return true;
}

/* Reads one year: a number of four digits from 1900 on. */
static bool
parse_year(CCScan *scan, int16 *year)
{
	if (!cc_token_is_year(&scan->token) || scan->token.value < FIRST_READABLE_YEAR)
		return cc_scan_refuse(scan, NOOP("A year from 1900 to 9999 belongs here."));
	*year = (int16) scan->token.value;
	cc_scan_next(scan);
	return true;
}

/* Reads 2020, 2020-2022, 2020-2030/2, 2020/2 or 2020+. */
static bool
parse_year_range(CCScan *scan, CCYears *years)
{
	CCScan		start = *scan;

	if (!parse_year(scan, &years->from))
		return false;
	years->to = years->from;
	if (cc_scan_sign(scan, '+') && years->from < CC_LAST_YEAR)
	{
		years->to = CC_LAST_YEAR;
		cc_scan_next(scan);
		return true;
	}
	if (cc_scan_sign(scan, '-'))
	{
		cc_scan_next(scan);
		if (!parse_year(scan, &years->to))
			return false;
		if (years->to <= years->from)
		{
			*scan = start;
			return cc_scan_refuse(scan, NOOP("The range of years ends before or in its first year."));
		}
	}
	if (cc_scan_sign(scan, '/'))
	{
		if (years->to == years->from)
			years->to = CC_LAST_YEAR;
		return parse_step(scan, 1, MAX_STEP, &years->step);
	}
	return true;
}

/* Reads a list of years. */
bool
cc_parse_years(CCScan *scan, CCRule *rule)
{
	for (;;)
	{
		CCYears		years = {0, 0, 0};

		if (rule->nyears == CC_MAX_YEARS)
			return cc_scan_refuse(scan, NOOP("The list is too long."));
		for (int i = 0; i < rule->nyears; i++)
			if (rule->years[i].from == scan->token.value && cc_token_is_year(&scan->token))
				return cc_scan_refuse(scan, NOOP("The year is given twice."));
		if (!parse_year_range(scan, &years))
			return false;
		rule->years[rule->nyears++] = years;
		if (!cc_scan_sign(scan, ','))
			return true;
		cc_scan_next(scan);
		if (!cc_token_is_year(&scan->token))
			return cc_scan_refuse(scan, NOOP("After a comma the list of years goes on; times are needed "
											 "before an additional rule."));
	}
}

/* Reads the single [n] of a date's end: Mar Su[-1]. */
static bool
parse_point_nth(CCScan *scan, CCPoint *point)
{
	int			which;
	int			offset;

	point->kind = CC_POINT_NTH;
	point->day = (int16) scan->token.value;
	cc_scan_next(scan);
	if (!cc_scan_sign(scan, '['))
		return cc_scan_refuse(scan, NOOP("A number in brackets belongs here, as in Su[-1]."));
	if (!cc_parse_nths(scan, &which))
		return false;
	for (int n = 0; n < 10; n++)
	{
		if (which == 1 << n)
			point->nth = (int16) (n < 5 ? n + 1 : 4 - n);
	}
	if (point->nth == 0)
		return cc_scan_refuse(scan, NOOP("The end of a date range is one day, not several."));
	if (!cc_parse_offset(scan, MAX_NTH_OFFSET, &offset))
		return false;
	point->offset = (int16) offset;
	return true;
}

/* Reads the day of the month, checked against the longest form of the month. */
static bool
parse_day(CCScan *scan, int month, int16 *day)
{
	if (scan->token.kind != CC_T_NUMBER || scan->token.digits > 2)
		return cc_scan_refuse(scan, NOOP("A day of the month belongs here."));
	if (scan->token.value < 1 || scan->token.value > longest_month[month - 1])
		return cc_scan_refuse(scan, NOOP("The month has no such day."));
	*day = (int16) scan->token.value;
	cc_scan_next(scan);
	return true;
}

/* Reads one end of a date range, with or without a year. */
static bool
parse_point(CCScan *scan, CCPoint *point)
{
	CCScan		start = *scan;
	int			offset;

	memset(point, 0, sizeof(*point));
	if (cc_token_is_year(&scan->token) && !parse_year(scan, &point->year))
		return false;
	if (scan->token.kind == CC_T_EASTER)
	{
		point->kind = CC_POINT_EASTER;
		cc_scan_next(scan);
		if (!cc_parse_offset(scan, MAX_EASTER_OFFSET, &offset))
			return false;
		if (offset < -80)
			return cc_scan_refuse(&start, NOOP("The offset leaves the year of easter."));
		point->offset = (int16) offset;
		return true;
	}
	if (scan->token.kind != CC_T_MONTH)
		return cc_scan_refuse(scan, NOOP("A month or easter belongs here."));
	point->month = (int16) scan->token.value;
	cc_scan_next(scan);
	if (scan->token.kind == CC_T_WEEKDAY)
		return parse_point_nth(scan, point);
	point->kind = CC_POINT_FIXED;
	if (!parse_day(scan, point->month, &point->day))
		return false;
	if (cc_at_offset(scan))
		return cc_scan_unsupported(scan, NOOP("A fixed date takes no offset; write the date it leads to."));
	if (cc_scan_sign(scan, '+'))
		return cc_scan_unsupported(scan, NOOP("A date without end is not supported; write where it ends."));
	return true;
}

/* Checks that a range with two ends says one thing only. */
static bool
check_range(CCScan *scan, const CCScan *start, const CCDates *dates)
{
	const CCPoint *from = &dates->from;
	const CCPoint *to = &dates->to;
	const char *reason = NULL;

	if ((from->year == 0) != (to->year == 0))
		reason = NOOP("Write the year at both ends of the range or at none.");
	else if (from->kind == CC_POINT_NTH && memcmp(from, to, sizeof(*from)) == 0)
		reason = NOOP("The range ends where it begins.");
	else if (from->year != 0 && cc_point_day(to, to->year, true) < cc_point_day(from, from->year, false))
		reason = NOOP("The range of dates ends before it begins.");
	else if (from->year == 0 && from->kind == CC_POINT_FIXED && to->kind == CC_POINT_FIXED)
	{
		/* the day after the end, in a leap year */
		int32		after = cc_day_number(2000, to->month, to->day) + 1;

		if (after == cc_day_number(2000, from->month, from->day) ||
			(to->month == 2 && to->day == 28 && ((from->month == 2 && from->day == 29) ||
												 (from->month == 3 && from->day == 1))))
			reason = NOOP("The range covers the whole year; leave it out.");
	}
	if (reason == NULL)
		return true;
	*scan = *start;
	return cc_scan_refuse(scan, reason);
}

/* Reads what follows the first end of a date range, if it is one. */
static bool
parse_range_rest(CCScan *scan, const CCScan *start, CCDates *dates)
{
	CCPoint    *from = &dates->from;

	dates->to = *from;
	if (!cc_scan_sign(scan, '-'))
	{
		if (from->kind == CC_POINT_NTH)
			return cc_scan_refuse(scan, NOOP("A range of dates must go on here."));
		return true;
	}
	cc_scan_next(scan);
	if (from->kind == CC_POINT_FIXED && scan->token.kind == CC_T_NUMBER && scan->token.digits <= 2)
	{
		if (!parse_day(scan, from->month, &dates->to.day))
			return false;
		if (dates->to.day <= from->day)
		{
			*scan = *start;
			return cc_scan_refuse(scan, NOOP("The range of dates ends before it begins."));
		}
		if (cc_scan_sign(scan, '/'))
			return parse_step(scan, 1, MAX_STEP, &dates->step);
		return true;
	}
	if (!parse_point(scan, &dates->to))
		return false;
	/* the year said once holds for both ends */
	if (from->year != 0 && dates->to.year == 0)
	{
		dates->to.year = from->year;
		if (cc_point_day(&dates->to, from->year, true) < cc_point_day(from, from->year, false))
		{
			*scan = *start;
			return cc_scan_refuse(scan, NOOP("Write the year at the end of the range too, where it is a later one."));
		}
	}
	return check_range(scan, start, dates);
}

/* Tells whether dates are a single weekday of a month, as May Mo[-1] is in a list of dates. */
static bool
is_nth_day(const CCDates *dates)
{
	return dates->from.kind == CC_POINT_NTH && memcmp(&dates->from, &dates->to, sizeof(CCPoint)) == 0;
}

/* Adds a date range to the rule. */
static bool
add_dates(CCScan *scan, CCRule *rule, const CCDates *dates)
{
	if (rule->ndates == CC_MAX_DATES)
		return cc_scan_refuse(scan, NOOP("The list is too long."));
	for (int i = 0; i < rule->ndates; i++)
	{
		if (is_nth_day(dates) && memcmp(&rule->dates[i], dates, sizeof(CCDates)) == 0)
			return cc_scan_refuse(scan, NOOP("The date is given twice."));
	}
	rule->dates[rule->ndates++] = *dates;
	return true;
}

/* Reads further days of the same month: the 26 of "Dec 24,26". */
static bool
parse_more_days(CCScan *scan, CCRule *rule, const CCDates *first)
{
	while (cc_scan_sign(scan, ','))
	{
		CCToken		next = cc_scan_peek(scan);
		CCDates		dates = *first;
		CCScan		start;

		if (next.kind != CC_T_NUMBER || next.digits > 2)
			return true;
		cc_scan_next(scan);
		start = *scan;
		dates.step = 0;
		if (!parse_day(scan, first->from.month, &dates.from.day) || !parse_range_rest(scan, &start, &dates) ||
			!add_dates(scan, rule, &dates))
			return false;
		if (memcmp(&dates.from, &dates.to, sizeof(CCPoint)) != 0 && dates.to.month != dates.from.month)
			return true;
	}
	return true;
}

/* Reads a month or a range of months, which have no day. */
static bool
parse_months(CCScan *scan, CCRule *rule)
{
	int			from = scan->token.value;
	int			to = from;

	cc_scan_next(scan);
	if (cc_scan_sign(scan, '-'))
	{
		cc_scan_next(scan);
		if (scan->token.kind != CC_T_MONTH)
			return cc_scan_refuse(scan, NOOP("A month belongs here."));
		to = scan->token.value;
		if (to == from)
			return cc_scan_refuse(scan, NOOP("The range ends where it begins."));
		cc_scan_next(scan);
		if (scan->token.kind == CC_T_NUMBER)
			return cc_scan_refuse(scan, NOOP("Write a day at both ends of the range or at none."));
	}
	for (int i = 0; i < rule->ndates; i++)
	{
		if (is_nth_day(&rule->dates[i]))
			return cc_scan_refuse(scan, NOOP("Beside a day like May Mo[-1] a month is written with its days, like Sep 1-30."));
	}
	for (int month = from;; month = month % 12 + 1)
	{
		rule->months |= (int16) (1 << (month - 1));
		if (month == to)
			break;
	}
	return true;
}

/* Tells whether the month at hand begins a date range of weekdays: Mar Su[-1]-Oct Su[-1]. */
static bool
at_nth_range(const CCScan *scan)
{
	CCScan		ahead = *scan;
	CCRefusal	ignored = {0};
	CCPoint		point;

	ahead.refusal = &ignored;
	return cc_scan_peek(scan).kind == CC_T_WEEKDAY && parse_point(&ahead, &point) && cc_scan_sign(&ahead, '-');
}

/*
 * Tells whether the month at hand is one day in a list of dates, as in May Mo[-1],Sep Mo[1]; alone, May Mo[-1]
 * is a month and a weekday.
 */
static bool
at_nth_day(const CCScan *scan, const CCRule *rule)
{
	CCScan		ahead = *scan;
	CCRefusal	ignored = {0};
	CCPoint		point;

	ahead.refusal = &ignored;
	cc_scan_next(&ahead);
	if (ahead.token.kind != CC_T_WEEKDAY)
		return false;
	cc_scan_next(&ahead);
	if (!cc_scan_sign(&ahead, '['))
		return false;
	if (rule->ndates > 0)
		return true;
	ahead = *scan;
	ahead.refusal = &ignored;
	if (!parse_point(&ahead, &point) || !cc_scan_sign(&ahead, ','))
		return false;
	cc_scan_next(&ahead);
	return ahead.token.kind == CC_T_MONTH || ahead.token.kind == CC_T_EASTER || cc_token_is_year(&ahead.token);
}

/* Tells whether whole months of two years follow: 2024 Mar-2025 Jan. */
static bool
at_month_years(const CCScan *scan)
{
	CCScan		ahead = *scan;
	CCRefusal	ignored = {0};

	ahead.refusal = &ignored;
	cc_scan_next(&ahead);
	if (ahead.token.kind != CC_T_MONTH)
		return false;
	cc_scan_next(&ahead);
	if (!cc_scan_sign(&ahead, '-'))
		return false;
	cc_scan_next(&ahead);
	return cc_token_is_year(&ahead.token);
}

/* Reads whole months from one year to another, from the first day to the last. */
static bool
parse_month_years(CCScan *scan, CCRule *rule)
{
	CCScan		start = *scan;
	CCDates		dates = {{0}, {0}, 0};

	dates.from.kind = dates.to.kind = CC_POINT_FIXED;
	if (!parse_year(scan, &dates.from.year))
		return false;
	dates.from.month = (int16) scan->token.value;
	dates.from.day = 1;
	cc_scan_next(scan);
	cc_scan_next(scan);
	if (!parse_year(scan, &dates.to.year))
		return false;
	if (scan->token.kind != CC_T_MONTH)
		return cc_scan_refuse(scan, NOOP("A month belongs here."));
	dates.to.month = (int16) scan->token.value;
	dates.to.day = (int16) cc_month_length(dates.to.year, dates.to.month);
	cc_scan_next(scan);
	if (scan->token.kind == CC_T_NUMBER)
		return cc_scan_refuse(scan, NOOP("Write a day at both ends of the range or at none."));
	return check_range(scan, &start, &dates) && add_dates(scan, rule, &dates);
}

/* Tells whether the year at hand belongs to a date (2020 Jan 5) instead of selecting whole years. */
bool
cc_year_begins_date(const CCScan *scan)
{
	CCScan		ahead = *scan;
	CCScan		end;
	CCRefusal	ignored = {0};
	CCPoint		point;

	ahead.refusal = &ignored;
	cc_scan_next(&ahead);
	if (ahead.token.kind == CC_T_EASTER)
		return true;
	if (ahead.token.kind != CC_T_MONTH)
		return false;
	if (cc_scan_peek(&ahead).kind == CC_T_NUMBER || at_month_years(scan))
		return true;
	if (!at_nth_range(&ahead))
		return false;
	end = ahead;
	(void) parse_point(&end, &point);
	cc_scan_next(&end);
	return cc_token_is_year(&end.token);
}

/* Reads one entry of a list of dates. */
static bool
parse_date_entry(CCScan *scan, CCRule *rule)
{
	CCScan		start = *scan;
	CCDates		dates = {{0}, {0}, 0};
	bool		nth_day = scan->token.kind == CC_T_MONTH && !at_nth_range(scan) && at_nth_day(scan, rule);

	if (nth_day && rule->months)
		return cc_scan_refuse(scan, NOOP("Beside a day like May Mo[-1] a month is written with its days, like Sep 1-30."));
	if (scan->token.kind == CC_T_MONTH && cc_scan_peek(scan).kind != CC_T_NUMBER && !at_nth_range(scan) && !nth_day)
		return parse_months(scan, rule);
	if (cc_token_is_year(&scan->token))
	{
		if (rule->nyears > 0)
			return cc_scan_refuse(scan, NOOP("Years are already given before the dates."));
		if (!cc_year_begins_date(scan))
			return cc_scan_refuse(scan, NOOP("A year inside a list of dates needs a day behind it."));
		if (at_month_years(scan))
			return parse_month_years(scan, rule);
	}
	else if (rule->ndates > 0 && rule->dates[rule->ndates - 1].from.year != 0)
		return cc_scan_refuse(scan, NOOP("Write the year of this date too; dates of every year come first."));
	if (!parse_point(scan, &dates.from))
		return false;
	dates.to = dates.from;
	if (!(nth_day || parse_range_rest(scan, &start, &dates)) || !add_dates(scan, rule, &dates))
		return false;
	if (dates.from.kind == CC_POINT_FIXED && dates.from.month == dates.to.month && dates.from.year == dates.to.year)
		return parse_more_days(scan, rule, &dates);
	return true;
}

/* Reads a list of months, dates and date ranges. */
bool
cc_parse_dates(CCScan *scan, CCRule *rule)
{
	for (;;)
	{
		if (!parse_date_entry(scan, rule))
			return false;
		if (!cc_scan_sign(scan, ','))
			return true;
		cc_scan_next(scan);
		if (scan->token.kind != CC_T_MONTH && scan->token.kind != CC_T_EASTER && !cc_token_is_year(&scan->token))
			return cc_scan_refuse(scan, NOOP("After a comma the list of dates goes on; times are needed "
											 "before an additional rule."));
	}
}

/* Reads one week number. */
static bool
parse_week(CCScan *scan, int16 *week)
{
	if (scan->token.kind != CC_T_NUMBER || scan->token.value < 1 || scan->token.value > 53)
		return cc_scan_refuse(scan, NOOP("A week from 1 to 53 belongs here."));
	*week = (int16) scan->token.value;
	cc_scan_next(scan);
	return true;
}

/* Reads a list of weeks, the current token being the word week. */
bool
cc_parse_weeks(CCScan *scan, CCRule *rule)
{
	for (;;)
	{
		CCWeeks		weeks = {0, 0, 0};

		if (scan->token.kind == CC_T_WEEK)
			cc_scan_next(scan);
		if (rule->nweeks == CC_MAX_WEEKS)
			return cc_scan_refuse(scan, NOOP("The list is too long."));
		if (!parse_week(scan, &weeks.from))
			return false;
		weeks.to = weeks.from;
		if (cc_scan_sign(scan, '-'))
		{
			cc_scan_next(scan);
			if (scan->token.kind == CC_T_NUMBER && scan->token.value <= weeks.from)
				return cc_scan_refuse(scan, NOOP("The range of weeks ends before or in its first week."));
			if (!parse_week(scan, &weeks.to))
				return false;
			if (cc_scan_sign(scan, '/') && !parse_step(scan, 2, 26, &weeks.step))
				return false;
		}
		rule->weeks[rule->nweeks++] = weeks;
		if (!cc_scan_sign(scan, ','))
			return true;
		cc_scan_next(scan);
	}
}
