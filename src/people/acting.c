/*
 * Who is acting: maps the outer current role (what SET ROLE or the login chose) to its enrolments.
 * SECURITY DEFINER functions change the current user, but not the outer one, so nobody can act under
 * another's number through them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/watch.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/read.h"
#include "people/acting.h"

typedef struct Enrolment
{
	NameData	login_role;
	CCActing	acting;
	TimestampTz active_from;	/* midnights of the center's zone */
	TimestampTz active_until;
} Enrolment;

static CCWatch watch = {.tables = {"enrolment", "staff", "center", NULL}, .stale = true};
static MemoryContext context = NULL;
static Enrolment *enrolments = NULL;
static int	enrolment_count = 0;

PG_FUNCTION_INFO_V1(cc_acting_centers);
PG_FUNCTION_INFO_V1(cc_acting_staff_no);
PG_FUNCTION_INFO_V1(cc_acting_role);
PG_FUNCTION_INFO_V1(cc_acting_group);
PG_FUNCTION_INFO_V1(cc_acting_login_role);

/* Orders enrolments by role name, then center. */
static int
compare_enrolments(const void *a, const void *b)
{
	const Enrolment *x = a;
	const Enrolment *y = b;
	int			by_name = strcmp(NameStr(x->login_role), NameStr(y->login_role));

	if (by_name != 0)
		return by_name;
	return x->acting.center_id < y->acting.center_id ? -1 : x->acting.center_id > y->acting.center_id;
}

/* Reads all enrolments into a context, in order; returns how many there are. */
static int
read_enrolments(MemoryContext fresh, Enrolment **rows)
{
	CCReader	reader = cc_spi_begin();
	int			count;

	cc_read("SELECT e.center_id, e.login_role::text, e.staff_no, s.role, "
			"greatest(lower(s.active), '0001-01-01')::timestamp AT TIME ZONE c.time_zone, "
			"least(upper(s.active), '9999-12-31')::timestamp AT TIME ZONE c.time_zone, "
			"coalesce(isempty(s.active), false), e.as_group "
			"FROM cc_center.enrolment e JOIN cc_center.center c USING (center_id) "
			"LEFT JOIN cc_center.staff s USING (center_id, staff_no)",
			0, NULL, NULL);
	count = (int) SPI_processed;
	*rows = MemoryContextAllocZero(fresh, sizeof(Enrolment) * (count + 1));
	for (int i = 0; i < count; i++)
	{
		Enrolment  *row = *rows + i;
		bool		isnull;
		Datum		at;

		row->acting.center_id = cc_column_int64(i, 1, 0);
		namestrcpy(&row->login_role, cc_column_text(CurrentMemoryContext, i, 2));
		row->acting.staff_no = cc_column_text(fresh, i, 3);
		row->acting.role = cc_column_text(fresh, i, 4);
		row->acting.group = row->acting.role ? row->acting.role : cc_column_text(fresh, i, 8);
		at = cc_column(i, 5, &isnull);
		row->active_from = isnull ? DT_NOBEGIN : DatumGetTimestampTz(at);
		at = cc_column(i, 6, &isnull);
		row->active_until = isnull ? DT_NOEND : DatumGetTimestampTz(at);
		if (DatumGetBool(cc_column(i, 7, &isnull)))
			row->active_until = DT_NOBEGIN;
	}
	qsort(*rows, count, sizeof(Enrolment), compare_enrolments);
	cc_spi_end(reader);
	return count;
}

/*
 * Compiles all enrolments anew; done whenever one of the tables has changed. Where it fails, what was
 * compiled before stays stale: nobody acts on what he was.
 */
static void
load_enrolments(void)
{
	MemoryContext fresh = AllocSetContextCreate(CacheMemoryContext, "cc_center enrolments", ALLOCSET_SMALL_SIZES);
	Enrolment  *volatile rows = NULL;
	volatile int count = 0;

	PG_TRY();
	{
		Enrolment  *read = NULL;

		cc_watch_begin(&watch);
		count = read_enrolments(fresh, &read);
		rows = read;
	}
	PG_CATCH();
	{
		watch.stale = true;
		MemoryContextDelete(fresh);
		PG_RE_THROW();
	}
	PG_END_TRY();

	if (context)
		MemoryContextDelete(context);
	context = fresh;
	enrolments = rows;
	enrolment_count = count;
}

/* Tells whether the person is active today, on the center's own calendar day. */
static bool
is_active(const Enrolment *enrolment)
{
	TimestampTz now = cc_clock();

	return now >= enrolment->active_from && now < enrolment->active_until;
}

/* Returns the enrolments of the outer current role, and how many there are. */
static Enrolment *
own_enrolments(int *count)
{
	char	   *login;
	int			low = 0;
	int			high;

	if (cc_watch_stale(&watch))
		load_enrolments();
	login = GetUserNameFromId(GetOuterUserId(), false);
	high = enrolment_count;
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (strcmp(NameStr(enrolments[middle].login_role), login) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < enrolment_count && strcmp(NameStr(enrolments[high].login_role), login) == 0;)
		high++;
	pfree(login);
	*count = high - low;
	return enrolments + low;
}

/* Fills the person acting in a center; false where the role is not enrolled there, or not active today. */
bool
cc_acting(int64 center_id, CCActing *acting)
{
	int			count;
	Enrolment  *own = own_enrolments(&count);

	for (int i = 0; i < count; i++)
		if (own[i].acting.center_id == center_id)
		{
			*acting = own[i].acting;
			return is_active(&own[i]);
		}
	return false;
}

/* Returns the outer current role's name. */
char *
cc_acting_login(void)
{
	return GetUserNameFromId(GetOuterUserId(), false);
}

/* Returns the only center the acting role belongs to. */
int64
cc_only_center(void)
{
	int			count;
	Enrolment  *own = own_enrolments(&count);

	if (count != 1)
		cc_fail(ambiguous_center, cc_acting_login(), cc_int64_text(count));
	return own[0].acting.center_id;
}

/* SQL: the centers of the outer current role. */
Datum
cc_acting_centers(PG_FUNCTION_ARGS)
{
	int			count;
	Enrolment  *own = own_enrolments(&count);
	Datum	   *ids = palloc(sizeof(Datum) * (count + 1));
	int			active = 0;

	for (int i = 0; i < count; i++)
		if (is_active(&own[i]))
			ids[active++] = Int64GetDatum(own[i].acting.center_id);
	PG_RETURN_ARRAYTYPE_P(construct_array(ids, active, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* SQL: the staff number of the acting person in a center. */
Datum
cc_acting_staff_no(PG_FUNCTION_ARGS)
{
	CCActing	acting;

	if (!cc_acting(PG_GETARG_INT64(0), &acting) || acting.staff_no == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(acting.staff_no));
}

/* SQL: the role of the acting person in a center. */
Datum
cc_acting_role(PG_FUNCTION_ARGS)
{
	CCActing	acting;

	if (!cc_acting(PG_GETARG_INT64(0), &acting) || acting.role == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(acting.role));
}

/* SQL: the group the acting role is in, in a center: a person's role, or app, reader, importer. */
Datum
cc_acting_group(PG_FUNCTION_ARGS)
{
	CCActing	acting;

	if (!cc_acting(PG_GETARG_INT64(0), &acting) || acting.group == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(acting.group));
}

/* SQL: the outer current role. */
Datum
cc_acting_login_role(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(cc_acting_login()));
}
