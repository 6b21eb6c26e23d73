/* The compiled rules of the later legs: limits, departments, requirements. */
#include "postgres.h"

#include "utils/datum.h"
#include "utils/timestamp.h"

#include "calendar/work_hours_type.h"
#include "cases/rules.h"
#include "core/read.h"

/* Returns the microseconds of a limit, which has no months. */
int64
cc_limit_time(const Interval *interval)
{
	return interval->time + interval->day * USECS_PER_DAY;
}

/* Copies timetable hours into memory. */
static const WorkHours *
copy_hours(MemoryContext memory, Datum value)
{
	struct varlena *plain = PG_DETOAST_DATUM(value);
	WorkHours  *copy = MemoryContextAlloc(memory, VARSIZE(plain));

	memcpy(copy, plain, VARSIZE(plain));
	return copy;
}

/* Reads the limits of legs by category and priority; those that name more come first, a priority before a category. */
static void
read_limits(CCVersion *version, Oid *types, Datum *values)
{
	MemoryContext memory = version->context;

	cc_read("SELECT l.leg_kind, l.category, l.priority, l.hours, l.leg_limit, l.runs_on, l.clause FROM cc_center.leg_limit l "
			"WHERE l.center_id = $1 AND l.version = $2 ORDER BY l.leg_kind, l.priority = '*', l.category = '*'",
			2, types, values);
	version->limit_count = (int) SPI_processed;
	version->limits = MemoryContextAllocZero(memory, sizeof(CCLegLimit) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCLegLimit *limit = &version->limits[i];
		bool		isnull;

		limit->leg_kind = cc_column_text(memory, i, 1);
		limit->category = cc_column_text(memory, i, 2);
		limit->priority = cc_column_text(memory, i, 3);
		limit->hours = copy_hours(memory, cc_column(i, 4, &isnull));
		limit->limit = cc_limit_time(DatumGetIntervalP(cc_column(i, 5, &isnull)));
		limit->runs_on = DatumGetBool(cc_column(i, 6, &isnull));
		limit->clause = cc_column_text(memory, i, 7);
	}
}

/* Reads which department takes what; rows that name more come first, a category before a street. */
static void
read_dispatches(CCVersion *version, Oid *types, Datum *values)
{
	cc_read("SELECT d.category, d.street, d.department FROM cc_center.dispatch_rule d "
			"WHERE d.center_id = $1 AND d.version = $2 ORDER BY d.category = '*', d.street = '*'", 2, types, values);
	version->dispatch_count = (int) SPI_processed;
	version->dispatches = MemoryContextAllocZero(version->context, sizeof(CCDispatchRule) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		version->dispatches[i].category = cc_column_text(version->context, i, 1);
		version->dispatches[i].street = cc_column_text(version->context, i, 2);
		version->dispatches[i].department = cc_column_text(version->context, i, 3);
	}
}

/* Reads what steps require. */
static void
read_requirements(CCVersion *version, Oid *types, Datum *values)
{
	cc_read("SELECT t.from_stage, t.to_stage, t.requirement, s.function::text, t.passed_by "
			"FROM cc_center.transition_requirement t JOIN cc_center.step_requirement s USING (requirement) "
			"WHERE t.center_id = $1 AND t.version = $2 ORDER BY t.requirement", 2, types, values);
	version->requirement_count = (int) SPI_processed;
	version->requirements = MemoryContextAllocZero(version->context, sizeof(CCRequirement) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCRequirement *required = &version->requirements[i];

		required->from_stage = cc_column_text(version->context, i, 1);
		required->to_stage = cc_column_text(version->context, i, 2);
		required->requirement = cc_column_text(version->context, i, 3);
		required->function = cc_column_text(version->context, i, 4);
		required->passers = cc_column_texts(version->context, i, 5, &required->passer_count);
	}
}

/* Tells whether shifts of a role take streets. */
static bool
has_shifts(const CCVersion *version, const char *role)
{
	for (int i = 0; i < version->assignment_count; i++)
		if (strcmp(version->assignments[i].role, role) == 0)
			return true;
	return false;
}

/* Tells where the leg that a transition opens goes: to a shift, to a department, or to an inspector of the street. */
static void
complete_transition(const CCVersion *version, CCTransition *transition)
{
	transition->shift_role = transition->next_role;
	if (transition->next_role && !has_shifts(version, transition->next_role))
	{
		transition->to_department = strcmp(transition->next_role, "department") == 0;
		transition->to_inspector = strcmp(transition->next_role, "inspector") == 0;
		if (transition->to_department || transition->to_inspector)
			transition->shift_role = NULL;
	}
	for (int i = 0; i < version->requirement_count; i++)
		if (strcmp(version->requirements[i].from_stage, transition->from_stage) == 0
			&& strcmp(version->requirements[i].to_stage, transition->to_stage) == 0)
			transition->requires = true;
}

/* Tells whether the leg that a transition ends lies with a department. */
bool
cc_ends_at_department(const CCVersion *version, const CCTransition *transition)
{
	for (int i = 0; i < version->transition_count; i++)
		if (version->transitions[i].to_department && strcmp(version->transitions[i].to_stage, transition->from_stage) == 0)
			return true;
	return false;
}

/* Reads the rules of the later legs of a version, whose assignments and transitions are read. */
void
cc_read_later_rules(CCVersion *version, Oid *types, Datum *values)
{
	read_limits(version, types, values);
	read_dispatches(version, types, values);
	read_requirements(version, types, values);
	for (int i = 0; i < version->transition_count; i++)
		complete_transition(version, &version->transitions[i]);
}
