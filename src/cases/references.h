/* References of apps, each once where the rules want it so. */
#ifndef CC_CASES_REFERENCES_H
#define CC_CASES_REFERENCES_H

#include "postgres.h"

/* Takes a reference for a case; false where another case has it. Waits for whoever is taking it. */
extern bool cc_reference_take(int64 center_id, const char *reference, int64 case_id);

/* Gives a case's reference back. */
extern void cc_reference_free(int64 center_id, const char *reference, int64 case_id);

/* Fails because another case has the reference. */
extern void cc_reference_refuse(int64 center_id, const char *reference) pg_attribute_noreturn();

#endif
