/* Writing legs: straight into the table where that is equivalent, else through the executor. */
#ifndef CC_CASES_LEG_STORE_H
#define CC_CASES_LEG_STORE_H

#include "postgres.h"
#include "datatype/timestamp.h"

/* A row of the leg table. Instants that are not set are DT_NOEND, texts NULL. */
typedef struct CCLeg
{
	int64		center_id;
	int64		case_id;
	int32		leg_no;
	int32		version;
	TimestampTz received_at;
	TimestampTz clock_start;
	TimestampTz due_at;
	TimestampTz shift_ends_at;
	TimestampTz attention_at;	/* DT_NOEND is kept as infinity */
	TimestampTz overdue_at;
	TimestampTz finished_at;
	TimestampTz recorded_at;	/* wall clock and session role of whoever finished it */
	const char *leg_kind;
	const char *role;
	const char *street;
	const char *shift;
	const char *holder;
	const char *finished_by;
	const char *outcome;
	const char *reason;
	const char *recorded_by;
} CCLeg;

extern void cc_leg_insert(const CCLeg *leg);

/* Reads an open leg as it is now, locked by the lock on its case; false where there is none. */
extern bool cc_leg_read_open(int64 center_id, int64 case_id, int32 leg_no, CCLeg *leg);

/* Ends an open leg; false where there is none. */
extern bool cc_leg_finish(int64 center_id, int64 case_id, int32 leg_no, TimestampTz finished_at,
						  const char *finished_by, const char *outcome, const char *reason);

/* Writes how a waiting leg was placed: holder (or still none), shift, clock, attention and version. */
extern bool cc_leg_place(const CCLeg *leg);

#endif
