/*
 * Timetables of a center asked in instants. An instant is open when its local time is, so in the hour
 * that a zone repeats both passes count, and the hour it leaves out does not exist.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "calendar/center_calendar.h"
#include "core/errors.h"

/* A search gives up after this much time without open time. */
#define HORIZON (INT64CONST(36525) * CC_DAY_USECS)
#define END_OF_TIME ((CC_LAST_DAY + 1) * CC_DAY_USECS)

/* Fails where no version of the timetable holds at an instant. */
static void
no_version(const CCTimeline *timeline, TimestampTz at)
{
	cc_fail(timetable_not_in_force, cc_int64_text(timeline->center->center_id), timeline->name,
			timestamptz_to_str(at));
}

/* Returns the piece that holds an instant. */
static int
find_piece(const CCTimeline *timeline, TimestampTz at)
{
	for (int i = 0; i < timeline->count; i++)
	{
		if (at >= timeline->pieces[i].from && at < timeline->pieces[i].to)
			return i;
	}
	no_version(timeline, at);
	return 0;
}

/* Returns the piece after one, which must follow without a gap. */
static int
next_piece(const CCTimeline *timeline, int piece)
{
	if (piece + 1 >= timeline->count || timeline->pieces[piece + 1].from != timeline->pieces[piece].to)
		no_version(timeline, timeline->pieces[piece].to);
	return piece + 1;
}

/* Returns the end of an offset. */
static TimestampTz
offset_end(const CCZone *zone, int place)
{
	return place + 1 < zone->count ? zone->offsets[place + 1].begin : END_OF_TIME;
}

/* Makes the sums of the timetable continue over the change of offset at the beginning of a place. */
static int64
step_base(const CCZone *zone, CCZoned *zoned, int place)
{
	TimestampTz at = zone->offsets[place].begin;

	return cc_schedule_open_before(zoned->schedule, at + zone->offsets[place - 1].offset) -
		cc_schedule_open_before(zoned->schedule, at + zone->offsets[place].offset);
}

/* Makes the base of an offset known, and of all between it and those known. */
static void
extend_base(const CCCenterCalendar *center, CCZoned *zoned, int place)
{
	const CCZone *zone = &center->zone;

	if (zoned->base == NULL)
	{
		zoned->base = MemoryContextAllocZero(GetMemoryChunkContext(zoned), zone->count * sizeof(int64));
		zoned->low = zoned->high = place;
	}
	for (; zoned->low > place; zoned->low--)
		zoned->base[zoned->low - 1] = zoned->base[zoned->low] - step_base(zone, zoned, zoned->low);
	for (; zoned->high < place; zoned->high++)
		zoned->base[zoned->high + 1] = zoned->base[zoned->high] + step_base(zone, zoned, zoned->high + 1);
}

/* Returns the open time before an instant; only differences mean something. */
static inline int64
open_before(CCCenterCalendar *center, CCZoned *zoned, TimestampTz at)
{
	int			place = cc_zone_find(center, at);

	if (zoned->base == NULL || place < zoned->low || place > zoned->high)
		extend_base(center, zoned, place);
	return zoned->base[place] + cc_schedule_open_before(zoned->schedule, at + center->zone.offsets[place].offset);
}

/* Tells whether a timetable is open at an instant. */
bool
cc_timeline_is_open(CCTimeline *timeline, TimestampTz at)
{
	CCZoned    *zoned = timeline->pieces[find_piece(timeline, at)].zoned;

	return cc_schedule_is_open(zoned->schedule, cc_local_time(timeline->center, at));
}

/* Returns the open time of one piece between two instants. */
static int64
piece_time(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz to)
{
	CCCenterCalendar *center = timeline->center;
	CCZoned    *zoned = timeline->pieces[piece].zoned;
	int64		before;

	if (from == to)
		return 0;
	/* the zone is widened first, because that makes the sums begin anew */
	(void) cc_zone_find(center, to);
	if (zoned->needs_calendar)
		cc_check_covered(center, zoned, cc_local_time(center, from), cc_local_time(center, to - 1));
	before = open_before(center, zoned, from);
	return open_before(center, zoned, to) - before;
}

