/* The swaps somebody has, as they are committed, however old the snapshot. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"

#include "core/read.h"

PG_FUNCTION_INFO_V1(cc_live_swaps);

/*
 * SQL: counts a person's live requests of a kind whose first shift lies from a day to before another,
 * by whatever rules they were asked for. The caller holds a lock on the person's row, which every
 * request's foreign key shares, so that none is on its way unseen.
 */
Datum
cc_live_swaps(PG_FUNCTION_ARGS)
{
	Oid			types[] = {INT8OID, TEXTOID, TEXTOID, DATEOID, DATEOID};
	Datum		values[] = {
		PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), PG_GETARG_DATUM(3), PG_GETARG_DATUM(4)
	};
	CCReader	reader = cc_spi_begin();
	int64		found;

	cc_read("SELECT count(*) FROM cc_center.swap s "
			"JOIN cc_center.swap_shift x ON x.center_id = s.center_id AND x.swap_id = s.swap_id AND x.ordinal = 1 "
			"WHERE s.center_id = $1 AND s.requester = $2 AND s.swap_kind = $3 AND x.day >= $4 AND x.day < $5 "
			"AND s.status IN ('requested', 'consented', 'approved')", 5, types, values);
	found = cc_column_int64(0, 1, 0);
	cc_spi_end(reader);
	PG_RETURN_INT64(found);
}
