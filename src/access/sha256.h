/* SHA-256. */
#ifndef CC_ACCESS_SHA256_H
#define CC_ACCESS_SHA256_H

#include "postgres.h"
#include "common/cryptohash.h"
#include "common/sha2.h"

#define DIGEST_SIZE PG_SHA256_DIGEST_LENGTH

typedef uint8 CCDigest[DIGEST_SIZE];

/* One after another any number of digests; freed by cc_hasher_free(), or with the transaction that failed. */
typedef struct CCHasher
{
	pg_cryptohash_ctx *library; /* NULL where OpenSSL's plain functions do it */
	uint64		plain[16];		/* their SHA256_CTX has 112 bytes */
} CCHasher;

extern CCHasher *cc_hasher(void);
extern void cc_hasher_free(CCHasher *hasher);
extern void cc_hash_begin(CCHasher *hasher);
extern void cc_hash_add(CCHasher *hasher, const void *bytes, size_t length);
extern void cc_hash_end(CCHasher *hasher, uint8 *digest);

/* Makes the digest of bytes that are all at hand. */
extern void cc_hash(const void *bytes, size_t length, uint8 *digest);

#endif
