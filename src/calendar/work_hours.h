/*
 * Timetables in OpenStreetMap opening_hours syntax: what a parsed one looks like and what the
 * parser, the printer and the evaluator offer. Nothing here needs a server, so that the same
 * sources are fuzzed standalone (-DCC_STANDALONE).
 */
#ifndef CC_WORK_HOURS_H
#define CC_WORK_HOURS_H

#ifdef CC_STANDALONE
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef int8_t int8;
typedef int16_t int16;
typedef int32_t int32;
typedef int64_t int64;
typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;
#define INT64CONST(x) INT64_C(x)
#define Min(a, b) ((a) < (b) ? (a) : (b))
#define Max(a, b) ((a) > (b) ? (a) : (b))
#define lengthof(array) (sizeof(array) / sizeof((array)[0]))
#define CC_INTERRUPTS() ((void) 0)
#else
#include "postgres.h"
#include "miscadmin.h"
#define CC_INTERRUPTS() CHECK_FOR_INTERRUPTS()
#endif

/* Limits of one timetable; whatever is longer is refused. */
#define CC_MAX_TEXT 4096
#define CC_MAX_RULES 64
#define CC_MAX_YEARS 32
#define CC_MAX_DATES 64
#define CC_MAX_WEEKS 53
#define CC_MAX_NTHS 35
#define CC_MAX_HOLIDAYS 8
#define CC_MAX_SPANS 48
#define CC_MAX_COMMENT 255

#define CC_DAY_MINUTES 1440
#define CC_DAY_USECS INT64CONST(86400000000)
#define CC_MINUTE_USECS INT64CONST(60000000)

/* Days are counted from 2000-01-01, as PostgreSQL's dates are. */
#define CC_FIRST_YEAR 1
#define CC_LAST_YEAR 9999
#define CC_FIRST_DAY (-730119)	/* 0001-01-01 */
#define CC_LAST_DAY 2921939		/* 9999-12-31 */

typedef enum CCState
{
	CC_OFF = 0,
	CC_OPEN = 1,
	CC_UNKNOWN = 2
} CCState;

/* How a rule is tied to the rules before it. */
typedef enum CCTie
{
	CC_TIE_OVERRIDE = 0,		/* ; or the first rule */
	CC_TIE_ADD = 1,				/* , */
	CC_TIE_FALLBACK = 2			/* || */
} CCTie;

/* from to, every step years; to is CC_LAST_YEAR where the range has no end */
typedef struct CCYears
{
	int16		from;
	int16		to;
	int16		step;
} CCYears;

typedef enum CCPointKind
{
	CC_POINT_NTH = 1,			/* Mar Su[-1] */
	CC_POINT_FIXED = 2,			/* Mar 31 */
	CC_POINT_EASTER = 3
} CCPointKind;

/* One end of a date range; year 0 means every year. */
typedef struct CCPoint
{
	int16		year;
	int16		kind;
	int16		month;
	int16		day;			/* day of the month, or weekday (1 = Monday) of an nth one */
	int16		nth;
	int16		offset;			/* days added */
} CCPoint;

typedef struct CCDates
{
	CCPoint		from;
	CCPoint		to;
	int16		step;
} CCDates;

typedef struct CCWeeks
{
	int16		from;
	int16		to;
	int16		step;
} CCWeeks;

/* Mo[1,-1] +2 days: bits 0-4 are the first to fifth, bits 5-9 the last to fifth last */
typedef struct CCNth
{
	int16		weekday;
	int16		offset;
	int16		which;
} CCNth;

/* Minutes from midnight; to may reach into the next day, up to 2880. */
typedef struct CCSpan
{
	int16		from;
	int16		to;
} CCSpan;

typedef struct CCRule
{
	int16		state;
	int16		tie;
	int16		nyears;
	int16		ndates;
	int16		nweeks;
	int16		nnths;
	int16		nholidays;
	int16		nspans;			/* 0: the whole day */
	int16		comment_length;
	int16		months;			/* bit 0 = January */
	int16		weekdays;		/* bit 0 = Monday */
	int16		holiday_and;	/* PH Mo-Fr: a holiday that is also one of these weekdays */
	CCYears		years[CC_MAX_YEARS];
	CCDates		dates[CC_MAX_DATES];
	CCWeeks		weeks[CC_MAX_WEEKS];
	CCNth		nths[CC_MAX_NTHS];
	int16		holidays[CC_MAX_HOLIDAYS];	/* days added to PH */
	CCSpan		spans[CC_MAX_SPANS];
	char		comment[CC_MAX_COMMENT + 1];
} CCRule;

/* The numbers that head the stored form: format, rules, and what of the day calendar it needs. */
#define CC_PACKED_HEAD 3
#define CC_PACKED_NEEDS 2
#define CC_NEEDS_HOLIDAYS 1
#define CC_NEEDS_WEEKDAYS 2		/* make-up workdays change the weekday */

