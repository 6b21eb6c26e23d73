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
add_bytes(CCText *out, const char *bytes, int length)
{
	if (out->length + length + 1 > out->size)
	{
		char	   *old = out->data;

		while (out->length + length + 1 > out->size)
			out->size *= 2;
		out->data = cc_arena_alloc(out->arena, out->size);
		memcpy(out->data, old, out->length);
	}
	memcpy(out->data + out->length, bytes, length);
	out->length += length;
	out->data[out->length] = '\0';
}

/* Appends a string. */
static void
add(CCText *out, const char *string)
{
	add_bytes(out, string, (int) strlen(string));
}

/* Appends a number. */
static void
add_number(CCText *out, const char *format, int number)
{
	char		buffer[16];

	snprintf(buffer, sizeof(buffer), format, number);
	add(out, buffer);
}

/* Appends " +1 day" or its like. */
static void
add_offset(CCText *out, int offset)
{
	if (offset == 0)
		return;
	add_number(out, " %+d", offset);
	add(out, offset == 1 || offset == -1 ? " day" : " days");
}

/* Appends the names whose bits are set; three or more in a row become a range. */
static void
add_names(CCText *out, int bits, const char *const *names, int count, const char *separator)
{
	for (int i = 0; i < count; i++)
	{
		int			last = i;

		if (!(bits & (1 << i)))
			continue;
		while (last + 1 < count && (bits & (1 << (last + 1))))
			last++;
		add(out, separator);
		separator = ",";
		add(out, names[i]);
		if (last - i >= 2)
		{
			add(out, "-");
			add(out, names[last]);
			i = last;
		}
	}
}

/* Appends the list of years. */
static void
add_years(CCText *out, const CCRule *rule)
{
	for (int i = 0; i < rule->nyears; i++)
	{
		const CCYears *years = &rule->years[i];

		add_number(out, i ? ",%d" : "%d", years->from);
		if (years->to == CC_LAST_YEAR && years->from != CC_LAST_YEAR)
		{
			if (years->step == 0)
				add(out, "+");
		}
		else if (years->to != years->from)
			add_number(out, "-%d", years->to);
		if (years->step)
			add_number(out, "/%d", years->step);
	}
}

/* Appends one end of a date range. */
static void
add_point(CCText *out, const CCPoint *point)
{
	if (point->year)
		add_number(out, "%d ", point->year);
	if (point->kind == CC_POINT_EASTER)
		add(out, "easter");
	else
	{
		add(out, month_names[point->month - 1]);
		add(out, " ");
		if (point->kind == CC_POINT_FIXED)
			add_number(out, "%02d", point->day);
		else
		{
			add(out, weekday_names[point->day - 1]);
			add_number(out, "[%d]", point->nth);
		}
	}
	add_offset(out, point->offset);
}

/* Appends the list of months and dates. */
static void
add_dates(CCText *out, const CCRule *rule)
{
	add_names(out, rule->months, month_names, 12, "");
	for (int i = 0; i < rule->ndates; i++)
	{
		const CCDates *dates = &rule->dates[i];
		const CCPoint *from = &dates->from;
		const CCPoint *to = &dates->to;

		if (i || rule->months)
			add(out, ",");
		add_point(out, from);
		if (memcmp(from, to, sizeof(*from)) == 0)
			continue;
		add(out, "-");
		if (from->kind == CC_POINT_FIXED && to->kind == CC_POINT_FIXED && from->year == to->year &&
			from->month == to->month && from->day < to->day)
			add_number(out, "%02d", to->day);
		else
			add_point(out, to);
		if (dates->step)
			add_number(out, "/%d", dates->step);
	}
}

/* Appends the list of weeks. */
static void
add_weeks(CCText *out, const CCRule *rule)
{
	for (int i = 0; i < rule->nweeks; i++)
	{
		const CCWeeks *weeks = &rule->weeks[i];

		add_number(out, i ? ",%02d" : "week %02d", weeks->from);
		if (weeks->to != weeks->from)
			add_number(out, "-%02d", weeks->to);
		if (weeks->step)
			add_number(out, "/%d", weeks->step);
	}
}

