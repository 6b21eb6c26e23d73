/* Entries of the record: how they are written, and what bytes stand for them in a block. */
#ifndef CC_ACCESS_RECORD_ENTRY_H
#define CC_ACCESS_RECORD_ENTRY_H

#include "postgres.h"
#include "lib/stringinfo.h"
#include "utils/relcache.h"

#include "access/sha256.h"

/* The columns of record_entry, in this order in the table too. */
enum
{
	ENTRY_CENTER_ID, ENTRY_CLUSTER, ENTRY_XID, ENTRY_ID, ENTRY_AT, ENTRY_CLOCK_AT, ENTRY_STAFF_NO, ENTRY_LOGIN_ROLE,
	ENTRY_SESSION_ROLE, ENTRY_RELATION, ENTRY_OPERATION, ENTRY_KEY, ENTRY_REASON, ENTRY_OLD_DIGEST, ENTRY_NEW_DIGEST,
	ENTRY_COLUMN_COUNT
};

extern const char *const cc_entry_column_names[ENTRY_COLUMN_COUNT];

/* What whoever writes an entry knows of it; texts and digests that are not set are NULL. */
typedef struct CCEntry
{
	int64		center_id;
	const char *relation;
	const char *operation;
	const char *key;
	const char *reason;
	const uint8 *old_digest;
	const uint8 *new_digest;
} CCEntry;

/* Sets up what is kept between entries, once per backend. */
extern void cc_entry_init(void);

/* Writes an entry: who and when are the acting role and now. */
extern void cc_record_write(const CCEntry *entry);

/* Puts the bytes of a leaf together from the columns of an entry. */
extern void cc_entry_leaf(StringInfo leaf, const Datum *values, const bool *nulls);

/* Appends numbers with the highest byte first, and texts in UTF-8 with their length before them. */
extern void cc_append_int64(StringInfo bytes, int64 number);
extern void cc_append_bytes(StringInfo bytes, const char *string, int length);
extern void cc_append_text(StringInfo bytes, const char *string, int length);

/* Returns bytes as a value of type bytea. */
extern Datum cc_bytes_datum(const void *bytes, size_t length);

/* The cluster in whose count of transactions the entries written here stand. */
extern int64 cc_record_cluster(void);

#endif
