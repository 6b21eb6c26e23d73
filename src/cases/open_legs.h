/* How many open legs each person holds, for giving the next one to whom holds least. */
#ifndef CC_CASES_OPEN_LEGS_H
#define CC_CASES_OPEN_LEGS_H

#include "postgres.h"

#include "cases/day.h"

extern void cc_open_legs_init(void);

/* Picks the person with the least open legs, ties by who has waited longest, and counts the new leg. */
extern int	cc_fewest_open_legs(int64 center_id, TimestampTz at, CCDuty **people, int count);

/* Counts a leg that a person got at an instant, or finished; undone when the transaction aborts. */
extern void cc_count_given_leg(int64 center_id, const char *staff_no, TimestampTz at);
extern void cc_count_finished_leg(int64 center_id, const char *staff_no);

#endif
