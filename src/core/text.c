/* What counts as text that somebody wrote: a blank of any width, or of none, does not. */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"

#include "core/text.h"

PG_FUNCTION_INFO_V1(cc_has_text_sql);

/* First and last code points that leave nothing on a page: blanks, controls, joiners, fillers. */
static const pg_wchar blanks[][2] = {
	{0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},
	{0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F},
	{0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
	{0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}
};

/* Tells whether a code point is one that leaves nothing on a page. */
static bool
is_blank(pg_wchar point)
{
	for (size_t i = 0; i < lengthof(blanks) && point >= blanks[i][0]; i++)
		if (point <= blanks[i][1])
			return true;
	return false;
}

/* Tells whether a text holds anything that can be seen, in whatever encoding the database has. */
bool
cc_has_text(const char *given, size_t length)
{
	const char *read = given;
	bool		found = false;

	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		read = pg_server_to_any(given, (int) length, PG_UTF8);
	if (read != given)
		length = strlen(read);
	for (const char *p = read, *end = read + length; p < end && !found;)
	{
		int			bytes = pg_utf_mblen((const unsigned char *) p);

		/* without an encoding whatever is no ASCII was meant to be seen, unless it is a blank in UTF-8 */
		if (p + bytes > end)
			bytes = 1;
		found = !is_blank(bytes == 1 ? (unsigned char) *p : utf8_to_unicode((const unsigned char *) p));
		p += bytes;
	}
	return found;
}

/* SQL: tells whether a text holds anything that can be seen; none does not. */
Datum
cc_has_text_sql(PG_FUNCTION_ARGS)
{
	text	   *value;

	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(false);
	value = PG_GETARG_TEXT_PP(0);
	PG_RETURN_BOOL(cc_has_text(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)));
}
