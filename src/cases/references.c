/*
 * References of apps, each once where the rules want it so (rule setting reference_once). A unique index on cases would
 * cost every center; a table of its own costs those that have the rule.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "cases/references.h"
#include "core/errors.h"
#include "core/read.h"

/* Runs a statement on the reference of a case; returns how many rows it wrote. */
static uint64
write_reference(const char *sql, int64 center_id, const char *reference, int64 case_id)
{
	Oid			types[] = {INT8OID, TEXTOID, INT8OID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(reference), Int64GetDatum(case_id)};
	CCReader	reader = cc_spi_begin();
	uint64		written;

	if (SPI_execute_with_args(sql, lengthof(types), types, values, NULL, false, 0) < 0)
		elog(ERROR, "writing a reference failed");
	written = SPI_processed;
	cc_spi_end(reader);
	return written;
}

/*
 * Takes a reference for a case; false where another case has it. Whoever is taking it at the same moment is waited
 * for; at REPEATABLE READ and above what he then has committed is a serialization failure.
 */
bool
cc_reference_take(int64 center_id, const char *reference, int64 case_id)
{
	return write_reference("INSERT INTO cc_center.case_reference (center_id, reference, case_id) VALUES ($1, $2, $3) "
						   "ON CONFLICT DO NOTHING", center_id, reference, case_id) > 0;
}

/* Gives a case's reference back. */
void
cc_reference_free(int64 center_id, const char *reference, int64 case_id)
{
	write_reference("DELETE FROM cc_center.case_reference r WHERE r.center_id = $1 AND r.reference = $2 AND r.case_id = $3",
					center_id, reference, case_id);
}

/* Fails because another case has the reference, and names that case. */
void
cc_reference_refuse(int64 center_id, const char *reference)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(reference)};
	MemoryContext before = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();
	char	   *case_text = NULL;

	cc_read("SELECT r.case_id::text FROM cc_center.case_reference r WHERE r.center_id = $1 AND r.reference = $2",
			lengthof(types), types, values);
	if (SPI_processed > 0)
		case_text = cc_column_text(before, 0, 1);
	cc_spi_end(reader);
	cc_fail(reference_taken, cc_int64_text(center_id), reference, case_text ? case_text : "-");
}
