/* Writes a timetable in its canonical spelling, which reads back equal. */
#include "calendar/work_hours.h"

static const char *const weekday_names[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* A text that grows by doubling. */
typedef struct CCText
{
	CCArena    *arena;
	char	   *data;
	int			length;
	int			size;
} CCText;

/* Appends bytes. */
static void
add_bytes(CCText *text, const char *bytes, int length)
{
	if (text->length + length + 1 > text->size)
	{
		char	   *old = text->data;

		while (text->length + length + 1 > text->size)
			text->size *= 2;
		text->data = cc_arena_alloc(text->arena, text->size);
		memcpy(text->data, old, text->length);
	}
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

/* Appends a string. */
static void
add(CCText *text, const char *string)
{
	add_bytes(text, string, (int) strlen(string));
}

/* Appends a number. */
static void
add_number(CCText *text, const char *format, int number)
{
	char		buffer[16];

	snprintf(buffer, sizeof(buffer), format, number);
	add(text, buffer);
}

/* Appends " +1 day" or its like. */
static void
add_offset(CCText *text, int offset)
{
	if (offset == 0)
		return;
	add_number(text, " %+d", offset);
	add(text, offset == 1 || offset == -1 ? " day" : " days");
}

/* Appends the names whose bits are set; three or more in a row become a range. */
static void
add_names(CCText *text, int bits, const char *const *names, int count, const char *separator)
{
	for (int i = 0; i < count; i++)
	{
		int			last = i;

		if (!(bits & (1 << i)))
			continue;
		while (last + 1 < count && (bits & (1 << (last + 1))))
			last++;
		add(text, separator);
		separator = ",";
		add(text, names[i]);
		if (last - i >= 2)
		{
			add(text, "-");
			add(text, names[last]);
			i = last;
		}
	}
}

/* Appends the list of years. */
static void
add_years(CCText *text, const CCRule *rule)
{
	for (int i = 0; i < rule->nyears; i++)
	{
		const CCYears *years = &rule->years[i];

		add_number(text, i ? ",%d" : "%d", years->from);
		if (years->to == CC_LAST_YEAR && years->from != CC_LAST_YEAR)
		{
			if (years->step == 0)
				add(text, "+");
		}
		else if (years->to != years->from)
			add_number(text, "-%d", years->to);
		if (years->step)
			add_number(text, "/%d", years->step);
	}
}

/* Appends one end of a date range. */
static void
add_point(CCText *text, const CCPoint *point)
{
	if (point->year)
		add_number(text, "%d ", point->year);
	if (point->kind == CC_POINT_EASTER)
		add(text, "easter");
	else
	{
		add(text, month_names[point->month - 1]);
		add(text, " ");
		if (point->kind == CC_POINT_FIXED)
			add_number(text, "%02d", point->day);
		else
		{
			add(text, weekday_names[point->day - 1]);
			add_number(text, "[%d]", point->nth);
		}
	}
	add_offset(text, point->offset);
}

/* Appends the list of months and dates. */
static void
add_dates(CCText *text, const CCRule *rule)
{
	add_names(text, rule->months, month_names, 12, "");
	for (int i = 0; i < rule->ndates; i++)
	{
		const CCDates *dates = &rule->dates[i];
		const CCPoint *from = &dates->from;
		const CCPoint *to = &dates->to;

		if (i || rule->months)
			add(text, ",");
		add_point(text, from);
		if (memcmp(from, to, sizeof(*from)) == 0)
			continue;
		add(text, "-");
		if (from->kind == CC_POINT_FIXED && to->kind == CC_POINT_FIXED && from->year == to->year &&
			from->month == to->month && from->day < to->day)
			add_number(text, "%02d", to->day);
		else
			add_point(text, to);
		if (dates->step)
			add_number(text, "/%d", dates->step);
	}
}

/* Appends the list of weeks. */
static void
add_weeks(CCText *text, const CCRule *rule)
{
	for (int i = 0; i < rule->nweeks; i++)
	{
		const CCWeeks *weeks = &rule->weeks[i];

		add_number(text, i ? ",%02d" : "week %02d", weeks->from);
		if (weeks->to != weeks->from)
			add_number(text, "-%02d", weeks->to);
		if (weeks->step)
			add_number(text, "/%d", weeks->step);
	}
}

/* Appends Mo[1,-1] with its offset. */
static void
add_nth(CCText *text, const CCNth *nth)
{
	const char *separator = "[";

	add(text, weekday_names[nth->weekday - 1]);
	for (int n = 0; n < 10; n++)
	{
		if (!(nth->which & (1 << n)))
			continue;
		add(text, separator);
		add_number(text, "%d", n < 5 ? n + 1 : 4 - n);
		separator = ",";
	}
	add(text, "]");
	add_offset(text, nth->offset);
}

/* Appends the list of holidays and weekdays. */
static void
add_weekdays(CCText *text, const CCRule *rule)
{
	const char *separator = "";

	for (int i = 0; i < rule->nholidays; i++)
	{
		add(text, separator);
		add(text, "PH");
		add_offset(text, rule->holidays[i]);
		separator = ",";
	}
	if (rule->holiday_and)
		separator = " ";
	if (rule->weekdays)
	{
		add_names(text, rule->weekdays, weekday_names, 7, separator);
		separator = ",";
	}
	for (int i = 0; i < rule->nnths; i++)
	{
		add(text, separator);
		add_nth(text, &rule->nths[i]);
		separator = ",";
	}
}

/* Appends a time of day. */
static void
add_time(CCText *text, int minutes)
{
	add_number(text, "%02d", minutes / 60);
	add_number(text, ":%02d", minutes % 60);
}

/* Appends the time spans; a span of less than a day ends with a time of day below 24:00. */
static void
add_spans(CCText *text, const CCRule *rule)
{
	for (int i = 0; i < rule->nspans; i++)
	{
		int			to = rule->spans[i].to;

		if (to > CC_DAY_MINUTES && to - CC_DAY_MINUTES < rule->spans[i].from)
			to -= CC_DAY_MINUTES;
		if (i)
			add(text, ",");
		add_time(text, rule->spans[i].from);
		add(text, "-");
		add_time(text, to);
	}
	if (rule->nspans == 0)
		add(text, "00:00-24:00");
}

/* Appends the state and comment of a rule. */
static void
add_state(CCText *text, const CCRule *rule, const char *separator, bool needs_open)
{
	if (rule->state == CC_OPEN && rule->comment_length == 0 && !needs_open)
		return;
	add(text, separator);
	add(text, rule->state == CC_OPEN ? "open" : rule->state == CC_OFF ? "off" : "unknown");
	if (rule->comment_length)
	{
		add(text, " \"");
		add_bytes(text, rule->comment, rule->comment_length);
		add(text, "\"");
	}
}

/*
 * Appends one rule. Before an additional rule that begins with a time the state is written out,
 * or that time would join this rule's list.
 */
static void
add_rule(CCText *text, const CCRule *rule, const CCRule *next)
{
	bool		needs_open = next && next->tie == CC_TIE_ADD && !cc_rule_has_date(next) && next->nspans > 0;
	const char *separator = "";
	struct
	{
		bool		present;
		void		(*write) (CCText *text, const CCRule *rule);
	}			parts[] = {
		{rule->nyears > 0, add_years},
		{rule->months || rule->ndates, add_dates},
		{rule->nweeks > 0, add_weeks},
		{rule->nholidays || rule->weekdays || rule->nnths, add_weekdays},
		{rule->nspans > 0 || (rule->state == CC_OPEN && cc_rule_has_date(rule)), add_spans},
	};

	for (size_t i = 0; i < lengthof(parts); i++)
	{
		if (!parts[i].present)
			continue;
		add(text, separator);
		parts[i].write(text, rule);
		separator = " ";
	}
	if (*separator == '\0' && rule->state == CC_OPEN)
	{
		add(text, "24/7");
		separator = " ";
		needs_open = false;
	}
	add_state(text, rule, separator, needs_open);
}

/* Returns the canonical text of a timetable. */
char *
cc_hours_text(CCArena *arena, const CCRule *rules, int nrules)
{
	static const char *const separators[] = {"; ", ", ", " || "};
	CCText		text = {arena, NULL, 0, 128};

	text.data = cc_arena_alloc(arena, text.size);
	for (int i = 0; i < nrules; i++)
	{
		if (i)
			add(&text, separators[rules[i].tie]);
		add_rule(&text, &rules[i], i + 1 < nrules ? &rules[i + 1] : NULL);
	}
	return text.data;
}