/* What a day calendar makes of a day; a day without an entry in it is what its date says. */
typedef enum CCDayKind
{
	CC_DAY_OTHER,				/* has an entry, yet is what its date says */
	CC_DAY_HOLIDAY,
	CC_DAY_MAKEUP
} CCDayKind;

/* Days with an entry in the calendar, from to (not included). */
typedef struct CCSpecialDays
{
	int32		from;
	int32		to;
	CCDayKind	kind;
	int32		acts_as;		/* weekday of a make-up workday, 1 = Monday */
} CCSpecialDays;

typedef struct CCDayCalendar
{
	int			count;
	CCSpecialDays *days;		/* ascending, not overlapping */
} CCDayCalendar;

/* What people type that is read though it is spelled otherwise; bits. */
typedef enum CCSpelling
{
	CC_SPELLED_WIDE = 1,		/* full-width characters */
	CC_SPELLED_DASH = 2,		/* a dash or ~ for - */
	CC_SPELLED_HOUR = 4,		/* 8-17 */
	CC_SPELLED_POINT = 8,		/* 8.30 */
	CC_SPELLED_TRAIL = 16		/* a separator at the end */
} CCSpelling;

#define CC_LONGEST_INSTEAD 7

/* Why a text is not a timetable; and how one was spelled that is. */
typedef struct CCRefusal
{
	int			spelled;		/* bits of CCSpelling */
	const char *reason;			/* translatable */
	int			position;		/* byte offset */
	int			length;			/* of the token at fault */
	bool		unsupported;	/* opening_hours has it, this type does not */
	char		instead[CC_LONGEST_INSTEAD + 1];	/* what was probably meant; empty where nobody knows */
} CCRefusal;

#include "calendar/work_hours_memory.h"

/* work_hours_parse.c, work_hours_pack.c, work_hours_output.c */
extern bool cc_hours_parse(CCArena *arena, const char *timetable, int length, CCRule **rules, int *nrules,
						   CCRefusal *refusal);
extern void cc_hours_normalize(CCRule *rules, int nrules);
extern int	cc_hours_packed_size(const CCRule *rules, int nrules);
extern void cc_hours_pack(const CCRule *rules, int nrules, char *out);
extern bool cc_hours_unpack(CCArena *arena, const char *packed, int length, CCRule **rules, int *nrules);
extern char *cc_hours_text(CCArena *arena, const CCRule *rules, int nrules);

/* work_hours_spelling.c: positions[i] is where byte i of the plain text stood, NULL where nothing moved */
extern const char *cc_hours_plain(CCArena *arena, const char *given, int *length, int **positions, int *spelled);
extern void cc_hours_suggest(const char *token, int length, char *instead);

/* work_hours_night.c: a night that a later rule cuts off */
typedef struct CCCutNight
{
	int			rule;			/* whose night it is, counted from 0 */
	int			by;				/* the rule that cuts it */
	int32		day;			/* the day that the cut begins */
} CCCutNight;

extern bool cc_hours_cut_night(CCArena *arena, const CCRule *rules, int nrules, CCCutNight *cut);

/* work_hours_match.c */
extern int32 cc_day_number(int year, int month, int day);
extern void cc_civil(int32 day, int *year, int *month, int *mday);
extern int	cc_iso_weekday(int32 day);
extern int	cc_month_length(int year, int month);
extern int32 cc_point_day(const CCPoint *point, int year, bool is_end);
extern const CCSpecialDays *cc_special_day(const CCDayCalendar *calendar, int32 day);
extern bool cc_rule_has_date(const CCRule *rule);
extern bool cc_rule_is_weekly(const CCRule *rule, const CCDayCalendar *calendar);
extern void cc_rules_on_day(const CCRule *rules, int nrules, const CCDayCalendar *calendar, int32 day,
							uint64 *matching);

/* work_hours_schedule.c, work_hours_search.c: instants are microseconds of local time from 2000-01-01 */
typedef struct CCSchedule CCSchedule;

extern bool cc_rule_replaces(const CCRule *rules, int i, bool additional, bool fallback);
extern CCSchedule *cc_schedule_create(CCArena *arena, const CCRule *rules, int nrules,
									  const CCDayCalendar *calendar);
extern bool cc_schedule_is_open(CCSchedule *schedule, int64 at);
extern bool cc_schedule_own_span(CCSchedule *schedule, int32 day, int64 *begin, int64 *end);
extern int64 cc_schedule_open_before(CCSchedule *schedule, int64 at);
extern bool cc_schedule_reach(CCSchedule *schedule, int64 from, int64 amount, int64 *at);
extern bool cc_schedule_next_open(CCSchedule *schedule, int64 from, int64 *at);
extern bool cc_schedule_next_close(CCSchedule *schedule, int64 from, int64 *at);
extern bool cc_schedule_next_period(CCSchedule *schedule, int64 from, int64 limit, int64 *begin, int64 *end);

#endif
