/* The clock: the one place where the rules learn what time it is. */
#ifndef CC_CLOCK_H
#define CC_CLOCK_H

#include "postgres.h"
#include "datatype/timestamp.h"

extern TimestampTz cc_clock(void);
extern void cc_clock_init(void);

/* The instant that was injected, or DT_NOBEGIN. */
extern TimestampTz cc_clock_moved_to(void);

#endif
