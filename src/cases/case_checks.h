/* Checks that intake and stage changes share. */
#ifndef CC_CASES_CASE_CHECKS_H
#define CC_CASES_CASE_CHECKS_H

#include "postgres.h"
#include "fmgr.h"

#include "cases/rules.h"

/* Fails unless a function is called as the trigger it was made for. */
extern void cc_require_trigger(FunctionCallInfo fcinfo, const char *name, bool before, bool update);

/* Fail where a client's text is blank, or a priority unknown. */
extern void cc_require_text(const char *given, const char *name);
extern void cc_require_priority(const char *priority);

/* Whether a person sits in the seat of another, who is away from it: he may do what that one has in hand (E3.4, U23). */
extern bool cc_stands_in_for(int64 center_id, const char *relief, const char *staff_no);

/* Fail where a center has no such street or channel, or does not use it any more. */
extern void cc_require_street(const CCCenter *center, const char *street);
extern void cc_require_channel(const CCCenter *center, const char *channel);

/* Whether a role may take a step. */
extern bool cc_role_may(const CCTransition *transition, const char *role);

/* Whether a query on a center ($1) and a name ($2) finds a row. */
extern bool cc_finds_name(int64 center_id, const char *sql, const char *name);

#endif
