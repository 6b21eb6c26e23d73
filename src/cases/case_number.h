/* The numbers of cases. */
#ifndef CC_CASES_CASE_NUMBER_H
#define CC_CASES_CASE_NUMBER_H

#include "postgres.h"

#include "cases/rules.h"

/* The number of a case that came in at an instant. */
extern char *cc_case_number(const CCCenter *center, TimestampTz at, int64 case_id);

#endif
