/* Writing legs: straight into the table where that is equivalent, else through the executor. */
#ifndef CC_CASES_LEG_STORE_H
#define CC_CASES_LEG_STORE_H

#include "postgres.h"
#include "access/htup.h"
#include "datatype/timestamp.h"
#include "utils/relcache.h"

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
	const char *due_clause;		/* of the limit that due_at comes from */
	const char *leg_kind;
	const char *role;
	const char *street;
	const char *shift;
	const char *holder;
	const char *finished_by;
	const char *outcome;
	const char *reason;
	const char *recorded_by;
	const char *taken_from;		/* whose hands its holder himself took it out of */
	const char *department;		/* that it was dispatched to */
} CCLeg;

/*
 * Set by the area that keeps the record: told of each leg as it was written finished. A trigger would do as well,
 * but with one on the table every leg would go through the executor.
 */
extern void (*cc_leg_finished) (Relation leg, HeapTuple row);

extern void cc_leg_insert(const CCLeg *leg);

/* Reads an open leg as it is now, locked by the lock on its case; false where there is none. */
extern bool cc_leg_read_open(int64 center_id, int64 case_id, int32 leg_no, CCLeg *leg);

/*
 * Ends an open leg; false where there is none. A leg does not end before it came: finished_at becomes the later
 * of the two.
 */
extern bool cc_leg_finish(int64 center_id, int64 case_id, int32 leg_no, TimestampTz *finished_at,
						  const char *finished_by, const char *outcome, const char *reason);

/* Writes how a waiting leg was placed: holder (or still none), shift, clock, attention, version and clause. */
extern bool cc_leg_place(const CCLeg *leg);

/* Writes when the sweep must look at an open leg, with the end of its shift and its mark as overdue. */
extern bool cc_leg_attend(const CCLeg *leg);

/* Writes the due of an open leg that was reckoned anew, with its clause, attention and mark as overdue. */
extern bool cc_leg_retime(const CCLeg *leg);

/* Reads a leg from a record that has all its columns by name. */
extern void cc_leg_from_record(HeapTupleHeader record, CCLeg *leg);

#endif
