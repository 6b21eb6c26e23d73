/* The words and signs of a timetable. */
#ifndef CC_WORK_HOURS_SCAN_H
#define CC_WORK_HOURS_SCAN_H

#include "calendar/work_hours.h"

typedef enum CCTokenKind
{
	CC_T_END,
	CC_T_NUMBER,				/* value, digits */
	CC_T_TIME,					/* value in minutes */
	CC_T_WEEKDAY,				/* value 1 (Monday) to 7 */
	CC_T_MONTH,					/* value 1 to 12 */
	CC_T_STATE,					/* value a CCState */
	CC_T_PH,
	CC_T_SH,
	CC_T_WEEK,
	CC_T_EASTER,
	CC_T_DAYS,					/* day, days */
	CC_T_SUN,					/* sunrise and its kin */
	CC_T_COMMENT,				/* text and length without the quotes */
	CC_T_ALWAYS,				/* 24/7 */
	CC_T_FALLBACK,				/* || */
	CC_T_SIGN,					/* value is the character */
	CC_T_BAD					/* nothing a timetable may hold; bad says why */
} CCTokenKind;

typedef struct CCToken
{
	CCTokenKind kind;
	int			value;
	int			digits;
	int			position;
	int			length;
	int			spelled;		/* bits of CCSpelling */
	const char *bad;
} CCToken;

typedef struct CCScan
{
	const char *text;
	int			length;
	int			at;				/* behind the current token */
	CCToken		token;
	CCRefusal  *refusal;
} CCScan;

#define CC_YEAR_DIGITS 4

extern void cc_scan_start(CCScan *scan, const char *timetable, int length, CCRefusal *refusal);
extern void cc_scan_next(CCScan *scan);
extern CCToken cc_scan_peek(const CCScan *scan);
extern bool cc_scan_refuse(CCScan *scan, const char *reason);
extern bool cc_scan_unsupported(CCScan *scan, const char *reason);

/* Tells whether the current token is this sign. */
static inline bool
cc_scan_sign(const CCScan *scan, char sign)
{
	return scan->token.kind == CC_T_SIGN && scan->token.value == sign;
}

/* Tells whether a token is a year. */
static inline bool
cc_token_is_year(const CCToken *token)
{
	return token->kind == CC_T_NUMBER && token->digits == CC_YEAR_DIGITS;
}

/* Tells whether a token is a time of day: 08:00, or 8 where only a time can stand. */
static inline bool
cc_token_is_clock(const CCToken *token)
{
	return token->kind == CC_T_TIME || (token->kind == CC_T_NUMBER && token->digits <= 2);
}

/* work_hours_nth.c: which day of the month, and an offset */
#define MAX_NTH_OFFSET 6		/* days from the one that brackets name */

extern bool cc_parse_nths(CCScan *scan, int *which);
extern bool cc_parse_offset(CCScan *scan, int limit, int *offset);
extern bool cc_at_offset(const CCScan *scan);

/* work_hours_dates.c: the selectors of years, dates and weeks */
extern bool cc_parse_years(CCScan *scan, CCRule *rule);
extern bool cc_parse_dates(CCScan *scan, CCRule *rule);
extern bool cc_parse_weeks(CCScan *scan, CCRule *rule);
extern bool cc_year_begins_date(const CCScan *scan);

#endif
