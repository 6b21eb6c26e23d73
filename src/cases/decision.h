/* What the BEFORE trigger of a case decided, kept until its AFTER trigger carries it out. */
#ifndef CC_CASES_DECISION_H
#define CC_CASES_DECISION_H

#include "postgres.h"

#include "cases/case_row.h"
#include "cases/route.h"

typedef struct CCDecision
{
	int64		center_id;
	int64		case_id;
	int32		leg_no;			/* of the leg that is opened, or of the last one */
	int32		ends_leg_no;	/* the leg that ends, or 0 */
	int32		version;		/* of the rules that the leg's due comes from */
	bool		opens;			/* a leg is opened */
	bool		taken;
	SubTransactionId subxact;	/* that made it */
	uint64		hash;			/* of the row as the rules left it */
	TimestampTz at;
	TimestampTz clock_start;
	TimestampTz due_at;
	TimestampTz shift_ends_at;
	TimestampTz attention_at;
	/* texts of the transaction, or NULL */
	const char *due_clause;
	const char *leg_kind;
	const char *role;
	const char *shift;
	const char *holder;
	const char *actor;			/* staff number of the acting person */
	const char *taken_from;		/* whose leg a leader took over, or a relief dealt with */
	const char *taken_as;		/* kind of the handover that records it */
	const char *department;		/* that the leg goes to */
	bool		requires;		/* something is required for the step */
	bool		ends_pause;		/* the clock was paused, and the step ends that */
} CCDecision;

/* Makes a decision, empty but for whose it is. */
extern CCDecision *cc_decision(int64 center_id, int64 case_id, int32 leg_no);

/* Returns a copy of a text that lives as long as the transaction; equal texts share one. */
extern const char *cc_decision_text(const char *words);

/* Takes over where the leg that is opened goes. */
extern void cc_decision_place(CCDecision *decision, const CCPlacement *placement);

/* Takes the decision on a written row; fails where the row is not as the rules left it. */
extern CCDecision *cc_decision_take(const CCCaseRow *row, HeapTuple written);

/* Sets up what happens to decisions at the end of a subtransaction. */
extern void cc_decision_init(void);

/* Opens the leg that was decided. */
extern void cc_decision_open_leg(const CCDecision *decision, const char *street);

#endif
