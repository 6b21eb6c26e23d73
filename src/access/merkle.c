/* Merkle trees as in RFC 6962, grown leaf by leaf. */
#include "postgres.h"

#include "access/merkle.h"

/* Begins an empty tree. */
void
cc_merkle_begin(CCMerkle *tree, CCHasher *hasher)
{
	tree->hasher = hasher;
	tree->count = 0;
	tree->peak_count = 0;
	tree->watched = -1;
	tree->watched_peak = -1;
	tree->path = NULL;
}

/* Continues a tree from its peaks. */
bool
cc_merkle_continue(CCMerkle *tree, CCHasher *hasher, int64 count, const uint8 *peaks, size_t length)
{
	int			expected = 0;

	cc_merkle_begin(tree, hasher);
	for (int64 rest = count; rest > 0; rest &= rest - 1)
		expected++;
	if (count < 0 || length != (size_t) expected * DIGEST_SIZE)
		return false;
	memcpy(tree->peaks, peaks, length);
	tree->peak_count = expected;
	tree->count = count;
	return true;
}

/* Makes the node above two others. */
static void
make_node(CCHasher *hasher, const uint8 *left, const uint8 *right, uint8 *node)
{
	uint8		bytes[1 + 2 * DIGEST_SIZE];

	bytes[0] = NODE_PREFIX;
	memcpy(bytes + 1, left, DIGEST_SIZE);
	memcpy(bytes + 1 + DIGEST_SIZE, right, DIGEST_SIZE);
	cc_hash_begin(hasher);
	cc_hash_add(hasher, bytes, sizeof(bytes));
	cc_hash_end(hasher, node);
}

/* Notes a sibling on the path. */
static void
note_sibling(CCMerkle *tree, bool right, const uint8 *sibling)
{
	appendStringInfoChar(tree->path, right ? 1 : 0);
	appendBinaryStringInfo(tree->path, (const char *) sibling, DIGEST_SIZE);
}

/* Makes the hash of a leaf. */
void
cc_merkle_hash_leaf(CCHasher *hasher, const void *bytes, size_t length, uint8 *leaf)
{
	uint8		prefix = LEAF_PREFIX;

	cc_hash_begin(hasher);
	cc_hash_add(hasher, &prefix, 1);
	cc_hash_add(hasher, bytes, length);
	cc_hash_end(hasher, leaf);
}

/* Adds a leaf. */
void
cc_merkle_add(CCMerkle *tree, const void *bytes, size_t length)
{
	CCDigest	leaf;

	cc_merkle_hash_leaf(tree->hasher, bytes, length, leaf);
	cc_merkle_add_hashed(tree, leaf);
}

/* Adds a leaf that is hashed already. */
void
cc_merkle_add_hashed(CCMerkle *tree, const uint8 *leaf)
{
	memcpy(tree->peaks[tree->peak_count++], leaf, DIGEST_SIZE);
	if (tree->count == tree->watched)
		tree->watched_peak = tree->peak_count - 1;
	/* each one at the end of the number of leaves is a tree as large as the one that now stands right of it */
	for (int64 rest = tree->count; rest & 1; rest >>= 1)
	{
		uint8	   *left = tree->peaks[tree->peak_count - 2];
		uint8	   *right = tree->peaks[tree->peak_count - 1];

		if (tree->watched_peak == tree->peak_count - 1)
		{
			note_sibling(tree, false, left);
			tree->watched_peak--;
		}
		else if (tree->watched_peak == tree->peak_count - 2)
			note_sibling(tree, true, right);
		make_node(tree->hasher, left, right, left);
		tree->peak_count--;
	}
	tree->count++;
}

/* Makes the root, from the peaks from right to left; that of an empty tree is the digest of nothing. */
void
cc_merkle_root(CCMerkle *tree, uint8 *root)
{
	if (tree->peak_count == 0)
	{
		cc_hash_begin(tree->hasher);
		cc_hash_end(tree->hasher, root);
		return;
	}
	memcpy(root, tree->peaks[tree->peak_count - 1], DIGEST_SIZE);
	for (int i = tree->peak_count - 2; i >= 0; i--)
	{
		if (tree->path && tree->watched_peak > i)
			note_sibling(tree, false, tree->peaks[i]);
		else if (tree->path && tree->watched_peak == i)
			note_sibling(tree, true, root);
		make_node(tree->hasher, tree->peaks[i], root, root);
	}
}
