/* The row of a case: its columns, and what the rules noted about it between their two triggers. */
#ifndef CC_CASES_CASE_ROW_H
#define CC_CASES_CASE_ROW_H

#include "postgres.h"
#include "access/htup.h"
#include "access/tupdesc.h"
#include "commands/trigger.h"

#include "cases/leg_store.h"
#include "cases/route.h"

/* The columns of cases. Those before CASE_FIRST_GIVEN are owned by the rules. */
typedef enum CCCaseColumn
{
	CASE_ID, CASE_NUMBER, CASE_STAGE, CASE_REPORTED_AT, CASE_FIRST_CONTACT, CASE_HOLDER, CASE_DUE_AT,
	CASE_LEG_NO, CASE_CLOSED_AT, CASE_VERSION, CASE_RECORDED_AT, CASE_RECORDED_BY,
	CASE_FIRST_GIVEN, CASE_CENTER_ID = CASE_FIRST_GIVEN, CASE_STREET, CASE_CHANNEL, CASE_CATEGORY,
	CASE_DESCRIPTION, CASE_PRIORITY, CASE_REFERENCE, CASE_STAGE_REASON,
	CASE_COLUMN_COUNT
} CCCaseColumn;

extern const char *const cc_case_column_names[CASE_COLUMN_COUNT];

/* Attribute numbers of the trigger's table; fails where it is not a table of cases. */
extern const AttrNumber *cc_case_columns(Relation cases);

extern Datum cc_case_value(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column, bool *isnull);
extern char *cc_case_text(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column);
extern int64 cc_case_int64(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns, CCCaseColumn column);

/* True when one of our own functions writes, as the owner of the table. */
extern bool cc_writes_for_rules(Relation cases);

/* What the BEFORE trigger decided and the AFTER trigger carries out. */
typedef struct CCNote
{
	int64		center_id;		/* the key: a case's leg */
	int64		case_id;
	int32		leg_no;
	int32		padding;
	uint64		owned_hash;		/* of the columns the rules own, as they set them */
	int32		version;
	bool		opens;			/* a leg is opened */
	int32		ends_leg_no;	/* the leg that ends, or 0 */
	TimestampTz at;
	TimestampTz received_at;
	CCPlacement placement;
	char		leg_kind[NAMEDATALEN];
	char		role[NAMEDATALEN];	/* empty: none */
	char		actor[NAMEDATALEN]; /* staff number of the acting person; empty: none */
	char		taken_from[NAMEDATALEN];	/* whose leg a leader took over; empty: nobody's */
} CCNote;

/* Makes the note of a leg, empty but for its key. */
extern CCNote *cc_note(int64 center_id, int64 case_id, int32 leg_no);

/* Seals the note with the row as the rules left it. */
extern void cc_note_seal(CCNote *note, HeapTuple row, TupleDesc descriptor, const AttrNumber *columns);

/* Takes the note of a written row; fails where the row is not as the rules left it. */
extern CCNote *cc_note_take(HeapTuple row, TupleDesc descriptor, const AttrNumber *columns);

/* Opens the leg a note speaks of. */
extern void cc_note_open_leg(const CCNote *note, const char *street);

#endif