/* Returns the open time between two instants; negative where the second lies before the first. */
int64
cc_timeline_working_time(CCTimeline *timeline, TimestampTz from, TimestampTz to)
{
	int64		sum = 0;
	int			piece;

	if (to < from)
		return -cc_timeline_working_time(timeline, to, from);
	piece = find_piece(timeline, from);
	while (to > timeline->pieces[piece].to)
	{
		sum += piece_time(timeline, piece, from, timeline->pieces[piece].to);
		from = timeline->pieces[piece].to;
		piece = next_piece(timeline, piece);
	}
	return sum + piece_time(timeline, piece, from, to);
}

/*
 * Finds the first open instant from one on within one piece and before a limit. Returns the limit where
 * there is none.
 */
static TimestampTz
piece_next_open(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz limit)
{
	CCCenterCalendar *center = timeline->center;
	CCZoned    *zoned = timeline->pieces[piece].zoned;

	while (from < limit)
	{
		int			place = cc_zone_find(center, from);
		int64		offset = center->zone.offsets[place].offset;
		int64		local;

		CHECK_FOR_INTERRUPTS();
		if (!cc_schedule_next_open(zoned->schedule, from + offset, &local))
			return limit;
		if (local - offset < offset_end(&center->zone, place))
			return Min(local - offset, limit);
		from = offset_end(&center->zone, place);
	}
	return limit;
}

/* Finds where the open time that holds an instant ends, within one piece; at most the limit. */
static TimestampTz
piece_close(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz limit)
{
	CCCenterCalendar *center = timeline->center;
	CCZoned    *zoned = timeline->pieces[piece].zoned;

	while (from < limit)
	{
		int			place = cc_zone_find(center, from);
		int64		offset = center->zone.offsets[place].offset;
		int64		local;

		CHECK_FOR_INTERRUPTS();
		if (!cc_schedule_is_open(zoned->schedule, from + offset))
			return from;
		if (cc_schedule_next_close(zoned->schedule, from + offset, &local) &&
			local - offset < offset_end(&center->zone, place))
			return Min(local - offset, limit);
		from = offset_end(&center->zone, place);
	}
	return limit;
}

/* Returns how far a search from an instant looks. */
static TimestampTz
horizon(TimestampTz from)
{
	return Min(from + HORIZON, END_OF_TIME - CC_DAY_USECS);
}

/* Fails where the search for open time came to its limit, else checks the years it passed over. */
static TimestampTz
searched(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz found)
{
	CCCenterCalendar *center = timeline->center;

	cc_check_covered(center, timeline->pieces[piece].zoned, cc_local_time(center, from), cc_local_time(center, found));
	return found;
}

/* Returns the first open instant at or after another one. */
TimestampTz
cc_timeline_next_open(CCTimeline *timeline, TimestampTz from)
{
	TimestampTz limit = horizon(from);
	int			piece = find_piece(timeline, from);

	for (;;)
	{
		TimestampTz end = Min(limit, timeline->pieces[piece].to);
		TimestampTz found = piece_next_open(timeline, piece, from, end);

		if (found < end)
			return searched(timeline, piece, from, found);
		if (end == limit)
			break;
		(void) searched(timeline, piece, from, end - 1);
		from = end;
		piece = next_piece(timeline, piece);
	}
	cc_fail(no_open_time);
}

/* Returns the first instant after another one at which open time ends. */
TimestampTz
cc_timeline_next_close(CCTimeline *timeline, TimestampTz from)
{
	TimestampTz at = cc_timeline_next_open(timeline, from);
	TimestampTz limit = horizon(at);
	int			piece = find_piece(timeline, at);

	for (;;)
	{
		TimestampTz end = Min(limit, timeline->pieces[piece].to);
		TimestampTz found = piece_close(timeline, piece, at, end);

		if (found < end)
			return searched(timeline, piece, at, found);
		if (end == limit)
			break;
		(void) searched(timeline, piece, at, end - 1);
		at = end;
		piece = next_piece(timeline, piece);
	}
	cc_fail(never_closes);
}

/*
 * Finds the instant in one piece at which an amount has passed since from, looking at one offset
 * after the other. Returns false and lowers the amount where the piece or the limit ends before.
 */
