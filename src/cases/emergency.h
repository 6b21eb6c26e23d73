/* Emergencies: whom an urgent case goes to that nobody covers (C4.4). */
#ifndef CC_CASES_EMERGENCY_H
#define CC_CASES_EMERGENCY_H

#include "cases/route.h"

/* Finds whoever is on duty in the role at all, or else stands by, where the rules have that. */
extern void cc_route_urgent(const CCCenter *center, const CCVersion *version, const char *role, TimestampTz at,
							CCRoute *route);

#endif
