/*
 * SHA-256. With OpenSSL, PostgreSQL's own library looks the algorithm up anew for every digest, in dozens of functions that are
 * not in the processor's cache when a row is written now and then; that costs several times the hashing. OpenSSL's plain functions
 * do nothing but hash. They are there wherever the server was linked with an OpenSSL that has them; elsewhere the library does it.
 */
#include "postgres.h"

#include "access/sha256.h"

extern int	SHA256_Init(void *context) __attribute__((weak));
extern int	SHA256_Update(void *context, const void *bytes, size_t length) __attribute__((weak));
extern int	SHA256_Final(unsigned char *digest, void *context) __attribute__((weak));

/* Fails because the library did; it does so where the system forbids SHA-256 or is out of memory. */
static void
fail(CCHasher *hasher)
{
	ereport(ERROR, (errcode(ERRCODE_SYSTEM_ERROR),
					errmsg_internal("SHA-256 failed: %s", hasher->library ? pg_cryptohash_error(hasher->library) : "OpenSSL")));
}

/* Makes ready what makes digests. */
static void
prepare(CCHasher *hasher)
{
	hasher->library = NULL;
	if (SHA256_Init && SHA256_Update && SHA256_Final)
		return;
	hasher->library = pg_cryptohash_create(PG_SHA256);
	if (hasher->library == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg_internal("out of memory")));
}

/* Returns what makes digests. */
CCHasher *
cc_hasher(void)
{
	CCHasher   *hasher = palloc(sizeof(CCHasher));

	prepare(hasher);
	return hasher;
}

/* Frees what made digests. */
void
cc_hasher_free(CCHasher *hasher)
{
	if (hasher->library)
		pg_cryptohash_free(hasher->library);
	pfree(hasher);
}

/* Begins a digest. */
void
cc_hash_begin(CCHasher *hasher)
{
	if (hasher->library ? pg_cryptohash_init(hasher->library) < 0 : SHA256_Init(hasher->plain) != 1)
		fail(hasher);
}

/* Takes bytes into the digest. */
void
cc_hash_add(CCHasher *hasher, const void *bytes, size_t length)
{
	if (hasher->library ? pg_cryptohash_update(hasher->library, bytes, length) < 0
		: SHA256_Update(hasher->plain, bytes, length) != 1)
		fail(hasher);
}

/* Ends the digest. */
void
cc_hash_end(CCHasher *hasher, uint8 *digest)
{
	if (hasher->library ? pg_cryptohash_final(hasher->library, digest, DIGEST_SIZE) < 0
		: SHA256_Final(digest, hasher->plain) != 1)
		fail(hasher);
}

/* Makes the digest of bytes that are all at hand. */
void
cc_hash(const void *bytes, size_t length, uint8 *digest)
{
	CCHasher	hasher;

	prepare(&hasher);
	cc_hash_begin(&hasher);
	cc_hash_add(&hasher, bytes, length);
	cc_hash_end(&hasher, digest);
	if (hasher.library)
		pg_cryptohash_free(hasher.library);
}
