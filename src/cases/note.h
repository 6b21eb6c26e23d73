/* What the BEFORE trigger of a case decided, kept until its AFTER trigger carries it out. */
#ifndef CC_CASES_NOTE_H
#define CC_CASES_NOTE_H

#include "postgres.h"

#include "cases/case_row.h"
#include "cases/route.h"

typedef struct CCNote
{
	int64		center_id;
	int64		case_id;
	int32		leg_no;			/* of the leg that is opened, or of the last one */
	int32		ends_leg_no;	/* the leg that ends, or 0 */
	int32		version;
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
	const char *leg_kind;
	const char *role;
	const char *shift;
	const char *holder;
	const char *actor;			/* staff number of the acting person */
	const char *taken_from;		/* whose leg a leader took over */
} CCNote;

/* Makes a note, empty but for whose it is. */
extern CCNote *cc_note(int64 center_id, int64 case_id, int32 leg_no);

/* Returns a copy of a text that lives as long as the transaction; equal texts share one. */
extern const char *cc_note_text(const char *words);

/* Takes over where the leg that is opened goes. */
extern void cc_note_placement(CCNote *note, const CCPlacement *placement);

/* Takes the note of a written row; fails where the row is not as the rules left it. */
extern CCNote *cc_note_take(const CCCaseRow *row, HeapTuple written);

/* Sets up what happens to notes at the end of a subtransaction. */
extern void cc_note_init(void);

/* Opens the leg a note speaks of. */
extern void cc_note_open_leg(const CCNote *note, const char *street);

#endif
