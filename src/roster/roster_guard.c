/* What a change of a person must know of the roster as it is committed, however old the snapshot. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "core/clock.h"
#include "core/read.h"

PG_FUNCTION_INFO_V1(cc_last_rostered_day);

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
