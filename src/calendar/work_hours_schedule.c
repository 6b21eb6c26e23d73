/* Compiles a timetable: what each kind of day is like, and the sums of open time over days. */
#include "calendar/work_hours_schedule.h"

/* Rules of one day, in the order in which they are laid over each other. */
typedef struct CCLayer
{
	const CCRule *rule;
	bool		tail;			/* what the rule's spans of the day before leave over midnight */
} CCLayer;

/* Tells whether a rule has spans that reach past midnight. */
static bool
has_tail(const CCRule *rule)
{
	for (int i = 0; i < rule->nspans; i++)
	{
		if (rule->spans[i].to > CC_DAY_MINUTES)
			return true;
	}
	return false;
}

/*
 * Tells whether a rule takes the place of all rules before it on a day it selects. Closing rules do
 * not (they only close), nor do additional and fallback rules. A rule without days does so only
 * after a rule without days.
 */
bool
cc_rule_replaces(const CCRule *rules, int i, bool additional, bool fallback)
{
	if (rules[i].state == CC_OFF || additional || fallback)
		return false;
	if (cc_rule_has_date(&rules[i]))
		return true;
	return i > 0 && rules[i].state == CC_OPEN && !cc_rule_has_date(&rules[i - 1]);
}

/* Collects the layers of a day; a fallback stays one until the next semicolon. */
static int
collect_layers(const CCSchedule *schedule, uint64 matching, uint64 tails, CCLayer *layers, bool *is_fallback)
{
	const CCRule *rules = schedule->rules;
	bool		fallback = false;
	int			count = 0;

	for (int i = 0; i < schedule->nrules; i++)
	{
		if (rules[i].tie != CC_TIE_ADD)
			fallback = rules[i].tie == CC_TIE_FALLBACK;
		if (matching & (UINT64_C(1) << i))
		{
			if (cc_rule_replaces(rules, i, rules[i].tie == CC_TIE_ADD, fallback))
				count = 0;
			layers[count] = (CCLayer) {&rules[i], false};
			is_fallback[count++] = fallback;
		}
		if ((tails & (UINT64_C(1) << i)) && has_tail(&rules[i]))
		{
			/* the reference evaluator lays a fallback's tail like any other tail */
			layers[count] = (CCLayer) {&rules[i], true};
			is_fallback[count++] = false;
		}
	}
	return count;
}

/* Lays one stretch of minutes over the day. */
static void
paint(uint8 *minutes, int from, int to, int state, bool fallback)
{
	if (!fallback && from < to)
		memset(minutes + from, state, to - from);
	for (int i = from; fallback && i < to; i++)
	{
		if (minutes[i] == CC_OFF)
			minutes[i] = (uint8) state;
	}
}

/* Lays one rule over the day. */
static void
paint_layer(uint8 *minutes, const CCLayer *layer, bool fallback)
{
	const CCRule *rule = layer->rule;

	if (rule->nspans == 0 && !layer->tail)
		paint(minutes, 0, CC_DAY_MINUTES, rule->state, fallback);
	for (int i = 0; i < rule->nspans; i++)
	{
		int			from = layer->tail ? 0 : rule->spans[i].from;
		int			to = rule->spans[i].to - (layer->tail ? CC_DAY_MINUTES : 0);

		paint(minutes, from, Min(to, CC_DAY_MINUTES), rule->state, fallback);
	}
}

/* Returns where the open minutes end that begin at a place, looking at eight at once while it can. */
static const uint8 *
open_end(const uint8 *minute, const uint8 *end)
{
	static const uint8 open[] = {CC_OPEN, CC_OPEN, CC_OPEN, CC_OPEN, CC_OPEN, CC_OPEN, CC_OPEN, CC_OPEN};

	while (end - minute >= (ptrdiff_t) sizeof(open) && memcmp(minute, open, sizeof(open)) == 0)
		minute += sizeof(open);
	while (minute < end && *minute == CC_OPEN)
		minute++;
	return minute;
}

