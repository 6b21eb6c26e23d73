/* What intake and stage changes share. */
#ifndef CC_CASES_INTAKE_H
#define CC_CASES_INTAKE_H

#include "postgres.h"
#include "fmgr.h"

#include "cases/rules.h"

extern void cc_require_trigger(FunctionCallInfo fcinfo, const char *name, bool before, bool update);
extern void cc_require_text(const char *given, const char *name);
extern void cc_require_priority(const char *priority);
extern bool cc_role_may(const CCTransition *transition, const char *role);
extern char *cc_case_number(const CCCenter *center, TimestampTz at, int64 case_id);

#endif
