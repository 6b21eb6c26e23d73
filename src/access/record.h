/* The record: what the area sets up when the library is loaded. */
#ifndef CC_ACCESS_RECORD_H
#define CC_ACCESS_RECORD_H

extern void cc_record_init(void);

#endif