/* Fills in the open spans of a plan from the minutes of its day. */
static void
collect_spans(CCArena *arena, CCPlan *plan, const uint8 *minutes)
{
	CCOpenSpan	spans[CC_DAY_MINUTES / 2 + CC_LEAST_SPANS];
	const uint8 *end = minutes + CC_DAY_MINUTES;
	const uint8 *to;

	for (const uint8 *from = memchr(minutes, CC_OPEN, CC_DAY_MINUTES); from; from = memchr(to, CC_OPEN, end - to))
	{
		CCOpenSpan *span = &spans[plan->nspans++];

		to = open_end(from, end);
		span->from = (from - minutes) * CC_MINUTE_USECS;
		span->length = (to - from) * CC_MINUTE_USECS;
		plan->total += span->length;
	}
	while (plan->nspans < CC_LEAST_SPANS)
		spans[plan->nspans++] = (CCOpenSpan) {CC_DAY_USECS, 0};
	plan->spans = cc_arena_alloc(arena, plan->nspans * sizeof(CCOpenSpan));
	memcpy(plan->spans, spans, plan->nspans * sizeof(CCOpenSpan));
	memcpy(plan->first, spans, sizeof(plan->first));
}

/* Returns the bucket where a kind of day is or belongs. */
static int
find_bucket(const CCSchedule *schedule, uint64 matching, uint64 tails)
{
	uint64		mixed = (matching ^ (tails << 32 | tails >> 32) * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
	int			bucket = (int) ((mixed ^ mixed >> 32) & (uint64) (schedule->nbuckets - 1));

	while (schedule->buckets[bucket] != 0)
	{
		const CCPlan *plan = &schedule->plans[schedule->buckets[bucket] - 1];

		if (plan->matching == matching && plan->tails == tails)
			break;
		bucket = (bucket + 1) & (schedule->nbuckets - 1);
	}
	return bucket;
}

/* Makes room for more plans, with twice as many buckets as plans. */
static void
grow_plans(CCSchedule *schedule)
{
	CCPlan	   *old = schedule->plans;

	schedule->plan_room = Max(8, schedule->plan_room * 2);
	schedule->plans = cc_arena_alloc(schedule->arena, schedule->plan_room * sizeof(CCPlan));
	schedule->nbuckets = schedule->plan_room * 2;
	schedule->buckets = cc_arena_alloc(schedule->arena, schedule->nbuckets * sizeof(int));
	for (int i = 0; i < schedule->nplans; i++)
	{
		schedule->plans[i] = old[i];
		schedule->buckets[find_bucket(schedule, old[i].matching, old[i].tails)] = i + 1;
	}
}

/* Returns the plan of a kind of day, made where there is none yet. */
static uint32
find_plan(CCSchedule *schedule, uint64 matching, uint64 tails)
{
	CCLayer		layers[2 * CC_MAX_RULES];
	bool		is_fallback[2 * CC_MAX_RULES];
	uint8		minutes[CC_DAY_MINUTES] = {0};
	CCPlan		plan = {.matching = matching, .tails = tails};
	int			bucket;
	int			count;

	if (schedule->nplans == schedule->plan_room)
		grow_plans(schedule);
	bucket = find_bucket(schedule, matching, tails);
	if (schedule->buckets[bucket] != 0)
		return (uint32) schedule->buckets[bucket] - 1;
	count = collect_layers(schedule, matching, tails, layers, is_fallback);
	for (int i = 0; i < count; i++)
		paint_layer(minutes, &layers[i], is_fallback[i]);
	collect_spans(schedule->arena, &plan, minutes);
	schedule->plans[schedule->nplans] = plan;
	schedule->buckets[bucket] = ++schedule->nplans;
	return (uint32) schedule->nplans - 1;
}

/* Returns the rules that select a day. */
static uint64
rules_on(const CCSchedule *schedule, int32 day)
{
	uint64		matching;

	cc_rules_on_day(schedule->rules, schedule->nrules, &schedule->calendar, day, &matching);
	return matching;
}

/* Keeps of the rules of a day those that leave something to the next day. */
static uint64
tails_of(const CCSchedule *schedule, uint64 matching)
{
	for (int i = 0; i < schedule->nrules; i++)
	{
		if (!has_tail(&schedule->rules[i]))
			matching &= ~(UINT64_C(1) << i);
	}
	return matching;
}

/* Compiles a run of days. */
static CCRun *
compile_run(CCSchedule *schedule, int number)
{
	CCRun	   *run = cc_arena_alloc(schedule->arena, sizeof(CCRun));
	int32		first = CC_FIRST_DAY + number * CC_RUN_DAYS;
	uint64		yesterday = rules_on(schedule, first - 1);

	for (int i = 0; i < CC_RUN_DAYS; i++)
	{
		uint64		today = rules_on(schedule, first + i);

		run->days[i].plan = find_plan(schedule, today, tails_of(schedule, yesterday));
		run->days[i + 1].before = run->days[i].before + schedule->plans[run->days[i].plan].total;
		yesterday = today;
	}
	return run;
}

/* Compiles what is missing of the runs from low to high; false where there are no such days. */
bool
cc_schedule_has_runs(CCSchedule *schedule, int low, int high)
{
	if (low < 0 || high >= CC_RUNS)
		return false;
	if (schedule->high < schedule->low)
	{
		schedule->runs[low] = compile_run(schedule, low);
		schedule->low = schedule->high = low;
	}
	while (schedule->low > low)
	{
		CCRun	   *run = compile_run(schedule, schedule->low - 1);

		schedule->runs[schedule->low - 1] = run;
		schedule->run_before[schedule->low - 1] = schedule->run_before[schedule->low] - run->days[CC_RUN_DAYS].before;
		schedule->low--;
		CC_INTERRUPTS();
	}
	while (schedule->high < high)
	{
		CCRun	   *last = schedule->runs[schedule->high];

		schedule->runs[schedule->high + 1] = compile_run(schedule, schedule->high + 1);
		schedule->run_before[schedule->high + 1] = schedule->run_before[schedule->high] + last->days[CC_RUN_DAYS].before;
		schedule->high++;
		CC_INTERRUPTS();
	}
	return true;
}

/* Returns the plan of a day. */
const CCPlan *
cc_schedule_plan(CCSchedule *schedule, int32 day)
{
	int			run;

	if (schedule->weekly)
		return &schedule->plans[schedule->week_plan[(cc_iso_weekday(day) + 1) % 7]];
	run = cc_run_of(day);
	if (run < schedule->low || run > schedule->high)
		(void) cc_schedule_has_runs(schedule, run, run);
	return &schedule->plans[schedule->runs[run]->days[cc_run_slot(day)].plan];
}

/*
 * Finds when the open time that begins on a day begins, and until when it lasts at most, perhaps on the next
 * day. Of what is open around the clock only the rules know which day a stretch belongs to. False where
 * nothing begins on the day.
 */
bool
cc_schedule_own_span(CCSchedule *schedule, int32 day, int64 *begin, int64 *end)
{
	CCLayer		layers[2 * CC_MAX_RULES];
	bool		is_fallback[2 * CC_MAX_RULES];
	uint64		matching = rules_on(schedule, day);
	uint32		place = find_plan(schedule, matching, 0);	/* may move the plans */
	const CCPlan *plan = &schedule->plans[place];
	int			count = collect_layers(schedule, matching, 0, layers, is_fallback);
	int			to = 0;

	if (plan->total == 0)
		return false;
	for (int i = 0; i < count; i++)
	{
		const CCRule *rule = layers[i].rule;

		if (rule->state == CC_OPEN && rule->nspans == 0)
			to = Max(to, CC_DAY_MINUTES);
		for (int k = 0; rule->state == CC_OPEN && k < rule->nspans; k++)
			to = Max(to, rule->spans[k].to);
	}
	*begin = day * CC_DAY_USECS + plan->first[0].from;
	*end = day * CC_DAY_USECS + to * CC_MINUTE_USECS;
	return true;
}

/* Compiles the week of a timetable that is the same in every week. */
static void
compile_week(CCSchedule *schedule)
{
	for (int i = 0; i < 7; i++)
	{
		schedule->week_plan[i] = find_plan(schedule, rules_on(schedule, i), tails_of(schedule, rules_on(schedule, i - 1)));
		schedule->week_before[i + 1] = schedule->week_before[i] + schedule->plans[schedule->week_plan[i]].total;
	}
}

/*
 * Compiles a timetable. The rules and the calendar's days are used in place, so they must live as
 * long as the arena.
 */
CCSchedule *
cc_schedule_create(CCArena *arena, const CCRule *rules, int nrules, const CCDayCalendar *calendar)
{
	CCSchedule *schedule = cc_arena_alloc(arena, sizeof(CCSchedule));

	schedule->arena = arena;
	schedule->rules = rules;
	schedule->nrules = nrules;
	if (calendar)
		schedule->calendar = *calendar;
	schedule->weekly = true;
	schedule->high = -1;
	for (int i = 0; i < nrules; i++)
		schedule->weekly = schedule->weekly && cc_rule_is_weekly(&rules[i], &schedule->calendar);
	if (schedule->weekly)
		compile_week(schedule);
	else
	{
		schedule->runs = cc_arena_alloc(arena, CC_RUNS * sizeof(CCRun *));
		schedule->run_before = cc_arena_alloc(arena, CC_RUNS * sizeof(int64));
	}
	return schedule;
}
