/* The numbers of cases. */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "calendar/center_calendar.h"
#include "cases/case_number.h"

PG_FUNCTION_INFO_V1(cc_case_number_sql);

/* Returns the number of a case: the center's code, the center's day, the case id. */
char *
cc_case_number(const CCCenter *center, TimestampTz at, int64 case_id)
{
	DateADT		day;
	TimestampTz begin;
	TimestampTz end;
	int			year;
	int			month;
	int			mday;
	char		digits[MAXINT8LEN + 1];
	int			length;
	char	   *number = palloc(strlen(center->code) + 2 * MAXINT8LEN);
	char	   *p = stpcpy(number, center->code);

	/* without psprintf, which would take a good part of the time that routing takes */
	cc_local_day(center->center_id, at, &day, &begin, &end);
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	*p++ = '-';
	p = pg_ultostr_zeropad(p, year, 4);
	p = pg_ultostr_zeropad(p, month, 2);
	p = pg_ultostr_zeropad(p, mday, 2);
	*p++ = '-';
	length = pg_lltoa(case_id, digits);
	for (int i = length; i < 6; i++)
		*p++ = '0';
	strcpy(p, digits);
	return number;
}

/* SQL: the number of a case. */
Datum
cc_case_number_sql(PG_FUNCTION_ARGS)
{
	CCCenter   *center = cc_rules(PG_GETARG_INT64(0));

	PG_RETURN_TEXT_P(cstring_to_text(cc_case_number(center, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_INT64(2))));
}
