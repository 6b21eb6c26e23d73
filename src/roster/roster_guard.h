/* What the roster tells areas that do not know it. */
#ifndef CC_ROSTER_GUARD_H
#define CC_ROSTER_GUARD_H

extern void cc_roster_init(void);

#endif
