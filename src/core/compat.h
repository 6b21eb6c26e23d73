/* The only place that knows PostgreSQL versions. */
#ifndef CC_COMPAT_H
#define CC_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#define CC_HAVE_SOFT_ERRORS 1
#endif

/* A range from its bounds, never empty; the caller includes utils/rangetypes.h. */
#ifdef CC_HAVE_SOFT_ERRORS
#define cc_make_range(type, lower, upper) make_range(type, lower, upper, false, NULL)
#else
#define cc_make_range(type, lower, upper) make_range(type, lower, upper, false)
#endif

#endif
