/* Tells which rules of a timetable select a day. */
#include "calendar/work_hours.h"

/* What the selectors ask about a day. */
typedef struct CCDay
{
	int32		number;
	int			year;
	int			month;
	int			mday;
	int			weekday;		/* 1 = Monday; a make-up workday has the one it acts as */
	int			date_weekday;	/* the one of the date */
	int			week;			/* ISO week, 0 until asked for */
} CCDay;

/* Days from 2000-01-01 to 2000-03-01, where the years of the calculation begin. */
#define MARCH_SHIFT 60
#define ERA_YEARS 400
#define ERA_DAYS 146097

/* Returns the quotient rounded down. */
static int
floor_div(int a, int b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/*
 * Returns the number of a day. Years are taken from March to February, so that the leap day is the
 * last one; days beyond the month's end run on into the next month.
 */
int32
cc_day_number(int year, int month, int day)
{
	int			march_year = year - 2000 - (month < 3 ? 1 : 0);
	int			era = floor_div(march_year, ERA_YEARS);
	int			of_era = march_year - era * ERA_YEARS;
	int			march_month = (month + 9) % 12;

	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + (153 * march_month + 2) / 5 + day - 1 + MARCH_SHIFT;
}

/* Splits the number of a day into year, month and day of the month. */
void
cc_civil(int32 day, int *year, int *month, int *mday)
{
	int			shifted = day - MARCH_SHIFT;
	int			era = floor_div(shifted, ERA_DAYS);
	int			of_era = shifted - era * ERA_DAYS;
	int			march_year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int			of_year = of_era - (march_year * 365 + march_year / 4 - march_year / 100);
	int			march_month = (5 * of_year + 2) / 153;

	*mday = of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = 2000 + era * ERA_YEARS + march_year + (*month < 3 ? 1 : 0);
}

/* Returns the weekday of a date, 1 for Monday; 2000-01-01 was a Saturday. */
int
cc_iso_weekday(int32 day)
{
	int			since_monday = (day + 5) % 7;

	return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

/* Returns how many days a month has. */
int
cc_month_length(int year, int month)
{
	static const int8 lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool		leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Returns the day of Gregorian easter in a year. */
static int32
easter_day(int year)
{
	int			golden = year % 19;
	int			century = year / 100;
	int			epact = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
	int			moon;
	int			to_sunday;

	/* the two exceptions that keep the paschal moon within its range */
	moon = epact - (epact > 28 || (epact == 28 && golden > 10) ? 1 : 0);
	to_sunday = cc_iso_weekday(cc_day_number(year, 3, 21) + moon) % 7;
	return cc_day_number(year, 3, 21) + moon + 7 - to_sunday;
}

/* Returns the day of the nth weekday of a month; counted from the end where nth is negative. */
static int32
nth_weekday(int year, int month, int weekday, int nth)
{
	int32		first = cc_day_number(year, month, 1);
	int32		last = first + cc_month_length(year, month) - 1;

	if (nth > 0)
		return first + (weekday - cc_iso_weekday(first) + 7) % 7 + (nth - 1) * 7;
	return last - (cc_iso_weekday(last) - weekday + 7) % 7 + (nth + 1) * 7;
}

/*
 * Returns the day that one end of a date range means in a year. February 29 is, where there is none,
 * March 1 as a beginning and February 28 as an end.
 */
int32
cc_point_day(const CCPoint *point, int year, bool is_end)
{
	int			mday = point->day;

	if (point->kind == CC_POINT_EASTER)
		return easter_day(year) + point->offset;
	if (point->kind == CC_POINT_NTH)
		return nth_weekday(year, point->month, point->day, point->nth) + point->offset;
	if (is_end)
		mday = Min(mday, cc_month_length(year, point->month));
	return cc_day_number(year, point->month, mday);
}

/* Returns what the calendar says about a day, NULL where it says nothing. */
const CCSpecialDays *
cc_special_day(const CCDayCalendar *calendar, int32 day)
{
	int			low = 0;
	int			high = calendar ? calendar->count : 0;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (day < calendar->days[middle].from)
			high = middle;
		else if (day >= calendar->days[middle].to)
			low = middle + 1;
		else
			return &calendar->days[middle];
	}
	return NULL;
}

/* Tells whether a list of years holds the day. */
static bool
in_years(const CCRule *rule, const CCDay *day)
{
	for (int i = 0; i < rule->nyears; i++)
	{
		const CCYears *years = &rule->years[i];

		if (day->year >= years->from && day->year <= years->to &&
			(years->step == 0 || (day->year - years->from) % years->step == 0))
			return true;
	}
	return false;
}

/* Tells whether an offset may lead out of the year that the date is in: Dec Su[-1] +4 days. */
static bool
leaves_year(const CCPoint *point)
{
	return point->kind == CC_POINT_NTH &&
		((point->month == 12 && point->offset > 0) || (point->month == 1 && point->offset < 0));
}

/* Tells whether the range of one year holds the day, where that range does not keep to its year. */
static bool
in_range_of_year(const CCDates *dates, const CCDay *day, int year)
{
	int32		from = cc_point_day(&dates->from, year, false);
	int32		to = cc_point_day(&dates->to, year, true);

	if (to < from - 1)
		to = cc_point_day(&dates->to, year + 1, true);
	return day->number >= from && day->number <= to;
}

/* Tells whether a date range holds the day; a range of every year may run over the year's end. */
static bool
in_dates(const CCDates *dates, const CCDay *day)
{
	int32		from;
	int32		to;

	if (memcmp(&dates->from, &dates->to, sizeof(CCPoint)) == 0 && dates->from.kind == CC_POINT_FIXED)
		return day->mday == dates->from.day && day->month == dates->from.month &&
			(dates->from.year == 0 || dates->from.year == day->year);
	if (dates->from.year == 0 && (leaves_year(&dates->from) || leaves_year(&dates->to)))
		return in_range_of_year(dates, day, day->year - 1) || in_range_of_year(dates, day, day->year) ||
			in_range_of_year(dates, day, day->year + 1);
	from = cc_point_day(&dates->from, dates->from.year ? dates->from.year : day->year, false);
	to = cc_point_day(&dates->to, dates->to.year ? dates->to.year : day->year, true);
	if (to < from - 1 && dates->from.year == 0)
		return day->number >= from || day->number <= to;
	return day->number >= from && day->number <= to &&
		(dates->step == 0 || (day->number - from) % dates->step == 0);
}

/* Tells whether the list of months and dates holds the day. */
static bool
in_date_list(const CCRule *rule, const CCDay *day)
{
	if (rule->months & (1 << (day->month - 1)))
		return true;
	for (int i = 0; i < rule->ndates; i++)
	{
		if (in_dates(&rule->dates[i], day))
			return true;
	}
	return false;
}

/* Tells whether the list of ISO weeks holds the day. */
static bool
in_weeks(const CCRule *rule, CCDay *day)
{
	if (day->week == 0)
	{
		/* a week belongs to the year of its Thursday */
		int32		thursday = day->number + 4 - day->date_weekday;
		int			year;
		int			month;
		int			mday;

		cc_civil(thursday, &year, &month, &mday);
		day->week = (thursday - cc_day_number(year, 1, 1)) / 7 + 1;
	}
	for (int i = 0; i < rule->nweeks; i++)
	{
		const CCWeeks *weeks = &rule->weeks[i];

		if (day->week >= weeks->from && day->week <= weeks->to &&
			(weeks->step == 0 || (day->week - weeks->from) % weeks->step == 0))
			return true;
	}
	return false;
}

/* Tells whether the day is one of the nth weekdays; the offset leads from that weekday to the day. */
static bool
is_nth(const CCNth *nth, const CCDay *day)
{
	int32		base = day->number - nth->offset;
	int			year = day->year;
	int			month = day->month;
	int			mday = day->mday;

	if (cc_iso_weekday(base) != nth->weekday)
		return false;
	if (nth->offset != 0)
		cc_civil(base, &year, &month, &mday);
	return (nth->which & (1 << ((mday - 1) / 7))) != 0 ||
		(nth->which & (1 << (5 + (cc_month_length(year, month) - mday) / 7))) != 0;
}

/* Tells whether the day lies the right number of days from a holiday. */
static bool
is_holiday(const CCRule *rule, const CCDayCalendar *calendar, const CCDay *day)
{
	for (int i = 0; i < rule->nholidays; i++)
	{
		const CCSpecialDays *special = cc_special_day(calendar, day->number - rule->holidays[i]);

		if (special && special->kind == CC_DAY_HOLIDAY)
			return true;
	}
	return false;
}

/* Tells whether the list of weekdays holds the day. */
static bool
in_weekdays(const CCRule *rule, const CCDay *day)
{
	if (rule->weekdays & (1 << (day->weekday - 1)))
		return true;
	for (int i = 0; i < rule->nnths; i++)
	{
		if (is_nth(&rule->nths[i], day))
			return true;
	}
	return false;
}

/* Tells whether a rule names days at all. */
bool
cc_rule_has_date(const CCRule *rule)
{
	return rule->nyears || rule->months || rule->ndates || rule->nweeks || rule->weekdays || rule->nnths ||
		rule->nholidays;
}

/* Tells whether a rule selects the same days in every week. */
bool
cc_rule_is_weekly(const CCRule *rule, const CCDayCalendar *calendar)
{
	if (rule->nyears || rule->months || rule->ndates || rule->nweeks || rule->nnths)
		return false;
	if (calendar == NULL || calendar->count == 0)
		return true;
	if (rule->nholidays)
		return false;
	for (int i = 0; rule->weekdays && i < calendar->count; i++)
	{
		if (calendar->days[i].kind == CC_DAY_MAKEUP)
			return false;
	}
	return true;
}

/* Tells whether a rule selects a day: every kind of selector it has must hold the day. */
static bool
rule_selects(const CCRule *rule, const CCDayCalendar *calendar, CCDay *day)
{
	if (rule->nyears && !in_years(rule, day))
		return false;
	if ((rule->months || rule->ndates) && !in_date_list(rule, day))
		return false;
	if (rule->nweeks && !in_weeks(rule, day))
		return false;
	if (rule->holiday_and)
		return is_holiday(rule, calendar, day) && in_weekdays(rule, day);
	if (rule->nholidays && is_holiday(rule, calendar, day))
		return true;
	if (rule->weekdays || rule->nnths || rule->nholidays)
		return in_weekdays(rule, day);
	return true;
}

/* Sets a bit for each rule that selects the day. */
void
cc_rules_on_day(const CCRule *rules, int nrules, const CCDayCalendar *calendar, int32 day, uint64 *matching)
{
	CCDay		facts = {0};
	const CCSpecialDays *special = cc_special_day(calendar, day);

	facts.number = day;
	cc_civil(day, &facts.year, &facts.month, &facts.mday);
	facts.date_weekday = cc_iso_weekday(day);
	facts.weekday = special && special->kind == CC_DAY_MAKEUP ? special->acts_as : facts.date_weekday;
	*matching = 0;
	for (int i = 0; i < nrules; i++)
	{
		if (rule_selects(&rules[i], calendar, &facts))
			*matching |= UINT64_C(1) << i;
	}
}
