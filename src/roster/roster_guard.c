/* What a change of a person, and a publication, must know of the roster as it is committed, however old the snapshot. */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "core/clock.h"
#include "core/read.h"
#include "people/acting.h"
#include "roster/roster_guard.h"

PG_FUNCTION_INFO_V1(cc_last_rostered_day);
PG_FUNCTION_INFO_V1(cc_require_current_roster);

/*
 * SQL: the last day, not over yet, on which a person is rostered outside the days given. Reads what is
 * committed now: at REPEATABLE READ a roster row may be newer than the transaction's snapshot, and
 * whoever wrote it held a lock on the person that ended before this one began.
 */
Datum
cc_last_rostered_day(PG_FUNCTION_ARGS)
{
	Oid			types[] = {INT8OID, TEXTOID, DATERANGEOID, TIMESTAMPTZOID};
	Datum		values[] = {
		PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), TimestampTzGetDatum(cc_clock())
	};
	CCReader	reader = cc_spi_begin();
	Datum		day;
	bool		isnull;

	cc_read("SELECT max(r.day) FROM cc_center.roster r WHERE r.center_id = $1 AND r.staff_no = $2 "
			"AND upper(r.duty) > $4 AND NOT $3 @> r.day", 4, types, values);
	day = cc_column(0, 1, &isnull);
	cc_spi_end(reader);
	if (isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(DatumGetDateADT(day));
}

/* The rows from a day to a day, in one value that differs where any of them does. */
static const char *const rows_digest =
"SELECT md5(string_agg(concat_ws('/', r.day, r.shift, r.staff_no, r.duty, r.version), ',' "
"ORDER BY r.day, r.shift COLLATE \"C\", r.staff_no COLLATE \"C\")) FROM cc_center.roster r "
"WHERE r.center_id = $1 AND r.day BETWEEN $2 AND $3";

/* Returns the digest of the last result, or an empty text for no rows. */
static char *
digest_read(void)
{
	char	   *digest = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

	return digest ? digest : "";
}

/*
 * SQL: fails with a serialization error where the transaction's snapshot holds other roster rows than
 * are committed now. Whoever has the month locked may judge by his snapshot after it. Comparing costs
 * the publisher, who is one, and lets any number of writers of a month go on beside each other: a mark
 * that each of them had to change would make them wait for one another, or fail.
 */
Datum
cc_require_current_roster(PG_FUNCTION_ARGS)
{
	Oid			types[] = {INT8OID, DATEOID, DATEOID};
	Datum		values[] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2)};
	CCReader	reader;
	char	   *committed;

	/* at READ COMMITTED each statement sees what is committed */
	if (!IsolationUsesXactSnapshot())
		PG_RETURN_VOID();
	reader = cc_spi_begin();
	cc_read(rows_digest, 3, types, values);
	committed = digest_read();
	if (SPI_execute_with_args(rows_digest, 3, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "the roster could not be read");
	if (strcmp(committed, digest_read()) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to concurrent update")));
	cc_spi_end(reader);
	PG_RETURN_VOID();
}

/* Tells whether a person stands, now, a shift that began before an instant. */
static bool
shift_goes_on(int64 center_id, const char *staff_no, TimestampTz began_before)
{
	Oid			types[] = {INT8OID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(center_id), CStringGetTextDatum(staff_no), TimestampTzGetDatum(cc_clock()),
		TimestampTzGetDatum(began_before)
	};
	CCReader	reader = cc_spi_begin();
	bool		found;

	cc_read("SELECT FROM cc_center.roster r WHERE r.center_id = $1 AND r.staff_no = $2 AND r.duty @> $3 "
			"AND lower(r.duty) < $4", 4, types, values);
	found = SPI_processed > 0;
	cc_spi_end(reader);
	return found;
}

/* Tells those who ask who is acting how to find a shift that goes on. */
void
cc_roster_init(void)
{
	cc_shift_goes_on = shift_goes_on;
}
