/* What the leg table looks like: its columns by name, and the indexes that rows are put into. */
#ifndef CC_CASES_LEG_TABLE_H
#define CC_CASES_LEG_TABLE_H

#include "postgres.h"
#include "access/attnum.h"
#include "nodes/execnodes.h"
#include "storage/lockdefs.h"
#include "utils/relcache.h"

#include "core/direct_write.h"

/* The columns of a leg. */
enum
{
	CENTER_ID, CASE_ID, LEG_NO, VERSION, RECEIVED_AT, CLOCK_START, DUE_AT, SHIFT_ENDS_AT, ATTENTION_AT,
	OVERDUE_AT, FINISHED_AT, RECORDED_AT, DUE_CLAUSE, LEG_KIND, ROLE, STREET, SHIFT, HOLDER, FINISHED_BY, OUTCOME, REASON,
	RECORDED_BY, TAKEN_FROM, DEPARTMENT,
	COLUMN_COUNT
};

/* Their names, in the same order. */
extern const char *const cc_leg_column_names[COLUMN_COUNT];

/* What is known of the leg table; built anew when its definition changes. */
typedef struct CCLegTable
{
	Oid			oid;
	Oid			primary_key;
	CCDirectTable writing;
	AttrNumber	attnum[COLUMN_COUNT];
} CCLegTable;

/*
 * Opens the leg table and gives back its description, as it is. Only the lock keeps an index or trigger from coming
 * in between, so it is taken first. The description is the session's own and good until the next call.
 */
extern Relation cc_leg_table_open(LOCKMODE mode, CCLegTable **description);

#endif
