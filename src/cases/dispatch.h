/* Legs that no shift takes: departments, and the inspectors of streets. */
#ifndef CC_CASES_DISPATCH_H
#define CC_CASES_DISPATCH_H

#include "postgres.h"

#include "cases/leg_limit.h"
#include "cases/rules.h"

/* The department that the rules dispatch a case to; NULL where they have none for it. */
extern const char *cc_department_by_rule(const CCVersion *version, const CCMatter *matter);

/* Fails unless a center has a department, in use. */
extern void cc_require_department(int64 center_id, const char *department);

/* Whether a person acts for a department. */
extern bool cc_acts_for_department(int64 center_id, const char *department, const char *staff_no);

/* The inspector of a street who holds least, other than one (or NULL), counted as holding one more; NULL: nobody. */
extern const char *cc_choose_inspector(int64 center_id, const char *street, const char *other_than, TimestampTz at);

#endif
