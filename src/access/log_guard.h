/* Keeping callers' contacts out of the server's log. */
#ifndef CC_LOG_GUARD_H
#define CC_LOG_GUARD_H

extern void cc_log_guard_init(void);

#endif
