/* Memory of the timetable sources: a memory context in the server, a chain of blocks outside. */
#ifndef CC_WORK_HOURS_MEMORY_H
#define CC_WORK_HOURS_MEMORY_H

#ifdef CC_STANDALONE

typedef struct CCBlock
{
	struct CCBlock *next;
	struct CCBlock *padding;	/* keeps what follows aligned to 16 bytes */
} CCBlock;

typedef struct CCArena
{
	CCBlock    *blocks;
} CCArena;

/* Returns zeroed memory that lives as long as the arena. */
static inline void *
cc_arena_alloc(CCArena *arena, size_t size)
{
	CCBlock    *block = calloc(1, sizeof(CCBlock) + size);

	if (block == NULL)
		abort();
	block->next = arena->blocks;
	arena->blocks = block;
	return block + 1;
}

/* Frees everything allocated in the arena. */
static inline void
cc_arena_free(CCArena *arena)
{
	while (arena->blocks)
	{
		CCBlock    *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
}

#else

#include "utils/memutils.h"

typedef MemoryContextData CCArena;

/* Returns zeroed memory that lives as long as the context. */
static inline void *
cc_arena_alloc(CCArena *arena, size_t size)
{
	return MemoryContextAllocZero(arena, size);
}

#endif

#endif
