/*
 * Feeds any bytes to the parser, and what it accepts to the printer and the stored form; with -DEVALUATE
 * to the evaluator too, whose answers must agree with each other.
 */
#include "calendar/work_hours.h"

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the run, which libFuzzer reports with the input. */
static void
check(bool good)
{
	if (!good)
		__builtin_trap();
}

/* The stored form and the canonical text both lead back to the same rules. */
static void
check_forms(CCArena *arena, const CCRule *rules, int nrules)
{
	int			size = cc_hours_packed_size(rules, nrules);
	char	   *packed = cc_arena_alloc(arena, size);
	char	   *again = cc_arena_alloc(arena, size);
	char	   *text = cc_hours_text(arena, rules, nrules);
	CCRule	   *back;
	int			nback;
	CCRefusal	refusal;
	CCCutNight	cut;

	cc_hours_pack(rules, nrules, packed);
	check(cc_hours_unpack(arena, packed, size, &back, &nback));
	check(cc_hours_packed_size(back, nback) == size);
	cc_hours_pack(back, nback, again);
	check(memcmp(packed, again, size) == 0);
	check(cc_hours_parse(arena, text, (int) strlen(text), &back, &nback, &refusal));
	check(cc_hours_packed_size(back, nback) == size);
	cc_hours_pack(back, nback, again);
	check(memcmp(packed, again, size) == 0);
	check(strcmp(text, cc_hours_text(arena, back, nback)) == 0);
	/* the canonical spelling is read without a word */
	check(refusal.spelled == 0);
	if (cc_hours_cut_night(arena, rules, nrules, &cut))
		check(cut.rule < cut.by && cut.by < nrules);
}

#ifdef EVALUATE

/* Searching and summing say the same about the time from an instant on. */
static void
check_answers(CCSchedule *schedule, int64 from)
{
	int64		to = from + 40 * CC_DAY_USECS;
	int64		sum = cc_schedule_open_before(schedule, to) - cc_schedule_open_before(schedule, from);
	int64		listed = 0;
	int64		begin;
	int64		end;
	int64		at = from;

	for (; cc_schedule_next_period(schedule, at, to, &begin, &end); at = end)
	{
		check(begin >= at && end > begin && end <= to);
		check(cc_schedule_is_open(schedule, begin) && cc_schedule_is_open(schedule, end - 1));
		check(begin == from || !cc_schedule_is_open(schedule, begin - 1));
		check(end == to || !cc_schedule_is_open(schedule, end));
		listed += end - begin;
	}
	check(sum == listed);
	if (sum > 0)
	{
		check(cc_schedule_reach(schedule, from, sum, &at) && at <= to);
		check(cc_schedule_open_before(schedule, at) - cc_schedule_open_before(schedule, from) == sum);
		check(cc_schedule_reach(schedule, to, -sum, &at) && at >= from);
		check(cc_schedule_open_before(schedule, to) - cc_schedule_open_before(schedule, at) == sum);
		check(cc_schedule_next_open(schedule, from, &at) && cc_schedule_is_open(schedule, at));
	}
}

/* Evaluates a timetable from an instant on, among holidays and a make-up workday; five bytes say which. */
static void
evaluate(CCArena *arena, const CCRule *rules, int nrules, const uint8_t *bytes)
{
	int32		day = 4000 + (bytes[0] | bytes[1] << 8) % 8000;
	CCSpecialDays days[] = {
		{day - 3, day + bytes[2] % 4, CC_DAY_HOLIDAY, 0},
		{day + 5, day + 6, CC_DAY_MAKEUP, bytes[3] % 7 + 1},
		{day + 9, day + 9 + bytes[4] % 30, CC_DAY_HOLIDAY, 0}
	};
	CCDayCalendar calendar = {3, days};

	check_answers(cc_schedule_create(arena, rules, nrules, &calendar), day * CC_DAY_USECS + bytes[2] * CC_MINUTE_USECS);
}

#endif

/* Reads one input: five bytes for the evaluation, the rest is the timetable. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CCArena		arena = {NULL};
	CCRule	   *rules;
	int			nrules;
	CCRefusal	refusal;

	if (size < 5)
		return 0;
	if (cc_hours_parse(&arena, (const char *) data + 5, (int) size - 5, &rules, &nrules, &refusal))
	{
		check_forms(&arena, rules, nrules);
#ifdef EVALUATE
		evaluate(&arena, rules, nrules, data);
#endif
	}
	else
		check(refusal.reason != NULL && refusal.position >= 0 && refusal.position <= (int) size - 5 &&
			  refusal.length >= 0 && refusal.position + refusal.length <= (int) size - 5);
	cc_arena_free(&arena);
	return 0;
}
