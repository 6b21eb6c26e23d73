/* Reads a timetable: rules, their weekdays and holidays, times of day and states. */
#include "calendar/work_hours_scan.h"

#define NOOP(text) text			/* marks reasons for translation */

#define MAX_HOLIDAY_OFFSET 366

/* Adds a range of weekdays, which may run over the week's end. */
static bool
parse_weekday_range(CCScan *scan, CCRule *rule)
{
	int			from = scan->token.value;
	int			to = from;

	cc_scan_next(scan);
	if (cc_scan_sign(scan, '-'))
	{
		cc_scan_next(scan);
		if (scan->token.kind != CC_T_WEEKDAY)
			return cc_scan_refuse(scan, NOOP("A weekday belongs here."));
		to = scan->token.value;
		if (to == from)
			return cc_scan_refuse(scan, NOOP("The range ends where it begins."));
		cc_scan_next(scan);
		if (cc_scan_sign(scan, '['))
			return cc_scan_refuse(scan, NOOP("A range of weekdays takes no number in brackets."));
	}
	for (int weekday = from;; weekday = weekday % 7 + 1)
	{
		rule->weekdays |= (int16) (1 << (weekday - 1));
		if (weekday == to)
			break;
	}
	return true;
}

/* Reads Mo, Mo-Fr or Mo[1] with an offset. */
static bool
parse_weekday(CCScan *scan, CCRule *rule)
{
	CCNth		nth = {0, 0, 0};
	int			which;
	int			offset;

	if (cc_scan_peek(scan).kind != CC_T_SIGN || cc_scan_peek(scan).value != '[')
		return parse_weekday_range(scan, rule);
	if (rule->nnths == CC_MAX_NTHS)
		return cc_scan_refuse(scan, NOOP("The list is too long."));
	nth.weekday = (int16) scan->token.value;
	cc_scan_next(scan);
	if (!cc_parse_nths(scan, &which) || !cc_parse_offset(scan, MAX_NTH_OFFSET, &offset))
		return false;
	nth.which = (int16) which;
	nth.offset = (int16) offset;
	rule->nnths++;
	rule->nths[rule->nnths - 1] = nth;
	return true;
}

/* Reads PH with an offset. */
static bool
parse_holiday(CCScan *scan, CCRule *rule)
{
	int			offset;

	if (rule->nholidays == CC_MAX_HOLIDAYS)
		return cc_scan_refuse(scan, NOOP("The list is too long."));
	cc_scan_next(scan);
	if (!cc_parse_offset(scan, MAX_HOLIDAY_OFFSET, &offset))
		return false;
	rule->holidays[rule->nholidays++] = (int16) offset;
	return true;
}

/* Reads a list of weekdays and holidays; "PH Mo-Fr" takes only holidays on these weekdays. */
static bool
parse_weekdays(CCScan *scan, CCRule *rule)
{
	bool		holidays_only = true;

	for (;;)
	{
		if (scan->token.kind == CC_T_SH)
			return cc_scan_unsupported(scan, NOOP("School holidays are not supported."));
		if (scan->token.kind == CC_T_PH)
		{
			if (rule->holiday_and)
				return cc_scan_refuse(scan, NOOP("PH stands before the weekdays it is combined with."));
			if (!parse_holiday(scan, rule))
				return false;
		}
		else if (scan->token.kind == CC_T_WEEKDAY)
		{
			holidays_only = false;
			if (!parse_weekday(scan, rule))
				return false;
		}
		else
			return cc_scan_refuse(scan, NOOP("After a comma the list of weekdays goes on; times are needed "
											 "before an additional rule."));
		if (cc_scan_sign(scan, ','))
			cc_scan_next(scan);
		else if (scan->token.kind == CC_T_WEEKDAY && holidays_only)
		{
			if (rule->nholidays > 1)
				return cc_scan_refuse(scan, NOOP("Only a single PH can be combined with weekdays."));
			rule->holiday_and = 1;
		}
		else
			return true;
	}
}

/* Returns the minutes of a time of day; a bare number is a full hour. */
static int
clock_minutes(const CCToken *token)
{
	return token->kind == CC_T_NUMBER ? token->value * 60 : token->value;
}

