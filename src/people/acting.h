/* Who is acting: the enrolment of the outer current role. */
#ifndef CC_ACTING_H
#define CC_ACTING_H

#include "postgres.h"

#include "datatype/timestamp.h"

typedef struct CCActing
{
	int64		center_id;
	const char *staff_no;		/* NULL: an application */
	const char *role;			/* NULL: an application */
	const char *group;			/* the role, or app, reader, importer */
} CCActing;

/* Fills the person acting in a center at present; false where the role is not enrolled there. */
extern bool cc_acting(int64 center_id, CCActing *acting);

/* The only center of the acting role; fails where there is none or more than one. */
extern int64 cc_only_center(void);

extern char *cc_acting_login(void);

/*
 * Set by the area that knows rosters: tells whether a person is in the middle of a shift that began before an
 * instant, the end of his active days.
 */
extern bool (*cc_shift_goes_on) (int64 center_id, const char *staff_no, TimestampTz began_before);

#endif