static bool
piece_forward(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz limit, int64 *amount, TimestampTz *at)
{
	CCCenterCalendar *center = timeline->center;
	CCZoned    *zoned = timeline->pieces[piece].zoned;

	while (from < limit)
	{
		int			place = cc_zone_find(center, from);
		int64		offset = center->zone.offsets[place].offset;
		TimestampTz end = Min(limit, offset_end(&center->zone, place));
		int64		open = cc_schedule_open_before(zoned->schedule, end + offset) -
		cc_schedule_open_before(zoned->schedule, from + offset);

		CHECK_FOR_INTERRUPTS();
		if (open >= *amount)
		{
			if (!cc_schedule_reach(zoned->schedule, from + offset, *amount, at))
				return false;
			*at -= offset;
			return true;
		}
		*amount -= open;
		from = end;
	}
	return false;
}

/* Does the same backwards: the amount is positive, and the last instant is found. */
static bool
piece_backward(CCTimeline *timeline, int piece, TimestampTz from, TimestampTz limit, int64 *amount, TimestampTz *at)
{
	CCCenterCalendar *center = timeline->center;
	CCZoned    *zoned = timeline->pieces[piece].zoned;

	while (from > limit)
	{
		int			place = cc_zone_find(center, from - 1);
		int64		offset = center->zone.offsets[place].offset;
		TimestampTz begin = Max(limit, center->zone.offsets[place].begin);
		int64		open = cc_schedule_open_before(zoned->schedule, from + offset) -
		cc_schedule_open_before(zoned->schedule, begin + offset);

		CHECK_FOR_INTERRUPTS();
		if (open >= *amount)
		{
			if (!cc_schedule_reach(zoned->schedule, from + offset, -*amount, at))
				return false;
			*at -= offset;
			return true;
		}
		*amount -= open;
		from = begin;
	}
	return false;
}

/* Adds a positive amount of open time. */
static TimestampTz
add_forward(CCTimeline *timeline, TimestampTz from, int64 amount)
{
	TimestampTz limit = END_OF_TIME - CC_DAY_USECS;
	int			piece = find_piece(timeline, from);
	TimestampTz at;

	for (;;)
	{
		TimestampTz end = Min(limit, timeline->pieces[piece].to);

		if (piece_forward(timeline, piece, from, end, &amount, &at))
			return searched(timeline, piece, from, at);
		if (end == limit)
			break;
		(void) searched(timeline, piece, from, end - 1);
		from = end;
		piece = next_piece(timeline, piece);
	}
	cc_fail(no_open_time);
}

/* Takes a positive amount of open time away. */
static TimestampTz
add_backward(CCTimeline *timeline, TimestampTz from, int64 amount)
{
	TimestampTz limit = (CC_FIRST_DAY + 1) * CC_DAY_USECS;
	int			piece = find_piece(timeline, from);
	TimestampTz at;

	for (;;)
	{
		TimestampTz begin = Max(limit, timeline->pieces[piece].from);

		if (piece_backward(timeline, piece, from, begin, &amount, &at))
		{
			(void) searched(timeline, piece, at, from);
			return at;
		}
		if (begin == limit)
			break;
		(void) searched(timeline, piece, begin, from);
		if (piece == 0 || timeline->pieces[piece - 1].to != begin)
			no_version(timeline, begin - 1);
		from = begin;
		piece--;
	}
	cc_fail(no_open_time);
}

/* Returns the instant at which an amount of open time has passed since another one. */
TimestampTz
cc_timeline_add(CCTimeline *timeline, TimestampTz from, int64 amount)
{
	if (amount == 0)
		return from;
	return amount > 0 ? add_forward(timeline, from, amount) : add_backward(timeline, from, -amount);
}

/* Finds the first open period that ends after from and begins before limit, cut to both. */
bool
cc_timeline_next_period(CCTimeline *timeline, TimestampTz from, TimestampTz limit,
						TimestampTz *begin, TimestampTz *end)
{
	int			piece;

	if (from >= limit)
		return false;
	piece = find_piece(timeline, from);
	for (;;)
	{
		TimestampTz piece_end = Min(limit, timeline->pieces[piece].to);

		*begin = piece_next_open(timeline, piece, from, piece_end);
		if (*begin < piece_end)
			break;
		if (piece_end == limit)
			return false;
		from = piece_end;
		piece = next_piece(timeline, piece);
	}
	*end = *begin;
	for (;;)
	{
		TimestampTz piece_end = Min(limit, timeline->pieces[piece].to);

		*end = piece_close(timeline, piece, *end, piece_end);
		if (*end < piece_end || piece_end == limit)
			return true;
		piece = next_piece(timeline, piece);
	}
}