/* Reads one time span. */
static bool
parse_span(CCScan *scan, CCSpan *span)
{
	CCScan		start = *scan;
	CCToken		from = scan->token;

	if (clock_minutes(&from) >= CC_DAY_MINUTES)
		return cc_scan_refuse(scan, NOOP("A time span begins from 00:00 to 23:59."));
	cc_scan_next(scan);
	if (cc_scan_sign(scan, '+'))
		return cc_scan_unsupported(scan, NOOP("An open end is not supported; write when it ends."));
	if (!cc_scan_sign(scan, '-'))
		return cc_scan_unsupported(&start, NOOP("A point in time is not supported; a span like 08:00-12:00 is "
												"needed."));
	cc_scan_next(scan);
	if (scan->token.kind == CC_T_SUN || cc_scan_sign(scan, '('))
		return cc_scan_unsupported(scan, NOOP("Times of the sun are not supported."));
	if (!cc_token_is_clock(&scan->token))
		return cc_scan_refuse(scan, NOOP("A time like 17:30 belongs here."));
	span->from = (int16) clock_minutes(&from);
	if (clock_minutes(&scan->token) > 2 * CC_DAY_MINUTES)
		return cc_scan_refuse(scan, NOOP("A time span ends at 48:00 at the latest."));
	span->to = (int16) clock_minutes(&scan->token);
	if (from.kind == CC_T_NUMBER || scan->token.kind == CC_T_NUMBER)
		scan->refusal->spelled |= CC_SPELLED_HOUR;
	if (span->to <= span->from)
		span->to += CC_DAY_MINUTES;
	cc_scan_next(scan);
	if (cc_scan_sign(scan, '+'))
		return cc_scan_unsupported(scan, NOOP("An open end is not supported; write when it ends."));
	if (cc_scan_sign(scan, '/'))
		return cc_scan_unsupported(scan, NOOP("Points in time repeated in a span are not supported."));
	return true;
}

/* Reads a list of time spans; a comma before anything else begins an additional rule. */
static bool
parse_spans(CCScan *scan, CCRule *rule)
{
	CCToken		next;

	for (;;)
	{
		if (rule->nspans == CC_MAX_SPANS)
			return cc_scan_refuse(scan, NOOP("The list is too long."));
		if (!parse_span(scan, &rule->spans[rule->nspans]))
			return false;
		rule->nspans++;
		if (!cc_scan_sign(scan, ','))
			return true;
		next = cc_scan_peek(scan);
		if (!cc_token_is_clock(&next))
			return true;
		cc_scan_next(scan);
	}
}

/* Reads open, off, closed or unknown and a comment. A comment alone leaves it unknown. */
static void
parse_state(CCScan *scan, CCRule *rule)
{
	rule->state = CC_OPEN;
	if (scan->token.kind == CC_T_STATE)
	{
		rule->state = (int16) scan->token.value;
		cc_scan_next(scan);
	}
	else if (scan->token.kind == CC_T_COMMENT)
		rule->state = CC_UNKNOWN;
	if (scan->token.kind == CC_T_COMMENT)
	{
		rule->comment_length = (int16) (scan->token.length - 2);
		memcpy(rule->comment, scan->text + scan->token.position + 1, rule->comment_length);
		cc_scan_next(scan);
	}
}

/* Passes over the colon that may stand behind dates for readability. */
static bool
skip_colon(CCScan *scan)
{
	if (!cc_scan_sign(scan, ':'))
		return true;
	cc_scan_next(scan);
	switch (scan->token.kind)
	{
		case CC_T_WEEKDAY:
		case CC_T_PH:
		case CC_T_SH:
		case CC_T_TIME:
		case CC_T_STATE:
			return true;
		default:
			if (cc_token_is_clock(&scan->token))
				return true;
			return cc_scan_refuse(scan, NOOP("Weekdays, times, open or off belong after the colon."));
	}
}

/* Reads the selectors that name days, in their one order: years, dates, weeks, weekdays. */
static bool
parse_day_selectors(CCScan *scan, CCRule *rule)
{
	if (cc_token_is_year(&scan->token) && !cc_year_begins_date(scan) && !cc_parse_years(scan, rule))
		return false;
	if ((scan->token.kind == CC_T_MONTH || scan->token.kind == CC_T_EASTER || cc_token_is_year(&scan->token)) &&
		!cc_parse_dates(scan, rule))
		return false;
	if (scan->token.kind == CC_T_WEEK && !cc_parse_weeks(scan, rule))
		return false;
	if (cc_rule_has_date(rule) && !skip_colon(scan))
		return false;
	if (scan->token.kind != CC_T_WEEKDAY && scan->token.kind != CC_T_PH && scan->token.kind != CC_T_SH)
		return true;
	return parse_weekdays(scan, rule) && skip_colon(scan);
}

