/* SHA-256, from PostgreSQL's own library: with OpenSSL where the server was built with it. */
#include "postgres.h"

#include "access/sha256.h"

/* Returns what makes digests. */
CCHasher *
cc_hasher(void)
{
	CCHasher   *hasher = pg_cryptohash_create(PG_SHA256);

	if (hasher == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg_internal("out of memory")));
	return hasher;
}

/* Frees what made digests. */
void
cc_hasher_free(CCHasher *hasher)
{
	pg_cryptohash_free(hasher);
}

/* Fails because the library did; it does so where the system forbids SHA-256 or is out of memory. */
static void
fail(CCHasher *hasher)
{
	ereport(ERROR, (errcode(ERRCODE_SYSTEM_ERROR), errmsg_internal("SHA-256 failed: %s", pg_cryptohash_error(hasher))));
}

/* Begins a digest. */
void
cc_hash_begin(CCHasher *hasher)
{
	if (pg_cryptohash_init(hasher) < 0)
		fail(hasher);
}

/* Takes bytes into the digest. */
void
cc_hash_add(CCHasher *hasher, const void *bytes, size_t length)
{
	if (pg_cryptohash_update(hasher, bytes, length) < 0)
		fail(hasher);
}

/* Ends the digest. */
void
cc_hash_end(CCHasher *hasher, uint8 *digest)
{
	if (pg_cryptohash_final(hasher, digest, DIGEST_SIZE) < 0)
		fail(hasher);
}
