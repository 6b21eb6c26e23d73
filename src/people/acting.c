/*
 * Who is acting: maps the outer current role (what SET ROLE or the login chose) to its enrolments.
 * SECURITY DEFINER functions change the current user, but not the outer one, so nobody can act under
 * another's number through them.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/watch.h"
#include "core/clock.h"
#include "core/errors.h"
#include "core/read.h"
#include "people/acting.h"

/* A pool of sessions acts as many roles in turn; beyond this many it starts anew. */
#define MAX_LOGINS 256

typedef struct Enrolment
{
	CCActing	acting;
	TimestampTz active_from;	/* midnights of the center's zone */
	TimestampTz active_until;
} Enrolment;

/* What a role is enrolled as, by center. */
typedef struct Login
{
	NameData	login_role;
	Oid			role;			/* whose name that was */
	CCStamp		stamp;			/* of its enrolments, and of the people and the rows of its centers */
	MemoryContext context;
	int			count;
	Enrolment  *enrolments;
} Login;

/* cc_watch_changes() numbers them */
enum
{
	ENROLMENT, STAFF, CENTER
};

bool		(*cc_shift_goes_on) (int64 center_id, const char *staff_no, TimestampTz began_before) = NULL;

static CCWatch watch = {.tables = {[ENROLMENT] = "enrolment",[STAFF] = "staff",[CENTER] = "center"}, .stale = true};
static MemoryContext context = NULL;
static HTAB *logins = NULL;

PG_FUNCTION_INFO_V1(cc_acting_centers);
PG_FUNCTION_INFO_V1(cc_acting_staff_no);
PG_FUNCTION_INFO_V1(cc_acting_role);
PG_FUNCTION_INFO_V1(cc_acting_group);
PG_FUNCTION_INFO_V1(cc_acting_login_role);