/* Says why what stands behind a complete rule cannot stand there. */
static bool
refuse_rest(CCScan *scan)
{
	switch (scan->token.kind)
	{
		case CC_T_SUN:
			return cc_scan_unsupported(scan, NOOP("Times of the sun are not supported."));
		case CC_T_SH:
			return cc_scan_unsupported(scan, NOOP("School holidays are not supported."));
		case CC_T_ALWAYS:
			return cc_scan_refuse(scan, NOOP("24/7 stands alone, without days or times."));
		case CC_T_NUMBER:
			return cc_scan_refuse(scan, NOOP("A time has hour and minutes, like 08:00; days of the month stand "
											 "behind a month."));
		case CC_T_MONTH:
		case CC_T_WEEK:
		case CC_T_EASTER:
		case CC_T_WEEKDAY:
		case CC_T_PH:
		case CC_T_TIME:
			return cc_scan_refuse(scan, NOOP("The parts of a rule stand in the order years, dates, weeks, "
											 "weekdays, times, state, comment, each once."));
		case CC_T_SIGN:
			if (scan->token.value == '(')
				return cc_scan_unsupported(scan, NOOP("Times of the sun are not supported."));
			return cc_scan_refuse(scan, NOOP("This sign does not belong here."));
		default:
			return cc_scan_refuse(scan, NOOP("The rule cannot go on like this."));
	}
}

/* Reads one rule up to its separator. */
static bool
parse_rule(CCScan *scan, CCRule *rule)
{
	int			start = scan->token.position;

	if (scan->token.kind == CC_T_ALWAYS)
		cc_scan_next(scan);
	else
	{
		if (scan->token.kind == CC_T_COMMENT && cc_scan_peek(scan).kind == CC_T_SIGN &&
			cc_scan_peek(scan).value == ':')
			return cc_scan_unsupported(scan, NOOP("A comment in place of a date is not supported."));
		if (!parse_day_selectors(scan, rule))
			return false;
		if (cc_token_is_clock(&scan->token) && !parse_spans(scan, rule))
			return false;
	}
	parse_state(scan, rule);
	if (scan->token.kind == CC_T_END || scan->token.kind == CC_T_FALLBACK || cc_scan_sign(scan, ';') ||
		cc_scan_sign(scan, ','))
	{
		if (scan->token.position == start)
			return cc_scan_refuse(scan, NOOP("The rule is empty."));
		return true;
	}
	return refuse_rest(scan);
}

/* Makes room for one more rule; most timetables have few. */
static void
grow_rules(CCArena *arena, CCRule **rules, int nrules, int *room)
{
	CCRule	   *old = *rules;

	if (nrules < *room)
		return;
	*room = Max(4, 2 * *room);
	*rules = cc_arena_alloc(arena, *room * sizeof(CCRule));
	if (old)
		memcpy(*rules, old, nrules * sizeof(CCRule));
}

/* Reads all rules. */
static bool
parse_rules(CCArena *arena, CCScan *scan, CCRule **rules, int *nrules)
{
	CCTie		tie = CC_TIE_OVERRIDE;
	int			room = 0;

	for (;;)
	{
		if (*nrules == CC_MAX_RULES)
			return cc_scan_refuse(scan, NOOP("The timetable has more than 64 rules."));
		grow_rules(arena, rules, *nrules, &room);
		if (!parse_rule(scan, &(*rules)[*nrules]))
			return false;
		(*rules)[(*nrules)++].tie = (int16) tie;
		if (scan->token.kind == CC_T_END)
			return true;
		if (scan->token.kind == CC_T_FALLBACK)
			tie = CC_TIE_FALLBACK;
		else
			tie = cc_scan_sign(scan, ';') ? CC_TIE_OVERRIDE : CC_TIE_ADD;
		cc_scan_next(scan);
	}
}

/* Leads a refusal's place in the plain text back to the text that was given. */
static void
lead_back(CCRefusal *refusal, const int *positions)
{
	int			end = positions[refusal->position + refusal->length];

	refusal->position = positions[refusal->position];
	refusal->length = end - refusal->position;
}

/*
 * Parses a timetable into its normal form. Returns false and says why where the text is not one:
 * nothing is read as something else than it says.
 */
bool
cc_hours_parse(CCArena *arena, const char *timetable, int length, CCRule **rules, int *nrules, CCRefusal *refusal)
{
	CCScan		scan;
	const char *plain;
	int		   *positions;

	memset(refusal, 0, sizeof(*refusal));
	*nrules = 0;
	if (length > CC_MAX_TEXT)
	{
		refusal->reason = NOOP("The timetable is longer than 4096 bytes.");
		refusal->position = CC_MAX_TEXT;
		return false;
	}
	*rules = NULL;
	plain = cc_hours_plain(arena, timetable, &length, &positions, &refusal->spelled);
	cc_scan_start(&scan, plain, length, refusal);
	if (!parse_rules(arena, &scan, rules, nrules))
	{
		if (!refusal->unsupported && refusal->length > 0)
			cc_hours_suggest(plain + refusal->position, refusal->length, refusal->instead);
		if (positions)
			lead_back(refusal, positions);
		return false;
	}
	cc_hours_normalize(*rules, *nrules);
	return true;
}
