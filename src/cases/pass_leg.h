/* Changes of hands, and their records. */
#ifndef CC_CASES_PASS_LEG_H
#define CC_CASES_PASS_LEG_H

#include "postgres.h"
#include "datatype/timestamp.h"

/* A row of the handover table; texts that are not set are NULL. */
typedef struct CCHandover
{
	int64		center_id;
	int64		case_id;
	int32		leg_no;
	int32		new_leg_no;
	const char *from_staff;
	const char *to_staff;		/* NULL: nobody covered then */
	const char *by_staff;		/* NULL: the sweep */
	TimestampTz at;
	const char *kind;			/* manual, shift_end, rest, take_over, off_roster or given_out */
	const char *reason;
} CCHandover;

/* Writes the record of a change of hands. */
extern void cc_record_handover(const CCHandover *handover);

#endif
