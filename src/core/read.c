/* Reading the deployed tables from C. */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "core/watch.h"
#include "core/errors.h"
#include "core/read.h"

/* Returns the owner of the deployed schema: the owner of its center table. */
Oid
cc_schema_owner(void)
{
	Oid			relid = cc_relation("center");
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		cc_fail(not_installed, "center");
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * Switches to the schema's owner, so that row-level security and grants of whoever wrote the row do
 * not decide which rules are seen. An error puts the identity back by itself.
 */
CCIdentity
cc_become_owner(void)
{
	CCIdentity	before;

	GetUserIdAndSecContext(&before.user, &before.security_context);
	SetUserIdAndSecContext(cc_schema_owner(),
						   before.security_context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	return before;
}

/* Switches back to whoever ran before. */
void
cc_become_again(CCIdentity identity)
{
	SetUserIdAndSecContext(identity.user, identity.security_context);
}

/*
 * Opens an SPI connection as the schema's owner, with a search path of its own: operators of a
 * caller's schema must not be run as somebody else.
 */
CCReader
cc_spi_begin(void)
{
	CCReader	reader;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	reader.identity = cc_become_owner();
	reader.guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	return reader;
}

/* Closes what cc_spi_begin() opened. */
void
cc_spi_end(CCReader reader)
{
	AtEOXact_GUC(true, reader.guc_level);
	cc_become_again(reader.identity);
	SPI_finish();
}

/*
 * Runs a query with the newest snapshot. The transaction's own snapshot would not do: at REPEATABLE
 * READ it may be older than the rules that other sessions already follow, and what is compiled
 * from it would outlive the transaction.
 */
void
cc_read(const char *sql, int nargs, Oid *types, Datum *values)
{
	SPIPlanPtr	plan = SPI_prepare(sql, nargs, types);
	Snapshot	snapshot;
	int			result;

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	/* a parallel query may take no new transaction snapshot, but always one of the catalog */
	if (IsInParallelMode())
	{
		InvalidateCatalogSnapshot();
		snapshot = GetCatalogSnapshot(RelationRelationId);
	}
	else
		snapshot = GetLatestSnapshot();
	snapshot = RegisterSnapshot(snapshot);
	result = SPI_execute_snapshot(plan, values, NULL, snapshot, InvalidSnapshot, true, false, 0);
	UnregisterSnapshot(snapshot);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_snapshot failed: %s", SPI_result_code_string(result));
	SPI_freeplan(plan);
}

/* Returns a column of a row of the last result. */
Datum
cc_column(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

/* Returns a bigint column, or the given value for NULL. */
int64
cc_column_int64(uint64 row, int column, int64 if_null)
{
	bool		isnull;
	Datum		value = cc_column(row, column, &isnull);

	return isnull ? if_null : DatumGetInt64(value);
}

/* Returns a text column copied into a context, or NULL. */
char *
cc_column_text(MemoryContext context, uint64 row, int column)
{
	bool		isnull;
	Datum		value = cc_column(row, column, &isnull);

	return isnull ? NULL : MemoryContextStrdup(context, TextDatumGetCString(value));
}
