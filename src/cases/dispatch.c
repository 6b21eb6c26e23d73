/* Legs that no shift takes: which department, and which inspector of the street. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/case_checks.h"
#include "cases/dispatch.h"
#include "cases/open_legs.h"
#include "core/errors.h"
#include "core/read.h"

/* Returns the department that the rules dispatch a case to, or NULL. */
const char *
cc_department_by_rule(const CCVersion *version, const CCMatter *matter)
{
	for (int i = 0; i < version->dispatch_count; i++)
	{
		const CCDispatchRule *rule = &version->dispatches[i];

		if ((strcmp(rule->category, "*") == 0 || strcmp(rule->category, matter->category) == 0)
			&& (strcmp(rule->street, "*") == 0 || strcmp(rule->street, matter->street) == 0))
			return rule->department;
	}
	return NULL;
}

/* Fails unless a center has a department, in use. */
void
cc_require_department(int64 center_id, const char *department)
{
	if (!cc_finds_name(center_id, "SELECT FROM cc_center.department d WHERE d.center_id = $1 AND d.department = $2 AND d.active",
					   department))
		cc_fail(unknown_department, cc_int64_text(center_id), department);
}

/* Tells whether a person acts for a department. */
bool
cc_acts_for_department(int64 center_id, const char *department, const char *staff_no)
{
	Oid			types[] = {INT8OID, TEXTOID, TEXTOID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(department), CStringGetTextDatum(staff_no)};
	CCReader	reader = cc_spi_begin();
	bool		acts;

	cc_read("SELECT FROM cc_center.department_staff d WHERE d.center_id = $1 AND d.department = $2 AND d.staff_no = $3",
			lengthof(types), types, values);
	acts = SPI_processed > 0;
	cc_spi_end(reader);
	return acts;
}

/* Chooses the inspector of a street who holds least: among its own, or those of every other street. */
const char *
cc_choose_inspector(int64 center_id, const char *street, const char *other_than, TimestampTz at)
{
	Oid			types[] = {INT8OID, TEXTOID, TIMESTAMPTZOID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(center_id), CStringGetTextDatum(street), TimestampTzGetDatum(at),
		CStringGetTextDatum(other_than ? other_than : "")
	};
	MemoryContext memory = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();
	CCDuty	  **people;
	int			count;

	cc_read("SELECT i.staff_no FROM cc_center.street_inspector i "
			"JOIN cc_center.staff p ON p.center_id = i.center_id AND p.staff_no = i.staff_no AND p.role = 'inspector' "
			"WHERE i.center_id = $1 AND i.staff_no <> $4 AND p.active @> cc_center.local_day($1, $3) AND i.street = CASE "
			"WHEN EXISTS (SELECT FROM cc_center.street_inspector o WHERE o.center_id = $1 AND o.street = $2) THEN $2 ELSE '*' END "
			"ORDER BY i.staff_no", lengthof(types), types, values);
	count = (int) SPI_processed;
	people = MemoryContextAlloc(memory, sizeof(CCDuty *) * (count + 1));
	for (int i = 0; i < count; i++)
	{
		people[i] = MemoryContextAllocZero(memory, sizeof(CCDuty));
		people[i]->staff_no = cc_column_text(memory, i, 1);
	}
	cc_spi_end(reader);
	return count > 0 ? people[cc_fewest_open_legs(center_id, at, people, count)]->staff_no : NULL;
}
