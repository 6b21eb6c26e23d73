/*
 * The normal form of a timetable and its stored form: a stream of 16-bit numbers, which can be read
 * at any alignment and is equal byte by byte for equal timetables.
 */
#include "calendar/work_hours.h"

#define FORMAT 1
#define ALL_WEEKDAYS 127

/* The numbers that head each rule, in the order of CCRule. */
#define HEAD_NUMBERS 12

/* Compares two entries number by number. */
static int
compare_numbers(const void *a, const void *b, int count)
{
	const int16 *x = a;
	const int16 *y = b;

	for (int i = 0; i < count; i++)
	{
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	return 0;
}

/* Orders years for sorting. */
static int
compare_years(const void *a, const void *b)
{
	return compare_numbers(a, b, sizeof(CCYears) / sizeof(int16));
}

/* Orders dates for sorting. */
static int
compare_dates(const void *a, const void *b)
{
	return compare_numbers(a, b, sizeof(CCDates) / sizeof(int16));
}

/* Orders weeks for sorting. */
static int
compare_weeks(const void *a, const void *b)
{
	return compare_numbers(a, b, sizeof(CCWeeks) / sizeof(int16));
}

/* Orders nth weekdays for sorting. */
static int
compare_nths(const void *a, const void *b)
{
	return compare_numbers(a, b, sizeof(CCNth) / sizeof(int16));
}

/* Orders offsets of PH for sorting. */
static int
compare_holidays(const void *a, const void *b)
{
	return compare_numbers(a, b, 1);
}

/* Orders time spans for sorting. */
static int
compare_spans(const void *a, const void *b)
{
	return compare_numbers(a, b, sizeof(CCSpan) / sizeof(int16));
}

/* Sorts a list and drops what is in it twice. */
static void
sort_unique(void *list, int16 *count, size_t size, int (*compare) (const void *, const void *))
{
	char	   *items = list;
	int			kept = 0;

	if (*count < 2)
		return;
	qsort(list, *count, size, compare);
	for (int i = 1; i < *count; i++)
	{
		if (compare(items + kept * size, items + i * size) != 0)
		{
			kept++;
			memmove(items + kept * size, items + i * size, size);
		}
	}
	memset(items + (kept + 1) * size, 0, (*count - kept - 1) * size);
	*count = (int16) (kept + 1);
}

/* Joins spans that touch or overlap; they all say the same thing. */
static void
join_spans(CCRule *rule)
{
	int			kept = 0;

	sort_unique(rule->spans, &rule->nspans, sizeof(CCSpan), compare_spans);
	for (int i = 1; i < rule->nspans; i++)
	{
		if (rule->spans[i].from <= rule->spans[kept].to)
			rule->spans[kept].to = Max(rule->spans[kept].to, rule->spans[i].to);
		else
			rule->spans[++kept] = rule->spans[i];
	}
	if (rule->nspans > 0)
		rule->nspans = (int16) (kept + 1);
	if (rule->nspans == 1 && rule->spans[0].from == 0 && rule->spans[0].to == CC_DAY_MINUTES)
		rule->nspans = 0;
	memset(rule->spans + rule->nspans, 0, (CC_MAX_SPANS - rule->nspans) * sizeof(CCSpan));
}

/* Joins entries for the same weekday and offset: Mo[1],Mo[3] is Mo[1,3]. */
static void
join_nths(CCRule *rule)
{
	int			kept = 0;

	sort_unique(rule->nths, &rule->nnths, sizeof(CCNth), compare_nths);
	for (int i = 1; i < rule->nnths; i++)
	{
		if (rule->nths[i].weekday == rule->nths[kept].weekday && rule->nths[i].offset == rule->nths[kept].offset)
			rule->nths[kept].which |= rule->nths[i].which;
		else
			rule->nths[++kept] = rule->nths[i];
	}
	if (rule->nnths > 0)
		rule->nnths = (int16) (kept + 1);
	memset(rule->nths + rule->nnths, 0, (CC_MAX_NTHS - rule->nnths) * sizeof(CCNth));
}

/* Brings rules into the one form that all spellings of them share. */
void
cc_hours_normalize(CCRule *rules, int nrules)
{
	for (int i = 0; i < nrules; i++)
	{
		CCRule	   *rule = &rules[i];

		sort_unique(rule->years, &rule->nyears, sizeof(CCYears), compare_years);
		for (int k = 0; k < rule->ndates; k++)
		{
			if (rule->dates[k].step == 1)
				rule->dates[k].step = 0;
		}
		for (int k = 0; k < rule->nyears; k++)
		{
			if (rule->years[k].step == 1)
				rule->years[k].step = 0;
		}
		sort_unique(rule->dates, &rule->ndates, sizeof(CCDates), compare_dates);
		sort_unique(rule->weeks, &rule->nweeks, sizeof(CCWeeks), compare_weeks);
		sort_unique(rule->holidays, &rule->nholidays, sizeof(int16), compare_holidays);
		join_nths(rule);
		join_spans(rule);
	}
}

/* Returns how many 16-bit numbers a rule takes. */
static int
rule_numbers(const CCRule *rule)
{
	return HEAD_NUMBERS +
		(int) ((rule->nyears * sizeof(CCYears) + rule->ndates * sizeof(CCDates) + rule->nweeks * sizeof(CCWeeks) +
				rule->nnths * sizeof(CCNth) + rule->nholidays * sizeof(int16) + rule->nspans * sizeof(CCSpan)) /
			   sizeof(int16));
}

/* Returns the size of the stored form. */
int
cc_hours_packed_size(const CCRule *rules, int nrules)
{
	int			size = CC_PACKED_HEAD * (int) sizeof(int16);

	for (int i = 0; i < nrules; i++)
		size += rule_numbers(&rules[i]) * (int) sizeof(int16) + rules[i].comment_length;
	return size;
}

/* Appends bytes to the stored form. */
static char *
put(char *out, const void *from, size_t size)
{
	memcpy(out, from, size);
	return out + size;
}

/* Writes the stored form, cc_hours_packed_size() bytes. */
void
cc_hours_pack(const CCRule *rules, int nrules, char *out)
{
	int16		head[CC_PACKED_HEAD] = {FORMAT, (int16) nrules, 0};

	for (int i = 0; i < nrules; i++)
	{
		if (rules[i].nholidays > 0)
			head[CC_PACKED_NEEDS] |= CC_NEEDS_HOLIDAYS;
		if (rules[i].weekdays != 0 && rules[i].weekdays != ALL_WEEKDAYS)
			head[CC_PACKED_NEEDS] |= CC_NEEDS_WEEKDAYS;
	}
	out = put(out, head, sizeof(head));
	for (int i = 0; i < nrules; i++)
	{
		const CCRule *rule = &rules[i];

		out = put(out, &rule->state, HEAD_NUMBERS * sizeof(int16));
		out = put(out, rule->years, rule->nyears * sizeof(CCYears));
		out = put(out, rule->dates, rule->ndates * sizeof(CCDates));
		out = put(out, rule->weeks, rule->nweeks * sizeof(CCWeeks));
		out = put(out, rule->nths, rule->nnths * sizeof(CCNth));
		out = put(out, rule->holidays, rule->nholidays * sizeof(int16));
		out = put(out, rule->spans, rule->nspans * sizeof(CCSpan));
		out = put(out, rule->comment, rule->comment_length);
	}
}

/* Takes bytes from the stored form; false where it is too short. */
static bool
take(const char **from, const char *end, void *out, size_t size)
{
	if ((size_t) (end - *from) < size)
		return false;
	memcpy(out, *from, size);
	*from += size;
	return true;
}

/* Tells whether the counts of a rule fit its arrays. */
static bool
counts_fit(const CCRule *rule)
{
	return rule->nyears >= 0 && rule->nyears <= CC_MAX_YEARS && rule->ndates >= 0 && rule->ndates <= CC_MAX_DATES &&
		rule->nweeks >= 0 && rule->nweeks <= CC_MAX_WEEKS && rule->nnths >= 0 && rule->nnths <= CC_MAX_NTHS &&
		rule->nholidays >= 0 && rule->nholidays <= CC_MAX_HOLIDAYS && rule->nspans >= 0 &&
		rule->nspans <= CC_MAX_SPANS && rule->comment_length >= 0 && rule->comment_length <= CC_MAX_COMMENT;
}

/* Reads one rule of the stored form. */
static bool
unpack_rule(const char **from, const char *end, CCRule *rule)
{
	return take(from, end, &rule->state, HEAD_NUMBERS * sizeof(int16)) && counts_fit(rule) &&
		take(from, end, rule->years, rule->nyears * sizeof(CCYears)) &&
		take(from, end, rule->dates, rule->ndates * sizeof(CCDates)) &&
		take(from, end, rule->weeks, rule->nweeks * sizeof(CCWeeks)) &&
		take(from, end, rule->nths, rule->nnths * sizeof(CCNth)) &&
		take(from, end, rule->holidays, rule->nholidays * sizeof(int16)) &&
		take(from, end, rule->spans, rule->nspans * sizeof(CCSpan)) &&
		take(from, end, rule->comment, rule->comment_length);
}

/* Reads the stored form; false where it is damaged. */
bool
cc_hours_unpack(CCArena *arena, const char *packed, int length, CCRule **rules, int *nrules)
{
	const char *end = packed + length;
	int16		head[CC_PACKED_HEAD];

	if (!take(&packed, end, head, sizeof(head)) || head[0] != FORMAT || head[1] < 1 || head[1] > CC_MAX_RULES)
		return false;
	*nrules = head[1];
	*rules = cc_arena_alloc(arena, *nrules * sizeof(CCRule));
	for (int i = 0; i < *nrules; i++)
	{
		if (!unpack_rule(&packed, end, &(*rules)[i]))
			return false;
	}
	return packed == end;
}
