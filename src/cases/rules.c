/* The compiled rules of cases: read once per center, dropped when a rule of the center changes. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "cases/rules.h"
#include "core/watch.h"
#include "core/errors.h"
#include "core/read.h"

typedef struct CenterEntry
{
	int64		center_id;
	CCStamp		stamp;
	CCCenter   *center;
} CenterEntry;

static CCWatch watch = {
	.tables = {"center", "rule_set", "rule_setting", "street", "channel", "street_assignment", "transition",
	"dispatch_rule", "leg_limit", "transition_requirement", NULL},
	.stale = true
};
static MemoryContext context = NULL;
static HTAB *centers = NULL;

/* Drops everything that was compiled and starts anew. */
static void
start_anew(void)
{
	HASHCTL		control = {.keysize = sizeof(int64), .entrysize = sizeof(CenterEntry)};

	centers = NULL;
	if (context)
		MemoryContextDelete(context);
	context = AllocSetContextCreate(CacheMemoryContext, "cc_center case rules", ALLOCSET_DEFAULT_SIZES);
	cc_watch_begin(&watch);
	control.hcxt = context;
	centers = hash_create("cc_center centers", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Orders strings for qsort and bsearch. */
static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Orders assignments by street, role, type of day. */
int
cc_compare_assignments(const void *a, const void *b)
{
	const CCAssignment *x = a;
	const CCAssignment *y = b;
	int			result = strcmp(x->street, y->street);

	if (result == 0)
		result = strcmp(x->role, y->role);
	return result != 0 ? result : (int) x->weekend - (int) y->weekend;
}

/* Orders transitions by their two stages. */
static int
compare_transitions(const void *a, const void *b)
{
	const CCTransition *x = a;
	const CCTransition *y = b;
	int			result = strcmp(x->from_stage, y->from_stage);

	return result != 0 ? result : strcmp(x->to_stage, y->to_stage);
}

/* Reads one column of a query on a center as a sorted list of strings. */
static const char **
read_names(const CCCenter *center, const char *sql, int *count)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center->center_id)};
	const char **names;

	cc_read(sql, 1, types, values);
	names = MemoryContextAlloc(center->context, sizeof(char *) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
		names[i] = cc_column_text(center->context, i, 1);
	qsort(names, SPI_processed, sizeof(char *), compare_text);
	*count = (int) SPI_processed;
	return names;
}

/* Reads the ratified versions of a center, without their rules. */
static void
read_versions(CCCenter *center)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center->center_id)};

	cc_read("SELECT r.version, lower(r.effective), upper(r.effective) FROM cc_center.rule_set r "
			"WHERE r.center_id = $1 AND r.status = 'ratified' ORDER BY lower(r.effective)",
			1, types, values);
	center->version_count = (int) SPI_processed;
	center->versions = MemoryContextAllocZero(center->context, sizeof(CCVersion) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		isnull;

		center->versions[i].context = center->context;
		center->versions[i].version = DatumGetInt32(cc_column(i, 1, &isnull));
		center->versions[i].from = cc_column_int64(i, 2, DT_NOBEGIN);
		center->versions[i].until = cc_column_int64(i, 3, DT_NOEND);
	}
}

/* Reads a center; NULL where it does not exist. Its memory joins the others once it is complete. */
static CCCenter *
read_center(int64 center_id)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(center_id)};
	CCReader	reader = cc_spi_begin();
	CCCenter   *center = NULL;

	cc_read("SELECT c.code, EXISTS (SELECT FROM cc_center.rule_setting s WHERE s.center_id = c.center_id "
			"AND s.name = 'day_type_by' AND s.value = 'weekday') FROM cc_center.center c WHERE c.center_id = $1",
			1, types, values);
	if (SPI_processed > 0)
	{
		MemoryContext fresh = AllocSetContextCreate(CurrentMemoryContext, "cc_center center", ALLOCSET_SMALL_SIZES);
		bool		isnull;

		center = MemoryContextAllocZero(fresh, sizeof(CCCenter));
		center->context = fresh;
		center->center_id = center_id;
		center->code = cc_column_text(fresh, 0, 1);
		center->literal_weekday = DatumGetBool(cc_column(0, 2, &isnull));
		read_versions(center);
		center->streets = read_names(center, "SELECT s.street FROM cc_center.street s WHERE s.center_id = $1 AND s.active",
									 &center->street_count);
		center->channels = read_names(center, "SELECT c.channel FROM cc_center.channel c WHERE c.center_id = $1 AND c.active",
									  &center->channel_count);
		MemoryContextSetParent(fresh, context);
	}
	cc_spi_end(reader);
	return center;
}

