/* Reading the deployed tables from C: as their owner, with the newest committed rows. */
#ifndef CC_READ_H
#define CC_READ_H

#include "postgres.h"
#include "executor/spi.h"

extern void cc_read(const char *sql, int nargs, Oid *types, Datum *values);

/* A column of row i of the last result; text is copied into the given context. */
extern Datum cc_column(uint64 row, int column, bool *isnull);
extern int64 cc_column_int64(uint64 row, int column, int64 if_null);
extern char *cc_column_text(MemoryContext context, uint64 row, int column);

/* Runs code as the owner of the deployed schema. */
typedef struct CCIdentity
{
	Oid			user;
	int			security_context;
} CCIdentity;

extern Oid	cc_schema_owner(void);
extern CCIdentity cc_become_owner(void);
extern void cc_become_again(CCIdentity identity);

/* Between begin and end SPI_tuptable and SPI_processed hold what cc_read() found. Nests. */
typedef struct CCReader
{
	CCIdentity	identity;
	int			guc_level;
} CCReader;

extern CCReader cc_spi_begin(void);
extern void cc_spi_end(CCReader reader);

#endif
