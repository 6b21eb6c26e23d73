/*
 * Emergencies (C4.4). An urgent case whose street nobody covers goes to whoever of the role is on duty at all, and with
 * nobody there to whoever stands by. What others hold stays with them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "cases/emergency.h"
#include "core/read.h"

/* Collects whoever is on duty and at the seat in a role, in whatever shift. */
static void
take_anybody(const CCDay *day, const char *role, TimestampTz at, CCRoute *route)
{
	for (int i = 0; i < day->present_count; i++)
	{
		CCDuty	   *duty = &day->present[i];

		if (at >= duty->start && at < duty->end && strcmp(duty->role, role) == 0)
			route->people[route->people_count++] = duty;
	}
}

/* Collects whoever stands by in a role. */
static void
take_standby(int64 center_id, const char *role, TimestampTz at, CCRoute *route)
{
	Oid			types[] = {INT8OID, TEXTOID, TIMESTAMPTZOID};
	Datum		values[] = {Int64GetDatum(center_id), CStringGetTextDatum(role), TimestampTzGetDatum(at)};
	MemoryContext memory = CurrentMemoryContext;
	CCReader	reader = cc_spi_begin();

	cc_read("SELECT s.staff_no, lower(s.duty), upper(s.duty) FROM cc_center.standby s "
			"JOIN cc_center.staff p ON p.center_id = s.center_id AND p.staff_no = s.staff_no "
			"WHERE s.center_id = $1 AND s.role = $2 AND s.duty @> $3 "
			"AND p.active @> cc_center.local_day(s.center_id, $3) ORDER BY s.staff_no", lengthof(types), types, values);
	route->people = MemoryContextAlloc(memory, sizeof(CCDuty *) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCDuty	   *duty = MemoryContextAllocZero(memory, sizeof(CCDuty));

		duty->role = role;
		duty->shift = "standby";
		duty->staff_no = cc_column_text(memory, i, 1);
		duty->start = cc_column_int64(i, 2, DT_NOBEGIN);
		duty->end = duty->duty_end = cc_column_int64(i, 3, DT_NOEND);
		duty->rest_from = DT_NOEND;
		route->people[route->people_count++] = duty;
	}
	cc_spi_end(reader);
}

/* Finds whom an urgent case goes to that nobody covers. */
void
cc_route_urgent(const CCCenter *center, const CCVersion *version, const char *role, TimestampTz at, CCRoute *route)
{
	if (!version->urgent_to_anybody)
		return;
	take_anybody(cc_day(center, version, at), role, at, route);
	if (route->people_count == 0 && version->urgent_to_standby)
		take_standby(center->center_id, role, at, route);
	if (route->people_count > 0)
		route->shift = route->people[0]->shift;
}
