/*
 * What a step requires: the areas say by functions of their own what is lacking. They are asked with the newest
 * committed rows, while the case is locked by its UPDATE.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/requirement.h"
#include "core/errors.h"
#include "core/read.h"

/* Asks what is lacking of a requirement; NULL where nothing is. */
static char *
ask(const CCRequirement *required, const CCStepTaken *step)
{
	Oid			types[] = {INT8OID, INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(step->center_id), Int64GetDatum(step->case_id), CStringGetTextDatum(step->to_stage)
	};
	MemoryContext memory = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();
	char	   *lacking;

	cc_read(psprintf("SELECT cc_center.%s($1, $2, $3)", quote_identifier(required->function)), lengthof(types), types, values);
	lacking = cc_column_text(memory, 0, 1);
	cc_spi_end(reader);
	return lacking;
}

/* Tells whether a role may pass a requirement. */
static bool
may_pass(const CCRequirement *required, const char *role)
{
	for (int i = 0; i < required->passer_count; i++)
		if (strcmp(required->passers[i], role) == 0)
			return true;
	return false;
}

/* Records that a step was taken without something that it requires. */
static void
record_exception(const CCRequirement *required, const CCStepTaken *step, const char *lacking)
{
	Oid			types[] = {INT8OID, INT8OID, INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[] = {
		Int64GetDatum(step->center_id), Int64GetDatum(step->case_id), Int32GetDatum(step->leg_no),
		CStringGetTextDatum(step->to_stage), CStringGetTextDatum(required->requirement), CStringGetTextDatum(lacking),
		CStringGetTextDatum(step->reason), CStringGetTextDatum(step->staff_no), TimestampTzGetDatum(step->at)
	};
	CCReader	reader = cc_spi_begin();

	if (SPI_execute_with_args("INSERT INTO cc_center.step_exception (center_id, case_id, leg_no, to_stage, requirement, "
							  "lacking, reason, by_staff, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
							  lengthof(types), types, values, NULL, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "recording an exception failed");
	cc_spi_end(reader);
}

/* Fails where something that a step requires is lacking, unless somebody who may passes it with a reason. */
void
cc_check_requirements(const CCVersion *version, const CCStepTaken *step)
{
	/* what the UPDATE corrected in the case counts */
	CommandCounterIncrement();
	for (int i = 0; i < version->requirement_count; i++)
	{
		const CCRequirement *required = &version->requirements[i];
		char	   *lacking;

		if (strcmp(required->from_stage, step->from_stage) != 0 || strcmp(required->to_stage, step->to_stage) != 0)
			continue;
		lacking = ask(required, step);
		if (lacking == NULL)
			continue;
		if (step->reason == NULL || !may_pass(required, step->role))
			cc_fail(requirement_lacking, step->from_stage, step->to_stage, lacking,
					required->passer_count > 0 ? cc_role_list(required->passer_count, required->passers) : "-");
		record_exception(required, step, lacking);
	}
}
