/* Both versions of an updated case, and what of it may be corrected without moving it. */
#ifndef CC_CASES_CORRECTION_H
#define CC_CASES_CORRECTION_H

#include "postgres.h"
#include "commands/trigger.h"

#include "cases/case_row.h"
#include "cases/rules.h"

/* The two versions of an updated case. */
typedef struct CCChange
{
	CCCaseRow	old_row;
	CCCaseRow	new_row;
} CCChange;

/* Takes both versions apart. */
extern void cc_read_change(TriggerData *trigger, CCChange *change);

/* Whether a column differs between the two versions. */
extern bool cc_differs(const CCChange *change, CCCaseColumn column);

/* Whether a role may take over what is in another's hands. */
extern bool cc_leads(const CCVersion *version, const char *role);

/* Fails where the rules own what changed, or the acting person may not correct it. */
extern void cc_check_corrections(const CCChange *change);

/* Records what was corrected, and lets a limit follow that depends on it. */
extern void cc_record_corrections(const CCChange *change);

#endif