/* Appends Mo[1,-1] with its offset. */
static void
add_nth(CCText *out, const CCNth *nth)
{
	const char *separator = "[";

	add(out, weekday_names[nth->weekday - 1]);
	for (int n = 0; n < 10; n++)
	{
		if (!(nth->which & (1 << n)))
			continue;
		add(out, separator);
		add_number(out, "%d", n < 5 ? n + 1 : 4 - n);
		separator = ",";
	}
	add(out, "]");
	add_offset(out, nth->offset);
}

/* Appends the list of holidays and weekdays. */
static void
add_weekdays(CCText *out, const CCRule *rule)
{
	const char *separator = "";

	for (int i = 0; i < rule->nholidays; i++)
	{
		add(out, separator);
		add(out, "PH");
		add_offset(out, rule->holidays[i]);
		separator = ",";
	}
	if (rule->holiday_and)
		separator = " ";
	if (rule->weekdays)
	{
		add_names(out, rule->weekdays, weekday_names, 7, separator);
		separator = ",";
	}
	for (int i = 0; i < rule->nnths; i++)
	{
		add(out, separator);
		add_nth(out, &rule->nths[i]);
		separator = ",";
	}
}

/* Appends a time of day. */
static void
add_time(CCText *out, int minutes)
{
	add_number(out, "%02d", minutes / 60);
	add_number(out, ":%02d", minutes % 60);
}

/* Appends the time spans; a span of less than a day ends with a time of day below 24:00. */
static void
add_spans(CCText *out, const CCRule *rule)
{
	for (int i = 0; i < rule->nspans; i++)
	{
		int			to = rule->spans[i].to;

		if (to > CC_DAY_MINUTES && to - CC_DAY_MINUTES < rule->spans[i].from)
			to -= CC_DAY_MINUTES;
		if (i)
			add(out, ",");
		add_time(out, rule->spans[i].from);
		add(out, "-");
		add_time(out, to);
	}
	if (rule->nspans == 0)
		add(out, "00:00-24:00");
}

/* Appends the state and comment of a rule. */
static void
add_state(CCText *out, const CCRule *rule, const char *separator, bool needs_open)
{
	if (rule->state == CC_OPEN && rule->comment_length == 0 && !needs_open)
		return;
	add(out, separator);
	add(out, rule->state == CC_OPEN ? "open" : rule->state == CC_OFF ? "off" : "unknown");
	if (rule->comment_length)
	{
		add(out, " \"");
		add_bytes(out, rule->comment, rule->comment_length);
		add(out, "\"");
	}
}

/*
 * Appends one rule of an array. Before an additional rule that begins with a time the state is written out,
 * or that time would join this rule's list.
 */
static void
add_rule(CCText *out, const CCRule *rule, bool last)
{
	bool		needs_open = !last && rule[1].tie == CC_TIE_ADD && !cc_rule_has_date(&rule[1]) && rule[1].nspans > 0;
	const char *separator = "";
	struct
	{
		bool		present;
		void		(*write) (CCText *out, const CCRule *rule);
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
		add(out, separator);
		parts[i].write(out, rule);
		separator = " ";
	}
	if (*separator == '\0' && rule->state == CC_OPEN)
	{
		add(out, "24/7");
		separator = " ";
		needs_open = false;
	}
	add_state(out, rule, separator, needs_open);
}

/* Returns the canonical text of a timetable. */
char *
cc_hours_text(CCArena *arena, const CCRule *rules, int nrules)
{
	static const char *const separators[] = {"; ", ", ", " || "};
	CCText		out = {arena, NULL, 0, 128};

	out.data = cc_arena_alloc(arena, out.size);
	for (int i = 0; i < nrules; i++)
	{
		if (i)
			add(&out, separators[rules[i].tie]);
		add_rule(&out, &rules[i], i + 1 == nrules);
	}
	return out.data;
}