/* Reads a text array column into rules memory. */
const char **
cc_column_texts(MemoryContext memory, uint64 row, int column, int *count)
{
	bool		isnull;
	Datum		value = cc_column(row, column, &isnull);
	Datum	   *items;
	const char **texts;

	*count = 0;
	if (isnull)
		return NULL;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &items, NULL, count);
	texts = MemoryContextAlloc(memory, sizeof(char *) * (*count + 1));
	for (int i = 0; i < *count; i++)
		texts[i] = MemoryContextStrdup(memory, TextDatumGetCString(items[i]));
	return texts;
}

/* Reads the street assignments of a version. */
static void
read_assignments(CCVersion *version, Oid *types, Datum *values)
{
	cc_read("SELECT a.role, a.day_type = 'weekend', a.street, array_agg(a.shift ORDER BY a.ordinal) "
			"FROM cc_center.street_assignment a WHERE a.center_id = $1 AND a.version = $2 GROUP BY 1, 2, 3",
			2, types, values);
	version->assignment_count = (int) SPI_processed;
	version->assignments = MemoryContextAllocZero(version->context, sizeof(CCAssignment) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCAssignment *assignment = &version->assignments[i];
		bool		isnull;

		assignment->role = cc_column_text(version->context, i, 1);
		assignment->weekend = DatumGetBool(cc_column(i, 2, &isnull));
		assignment->street = cc_column_text(version->context, i, 3);
		assignment->shifts = cc_column_texts(version->context, i, 4, &assignment->shift_count);
	}
	qsort(version->assignments, version->assignment_count, sizeof(CCAssignment), cc_compare_assignments);
}

/* Reads the transitions of a version. */
static void
read_transitions(CCVersion *version, Oid *types, Datum *values)
{
	cc_read("SELECT t.from_stage, t.to_stage, t.roles, t.leg_kind, t.next_leg_kind, t.next_role, t.reason_needed "
			"FROM cc_center.transition t WHERE t.center_id = $1 AND t.version = $2",
			2, types, values);
	version->transition_count = (int) SPI_processed;
	version->transitions = MemoryContextAllocZero(version->context, sizeof(CCTransition) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CCTransition *transition = &version->transitions[i];
		bool		isnull;

		transition->from_stage = cc_column_text(version->context, i, 1);
		transition->to_stage = cc_column_text(version->context, i, 2);
		transition->roles = cc_column_texts(version->context, i, 3, &transition->role_count);
		transition->leg_kind = cc_column_text(version->context, i, 4);
		transition->next_leg_kind = cc_column_text(version->context, i, 5);
		transition->next_role = cc_column_text(version->context, i, 6);
		transition->reason_needed = DatumGetBool(cc_column(i, 7, &isnull));
	}
	qsort(version->transitions, version->transition_count, sizeof(CCTransition), compare_transitions);
}

/* Reads the single values that routing and stages need. */
static void
read_settings(CCVersion *version, Oid *types, Datum *values)
{
	version->live_from = DT_NOBEGIN;
	cc_read("SELECT s.name, s.value, regexp_split_to_array(s.value, '[[:space:]]*,[[:space:]]*'), "
			"CASE WHEN s.name = 'live_from' THEN cc_center.live_from(s.center_id, s.version) END "
			"FROM cc_center.rule_setting s WHERE s.center_id = $1 AND s.version = $2 AND s.value IS NOT NULL",
			2, types, values);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		char	   *name = cc_column_text(CurrentMemoryContext, i, 1);
		char	   *value = cc_column_text(version->context, i, 2);

		if (strcmp(name, "day_type_by") == 0)
			version->literal_weekday = strcmp(value, "weekday") == 0;
		else if (strcmp(name, "weekday_needs_shift") == 0)
			version->weekday_needs_shift = value;
		else if (strcmp(name, "pass_at_rest") == 0)
			version->passes_at_rest = strcmp(value, "yes") == 0;
		else if (strcmp(name, "emergency_cover") == 0)
		{
			version->urgent_to_anybody = true;
			version->urgent_to_standby = strcmp(value, "standby") == 0;
		}
		else if (strcmp(name, "live_from") == 0)
			version->live_from = cc_column_int64(i, 4, DT_NOBEGIN);
		else if (strcmp(name, "reference_once") == 0)
		{
			version->reference_once = true;
			version->passes_repeats = strcmp(value, "pass_over") == 0;
		}
		else if (strcmp(name, "take_over_roles") == 0)
			version->leaders = cc_column_texts(version->context, i, 3, &version->leader_count);
	}
}

/* Compiles a version's rules, the first time they are asked for. */
static void
compile_version(CCCenter *center, CCVersion *version)
{
	Oid			types[] = {INT8OID, INT4OID};
	Datum		values[] = {Int64GetDatum(center->center_id), Int32GetDatum(version->version)};
	CCReader	reader = cc_spi_begin();

	read_assignments(version, types, values);
	read_transitions(version, types, values);
	cc_read_later_rules(version, types, values);
	read_settings(version, types, values);
	version->compiled = true;
	cc_spi_end(reader);
}

