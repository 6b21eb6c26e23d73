/*
 * Merkle trees as in RFC 6962, grown leaf by leaf: what is kept is the peaks, the roots of the largest complete trees that the
 * leaves so far make, from left to right; their sizes are the binary digits of the number of leaves.
 */
#ifndef CC_ACCESS_MERKLE_H
#define CC_ACCESS_MERKLE_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "access/sha256.h"

/* What stands before the bytes of a leaf and of a node, so that none passes for the other. */
#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

#define MAX_PEAKS 64

typedef struct CCMerkle
{
	CCHasher   *hasher;
	int64		count;			/* of leaves */
	int			peak_count;
	CCDigest	peaks[MAX_PEAKS];
	int64		watched;		/* the leaf whose path is noted, or -1 */
	int			watched_peak;	/* the peak it is under, or -1 */
	StringInfo	path;			/* side (0: sibling on the left, 1: on the right) and sibling, from the leaf upwards */
} CCMerkle;

extern void cc_merkle_begin(CCMerkle *tree, CCHasher *hasher);

/* Continues a tree from its peaks, as cc_merkle_peaks() gives them; false where they do not fit its number of leaves. */
extern bool cc_merkle_continue(CCMerkle *tree, CCHasher *hasher, int64 count, const uint8 *peaks, size_t length);

extern void cc_merkle_add(CCMerkle *tree, const void *bytes, size_t length);
extern void cc_merkle_add_hashed(CCMerkle *tree, const uint8 *leaf);
extern void cc_merkle_hash_leaf(CCHasher *hasher, const void *bytes, size_t length, uint8 *leaf);

/* The root of all leaves so far; the tree can grow on, but for its path. */
extern void cc_merkle_root(CCMerkle *tree, uint8 *root);

#endif