/* Drops what is known of every role and starts anew. */
static void
start_anew(void)
{
	HASHCTL		control = {.keysize = sizeof(NameData), .entrysize = sizeof(Login)};

	logins = NULL;
	if (context)
		MemoryContextDelete(context);
	context = AllocSetContextCreate(CacheMemoryContext, "cc_center enrolments", ALLOCSET_SMALL_SIZES);
	cc_watch_begin(&watch);
	control.hcxt = context;
	logins = hash_create("cc_center logins", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Reads who the people are that a role is enrolled as, for the enrolments that are read. */
static void
read_people(Login *login)
{
	Oid			types[] = {NAMEOID};
	Datum		values[] = {NameGetDatum(&login->login_role)};
	int			at_row = 0;

	cc_read("SELECT e.center_id, e.staff_no, s.role, "
			"greatest(lower(s.active), '0001-01-01')::timestamp AT TIME ZONE c.time_zone, "
			"least(upper(s.active), '9999-12-31')::timestamp AT TIME ZONE c.time_zone, isempty(s.active) "
			"FROM cc_center.enrolment e JOIN cc_center.center c USING (center_id) "
			"JOIN cc_center.staff s USING (center_id, staff_no) "
			"WHERE e.login_role = $1 ORDER BY e.center_id",
			1, types, values);
	for (int i = 0; i < login->count; i++)
	{
		Enrolment  *row = login->enrolments + i;
		bool		isnull;

		if (row->acting.staff_no == NULL)
			continue;
		/* whoever is not found has just gone, and the message of it makes this read again */
		row->active_until = DT_NOBEGIN;
		while (at_row < (int) SPI_processed && cc_column_int64(at_row, 1, 0) < row->acting.center_id)
			at_row++;
		if (at_row == (int) SPI_processed || cc_column_int64(at_row, 1, 0) > row->acting.center_id)
			continue;
		row->acting.staff_no = cc_column_text(login->context, at_row, 2);
		row->acting.group = row->acting.role = cc_column_text(login->context, at_row, 3);
		row->active_from = DatumGetTimestampTz(cc_column(at_row, 4, &isnull));
		if (!DatumGetBool(cc_column(at_row, 6, &isnull)))
			row->active_until = DatumGetTimestampTz(cc_column(at_row, 5, &isnull));
	}
}

/*
 * Reads the enrolments of a role into its context, by center. An application's need one table alone. A role that was
 * dropped and made anew under its name is another one, and inherits nothing. What comes from another server, by a dump or
 * by replication, has oids that mean nothing here: there the role must be in the group of what it is enrolled as, which a
 * role made anew is not.
 */
static void
read_enrolments(Login *login)
{
	Oid			types[] = {NAMEOID, OIDOID, INT8OID};
	Datum		values[] = {NameGetDatum(&login->login_role), ObjectIdGetDatum(login->role),
	Int64GetDatum((int64) GetSystemIdentifier())};
	CCReader	reader = cc_spi_begin();
	bool		people = false;

	cc_read("SELECT e.center_id, e.staff_no, e.as_group FROM cc_center.enrolment e "
			"WHERE e.login_role = $1 AND CASE WHEN e.server = $3 THEN e.role_oid = $2 "
			"ELSE cc_center.is_in_group($2, e.as_group, e.center_id, e.staff_no) END ORDER BY e.center_id",
			3, types, values);
	login->count = (int) SPI_processed;
	login->enrolments = MemoryContextAllocZero(login->context, sizeof(Enrolment) * (SPI_processed + 1));
	for (int i = 0; i < login->count; i++)
	{
		Enrolment  *row = login->enrolments + i;

		row->acting.center_id = cc_column_int64(i, 1, 0);
		row->acting.staff_no = cc_column_text(login->context, i, 2);
		row->acting.group = cc_column_text(login->context, i, 3);
		row->active_from = DT_NOBEGIN;
		row->active_until = DT_NOEND;
		people = people || row->acting.staff_no;
	}
	if (people)
		read_people(login);
	cc_spi_end(reader);
}

/*
 * Returns what a role's enrolments are as of now: changes of its enrolments, wherever, and in the
 * centers it is known to belong to.
 */
static CCStamp
stamp_login(const Login *login)
{
	CCStamp		stamp = {.seen = cc_changes};

	stamp.changes = cc_watch_changes(&watch, ENROLMENT, cc_name_key(NameStr(login->login_role)));
	for (int i = 0; i < login->count; i++)
		stamp.changes += cc_watch_changes(&watch, STAFF, login->enrolments[i].acting.center_id) +
			cc_watch_changes(&watch, CENTER, login->enrolments[i].acting.center_id);
	return stamp;
}

/* Tells whether what is known of a role is still so. */
static bool
login_holds(Login *login)
{
	CCStamp		now;

	if (login->stamp.seen == cc_changes)
		return true;
	now = stamp_login(login);
	if (login->stamp.seen == 0 || now.changes != login->stamp.changes)
		return false;
	login->stamp.seen = now.seen;
	return true;
}

/*
 * Reads what a role is enrolled as. Where that fails nothing is kept, so that nobody acts on what he was.
 * Its centers are known only afterwards, so that a change which arrives meanwhile makes it read again.
 */
static Login *
load_login(const NameData *login_role, Oid role)
{
	Login		fresh = {.login_role = *login_role, .role = role};
	uint64		before = cc_changes;
	Login	   *login;

	fresh.context = AllocSetContextCreate(CurrentMemoryContext, "cc_center login", ALLOCSET_SMALL_SIZES);
	read_enrolments(&fresh);
	fresh.stamp = stamp_login(&fresh);
	if (cc_changes != before)
		fresh.stamp.seen = 0;
	login = hash_search(logins, login_role, HASH_ENTER, NULL);
	*login = fresh;
	MemoryContextSetParent(fresh.context, context);
	return login;
}

/*
 * Tells whether the person is active today, on the center's own calendar day. The shift of his last day belongs to
 * it to its end, however far past midnight; none is longer than a day, so nobody looks for it later.
 */
static bool
is_active(const Enrolment *enrolment)
{
	TimestampTz now = cc_clock();

	if (now < enrolment->active_from)
		return false;
	if (now < enrolment->active_until)
		return true;
	return cc_shift_goes_on && !TIMESTAMP_NOT_FINITE(enrolment->active_until) &&
		now < enrolment->active_until + USECS_PER_DAY &&
		cc_shift_goes_on(enrolment->acting.center_id, enrolment->acting.staff_no, enrolment->active_until);
}

/* Returns the enrolments of the outer current role, and how many there are. */
static Enrolment *
own_enrolments(int *count)
{
	NameData	login_role;
	Oid			role = GetOuterUserId();
	char	   *name = cc_acting_login();
	Login	   *login;

	namestrcpy(&login_role, name);
	pfree(name);
	if (cc_watch_stale(&watch) || logins == NULL)
		start_anew();
	login = hash_search(logins, &login_role, HASH_FIND, NULL);
	if (login && (login->role != role || !login_holds(login)))
	{
		MemoryContext stale = login->context;

		hash_search(logins, &login_role, HASH_REMOVE, NULL);
		MemoryContextDelete(stale);
		login = NULL;
	}
	if (login == NULL)
	{
		if (hash_get_num_entries(logins) >= MAX_LOGINS)
			start_anew();
		login = load_login(&login_role, role);
	}
	*count = login->count;
	return login->enrolments;
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
