/* What a rule set still lacks, as it is committed, however old the snapshot. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "core/read.h"

#define NOOP(text) text			/* marks a detail for translation */

PG_FUNCTION_INFO_V1(cc_incomplete_rules);

/*
 * SQL: what keeps a version from taking a case, or NULL. Its caller holds the lock on the version; whoever
 * wrote the version's rows before has committed, perhaps after this transaction's snapshot.
 */
Datum
cc_incomplete_rules(PG_FUNCTION_ARGS)
{
	Oid			types[] = {INT8OID, INT4OID};
	Datum		values[] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	CCReader	reader = cc_spi_begin();
	const char *missing = NULL;

	cc_read("SELECT FROM cc_center.transition t WHERE t.center_id = $1 AND t.version = $2 "
			"AND t.from_stage = 'new' AND t.to_stage = 'reported' AND t.next_leg_kind IS NOT NULL", 2, types, values);
	if (SPI_processed == 0)
		missing = NOOP("No transition brings a new case to stage \"reported\" and opens its first leg.");
	else
	{
		cc_read("SELECT FROM cc_center.transition t WHERE t.center_id = $1 AND t.version = $2 "
				"AND t.next_role NOT IN ('department', 'inspector') AND NOT EXISTS (SELECT FROM cc_center.street_assignment a "
				"WHERE a.center_id = t.center_id AND a.version = t.version AND a.role = t.next_role)", 2, types, values);
		if (SPI_processed > 0)
			missing = NOOP("Legs are routed to a role that no street is assigned to.");
	}
	cc_spi_end(reader);
	if (missing == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(missing));
}
