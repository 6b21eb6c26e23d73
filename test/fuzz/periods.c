/*
 * Evaluates timetables outside the server, for the differential test. Reads lines of
 * "first day, day after the last, holidays separated by commas, timetable", separated by tabs, and
 * answers each with its open periods in minutes from the first day, or with the refusal.
 */
#include "calendar/work_hours.h"

/* Reads the holidays of a line into a calendar. */
static CCDayCalendar
read_holidays(CCArena *arena, char *list)
{
	CCDayCalendar calendar = {0, NULL};

	calendar.days = cc_arena_alloc(arena, (strlen(list) / 2 + 1) * sizeof(CCSpecialDays));
	for (char *day = strtok(list, ","); day; day = strtok(NULL, ","))
	{
		calendar.days[calendar.count].from = atoi(day);
		calendar.days[calendar.count].to = atoi(day) + 1;
		calendar.days[calendar.count++].kind = CC_DAY_HOLIDAY;
	}
	return calendar;
}

/* Writes the open periods between two days; their sum must be what the arithmetic says. */
static void
write_periods(CCSchedule *schedule, int64 from, int64 to)
{
	int64		at = from;
	int64		begin;
	int64		end;
	int64		sum = 0;

	printf("P");
	for (; cc_schedule_next_period(schedule, at, to, &begin, &end); at = end)
	{
		printf(" %lld-%lld", (long long) ((begin - from) / CC_MINUTE_USECS), (long long) ((end - from) / CC_MINUTE_USECS));
		sum += end - begin;
		if (!cc_schedule_is_open(schedule, begin) || cc_schedule_is_open(schedule, end - 1) != true)
			printf(" !state");
	}
	if (sum != cc_schedule_open_before(schedule, to) - cc_schedule_open_before(schedule, from))
		printf(" !sum");
	printf("\n");
}

/* Tells whether the canonical text reads back to the same stored form. */
static bool
reads_back(CCArena *arena, const CCRule *rules, int nrules)
{
	char	   *text = cc_hours_text(arena, rules, nrules);
	int			size = cc_hours_packed_size(rules, nrules);
	char	   *packed = cc_arena_alloc(arena, size);
	char	   *again;
	CCRefusal	refusal;
	CCRule	   *back;
	int			nback;

	cc_hours_pack(rules, nrules, packed);
	if (!cc_hours_parse(arena, text, (int) strlen(text), &back, &nback, &refusal) ||
		cc_hours_packed_size(back, nback) != size)
		return false;
	again = cc_arena_alloc(arena, size);
	cc_hours_pack(back, nback, again);
	return memcmp(packed, again, size) == 0;
}

/* Answers one line. */
static void
answer(char *line)
{
	CCArena		arena = {NULL};
	int			first = atoi(line);
	char	   *field = strchr(line, '\t') + 1;
	int			last = atoi(field);
	char	   *holidays = strchr(field, '\t') + 1;
	char	   *text = strchr(holidays, '\t');
	CCRule	   *rules;
	int			nrules;
	CCRefusal	refusal;

	*text++ = '\0';
	if (!cc_hours_parse(&arena, text, (int) strlen(text), &rules, &nrules, &refusal))
		printf("R %d %s\n", refusal.position + 1, refusal.reason);
	else if (!reads_back(&arena, rules, nrules))
		printf("R 0 does not read back: %s\n", cc_hours_text(&arena, rules, nrules));
	else
	{
		CCDayCalendar calendar = read_holidays(&arena, holidays);

		write_periods(cc_schedule_create(&arena, rules, nrules, &calendar), first * CC_DAY_USECS, last * CC_DAY_USECS);
	}
	cc_arena_free(&arena);
}

int
main(void)
{
	static char line[65536];

	while (fgets(line, sizeof(line), stdin))
	{
		line[strcspn(line, "\n")] = '\0';
		answer(line);
	}
	return 0;
}