/* Returns a center's compiled rules as they are now; fails where there is no such center. */
CCCenter *
cc_rules(int64 center_id)
{
	CenterEntry *entry;
	CCCenter   *center;
	CCStamp		stamp;

	if (cc_watch_stale(&watch) || centers == NULL)
		start_anew();
	entry = hash_search(centers, &center_id, HASH_FIND, NULL);
	if (entry && cc_stamp_holds(&watch, &entry->stamp, center_id))
		return entry->center;
	if (entry)
	{
		MemoryContext stale = entry->center->context;

		hash_search(centers, &center_id, HASH_REMOVE, NULL);
		MemoryContextDelete(stale);
	}
	stamp = cc_stamp(&watch, center_id);
	center = read_center(center_id);
	if (center == NULL)
		cc_fail(unknown_center, cc_int64_text(center_id));
	entry = hash_search(centers, &center_id, HASH_ENTER, NULL);
	entry->stamp = stamp;
	entry->center = center;
	return center;
}

/* Returns the version in force at an instant, compiled; fails where none is. */
CCVersion *
cc_rules_at(CCCenter *center, TimestampTz at)
{
	for (int i = center->version_count - 1; i >= 0; i--)
	{
		CCVersion  *version = &center->versions[i];

		if (at >= version->from && at < version->until)
		{
			if (!version->compiled)
				compile_version(center, version);
			return version;
		}
	}
	cc_fail(no_ratified_rules, cc_int64_text(center->center_id), timestamptz_to_str(at));
}

/* Tells whether a sorted list holds a text. */
static bool
holds(const char **names, int count, const char *name)
{
	return bsearch(&name, names, count, sizeof(char *), compare_text) != NULL;
}

/* Tells whether the center serves a street. */
bool
cc_has_street(const CCCenter *center, const char *street)
{
	return holds(center->streets, center->street_count, street);
}

/* Tells whether the center has a channel. */
bool
cc_has_channel(const CCCenter *center, const char *channel)
{
	return holds(center->channels, center->channel_count, channel);
}

/* Returns who takes a street's cases: its own row, or that of every other street; or NULL. */
const CCAssignment *
cc_assignment(const CCVersion *version, const char *role, bool weekend, const char *street)
{
	CCAssignment key = {.role = role, .weekend = weekend, .street = street};
	CCAssignment *found = bsearch(&key, version->assignments, version->assignment_count,
								  sizeof(CCAssignment), cc_compare_assignments);

	if (found == NULL)
	{
		key.street = "*";
		found = bsearch(&key, version->assignments, version->assignment_count,
						sizeof(CCAssignment), cc_compare_assignments);
	}
	return found;
}

/* Returns the transition between two stages, or NULL. */
const CCTransition *
cc_transition(const CCVersion *version, const char *from_stage, const char *to_stage)
{
	CCTransition key = {.from_stage = from_stage, .to_stage = to_stage};

	return bsearch(&key, version->transitions, version->transition_count,
				   sizeof(CCTransition), compare_transitions);
}

/* Tells whether a case can come to a stage at all. */
bool
cc_is_stage(const CCVersion *version, const char *stage)
{
	for (int i = 0; i < version->transition_count; i++)
		if (strcmp(version->transitions[i].to_stage, stage) == 0)
			return true;
	return false;
}

/* Joins different texts, in the order given, with commas. */
static char *
join(int count, const char **texts)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < count; i++)
		if (i == 0 || strcmp(texts[i], texts[i - 1]) != 0)
			appendStringInfo(&out, "%s%s", out.len > 0 ? ", " : "", texts[i]);
	return out.data;
}

/* Returns the stages of a version as a list. */
char *
cc_stage_list(const CCVersion *version)
{
	const char **stages = palloc(sizeof(char *) * (version->transition_count + 1));

	for (int i = 0; i < version->transition_count; i++)
		stages[i] = version->transitions[i].to_stage;
	qsort(stages, version->transition_count, sizeof(char *), compare_text);
	return join(version->transition_count, stages);
}

/* Returns roles as a list. */
char *
cc_role_list(int count, const char **roles)
{
	return join(count, roles);
}

/* Returns the roles that streets are assigned to. */
char *
cc_routed_roles(const CCVersion *version)
{
	const char **roles = palloc(sizeof(char *) * (version->assignment_count + 1));

	for (int i = 0; i < version->assignment_count; i++)
		roles[i] = version->assignments[i].role;
	qsort(roles, version->assignment_count, sizeof(char *), compare_text);
	return join(version->assignment_count, roles);
}
