/* The row of a case as its triggers see it. */
#ifndef CC_CASES_CASE_ROW_H
#define CC_CASES_CASE_ROW_H

#include "postgres.h"
#include "access/htup.h"
#include "utils/rel.h"

/* The columns of cases. Those before CASE_FIRST_GIVEN are owned by the rules. */
typedef enum CCCaseColumn
{
	CASE_ID, CASE_NUMBER, CASE_STAGE, CASE_REPORTED_AT, CASE_FIRST_CONTACT, CASE_HOLDER, CASE_DUE_AT,
	CASE_LEG_NO, CASE_CLOSED_AT, CASE_VERSION, CASE_RECORDED_AT, CASE_RECORDED_BY, CASE_PAUSED_UNTIL, CASE_DEADLINE,
	CASE_FIRST_GIVEN, CASE_CENTER_ID = CASE_FIRST_GIVEN, CASE_STREET, CASE_CHANNEL, CASE_CATEGORY,
	CASE_DESCRIPTION, CASE_PRIORITY, CASE_REFERENCE, CASE_STAGE_REASON, CASE_DEPARTMENT,
	CASE_COLUMN_COUNT
} CCCaseColumn;

extern const char *const cc_case_column_names[CASE_COLUMN_COUNT];

/* A row taken apart. */
typedef struct CCCaseRow
{
	TupleDesc	descriptor;
	const AttrNumber *columns;
	Datum	   *values;
	bool	   *nulls;
} CCCaseRow;

/* Takes a row apart; fails where the relation is not a table of cases. */
extern void cc_case_read(Relation cases, HeapTuple tuple, CCCaseRow *row);

/* Puts a row together again. */
extern HeapTuple cc_case_form(const CCCaseRow *row);

extern bool cc_case_isnull(const CCCaseRow *row, CCCaseColumn column);
extern Datum cc_case_value(const CCCaseRow *row, CCCaseColumn column);
extern char *cc_case_text(const CCCaseRow *row, CCCaseColumn column);
extern void cc_case_set(CCCaseRow *row, CCCaseColumn column, Datum value, bool isnull);
extern void cc_case_set_text(CCCaseRow *row, CCCaseColumn column, const char *string);

/* Attribute number of a column. */
extern AttrNumber cc_case_attnum(const CCCaseRow *row, CCCaseColumn column);

/* Whether a column differs between two versions of a row. */
extern bool cc_case_differs(const CCCaseRow *old_row, const CCCaseRow *new_row, CCCaseColumn column);

/* A hash of a row that was put together, the columns given by the client included. */
extern uint64 cc_case_hash(const CCCaseRow *row, HeapTuple formed);

/* Whether a written row is the one that was hashed. */
extern bool cc_case_is_hashed(const CCCaseRow *row, HeapTuple written, uint64 hash);

/* True when one of our own functions writes, as the owner of the table. */
extern bool cc_writes_for_rules(Relation cases);

/* A new case id. */
extern int64 cc_next_case_id(void);

#endif
