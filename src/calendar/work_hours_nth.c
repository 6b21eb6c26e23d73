/* Reads what follows the name of a day: which one of the month, [1,3], and an offset, +2 days. */
#include "calendar/work_hours_scan.h"

#define NOOP(text) text			/* marks reasons for translation */

/* Tells whether + or - with a number of days follows. */
bool
cc_at_offset(const CCScan *scan)
{
	CCScan		ahead = *scan;

	if (!cc_scan_sign(scan, '+') && !cc_scan_sign(scan, '-'))
		return false;
	cc_scan_next(&ahead);
	if (ahead.token.kind != CC_T_NUMBER)
		return false;
	return cc_scan_peek(&ahead).kind == CC_T_DAYS;
}

/* Reads "+2 days" or "-1 day", where it follows. */
bool
cc_parse_offset(CCScan *scan, int limit, int *offset)
{
	int			sign = cc_scan_sign(scan, '-') ? -1 : 1;

	*offset = 0;
	if (!cc_at_offset(scan))
	{
		if (cc_scan_sign(scan, '+'))
			return cc_scan_unsupported(scan, NOOP("Only an offset like \"+1 day\" can follow; open ends and "
												  "offsets to a weekday are not supported."));
		return true;
	}
	cc_scan_next(scan);
	if (scan->token.value < 1 || scan->token.value > limit)
		return cc_scan_refuse(scan, NOOP("The offset in days is zero or too large."));
	*offset = sign * scan->token.value;
	cc_scan_next(scan);
	cc_scan_next(scan);
	return true;
}

/* Reads one entry of the brackets: 1, -1 or 1-3. */
static bool
parse_nth_entry(CCScan *scan, int *which)
{
	bool		from_end = cc_scan_sign(scan, '-');
	int			first;

	if (from_end)
		cc_scan_next(scan);
	if (scan->token.kind != CC_T_NUMBER || scan->token.value < 1 || scan->token.value > 5)
		return cc_scan_refuse(scan, NOOP("A number from 1 to 5 or -1 to -5 belongs here."));
	first = scan->token.value;
	cc_scan_next(scan);
	if (from_end)
	{
		*which |= 1 << (4 + first);
		return true;
	}
	*which |= 1 << (first - 1);
	if (!cc_scan_sign(scan, '-'))
		return true;
	cc_scan_next(scan);
	if (scan->token.kind != CC_T_NUMBER || scan->token.value <= first || scan->token.value > 5)
		return cc_scan_refuse(scan, NOOP("The range in brackets must rise and end at 5 at most."));
	for (int n = first; n < scan->token.value; n++)
		*which |= 1 << n;
	cc_scan_next(scan);
	return true;
}

/* Reads [1,3], [-1] or [1-3], the current token being the bracket. */
bool
cc_parse_nths(CCScan *scan, int *which)
{
	*which = 0;
	do
	{
		cc_scan_next(scan);
		if (!parse_nth_entry(scan, which))
			return false;
	} while (cc_scan_sign(scan, ','));
	if (!cc_scan_sign(scan, ']'))
		return cc_scan_refuse(scan, NOOP("A closing bracket belongs here."));
	cc_scan_next(scan);
	return true;
}
