/* Reads what people type otherwise than the syntax has it: full-width characters, dashes, a separator at the end. */
#include "calendar/work_hours.h"

#define WIDE_FIRST 0xFF01		/* full-width forms of ! to ~ */
#define WIDE_LAST 0xFF5E
#define WIDE_SHIFT 0xFEE0
#define WIDE_SPACE 0x3000
#define WIDE_LIST_COMMA 0x3001
#define WIDE_QUOTE 0xFF02
#define HARD_SPACE 0x00A0
#define DASH_FIRST 0x2010		/* hyphen, no-break hyphen, figure, en and em dash, bar */
#define DASH_LAST 0x2015
#define MINUS 0x2212
#define WAVE_DASH 0x301C

/* Returns the character of two or three bytes that begins here, 0 where there is none; nothing longer is looked for. */
static int
wide_character(const char *given, int left, int *length)
{
	const unsigned char *byte = (const unsigned char *) given;

	if (left >= 2 && (byte[0] & 0xE0) == 0xC0 && (byte[1] & 0xC0) == 0x80)
	{
		*length = 2;
		return (byte[0] & 0x1F) << 6 | (byte[1] & 0x3F);
	}
	if (left >= 3 && (byte[0] & 0xF0) == 0xE0 && (byte[1] & 0xC0) == 0x80 && (byte[2] & 0xC0) == 0x80)
	{
		*length = 3;
		return (byte[0] & 0x0F) << 12 | (byte[1] & 0x3F) << 6 | (byte[2] & 0x3F);
	}
	return 0;
}

/* Returns the plain character that a character stands for, 0 for itself; says how it was spelled. */
static char
plain_character(const char *given, int left, int *length, int *spelled)
{
	int			character = wide_character(given, left, length);

	if (*given == '~')
	{
		*length = 1;
		*spelled |= CC_SPELLED_DASH;
		return '-';
	}
	if ((character >= DASH_FIRST && character <= DASH_LAST) || character == MINUS || character == WAVE_DASH ||
		character == WIDE_LAST)
	{
		*spelled |= CC_SPELLED_DASH;
		return '-';
	}
	if (character == WIDE_SPACE || character == HARD_SPACE || character == WIDE_LIST_COMMA ||
		(character >= WIDE_FIRST && character < WIDE_LAST && character != WIDE_QUOTE))
	{
		*spelled |= CC_SPELLED_WIDE;
		return character == WIDE_LIST_COMMA ? ',' : character >= WIDE_FIRST ? (char) (character - WIDE_SHIFT) : ' ';
	}
	return 0;
}

/* Tells whether a byte is blank between the words of a timetable. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Leaves out separators at the end of a text that has more than them. */
static int
without_trail(const char *given, int length, bool in_comment, int *spelled)
{
	int			end = length;
	bool		separated = false;

	if (in_comment)
		return length;
	while (end > 0 && (is_blank(given[end - 1]) || given[end - 1] == ';' || given[end - 1] == ','))
	{
		separated = separated || !is_blank(given[end - 1]);
		end--;
	}
	if (end == 0 || !separated)
		return length;
	*spelled |= CC_SPELLED_TRAIL;
	return end;
}

/*
 * Returns the text in the plain spelling of the syntax; comments stay as they are. Where a byte moved,
 * positions say where each one stood, and where the text ended.
 */
const char *
cc_hours_plain(CCArena *arena, const char *given, int *length, int **positions, int *spelled)
{
	char	   *plain = cc_arena_alloc(arena, *length + 1);
	int		   *stood = cc_arena_alloc(arena, (*length + 1) * sizeof(int));
	bool		in_comment = false;
	int			n = 0;

	for (int at = 0; at < *length;)
	{
		int			taken = 1;
		char		character = in_comment ? 0 : plain_character(given + at, *length - at, &taken, spelled);

		if (character == 0)
		{
			taken = 1;
			character = given[at];
			if (character == '"')
				in_comment = !in_comment;
		}
		stood[n] = at;
		plain[n++] = character;
		at += taken;
	}
	stood[n] = *length;
	*positions = n < *length ? stood : NULL;
	*length = without_trail(plain, n, in_comment, spelled);
	return plain;
}

typedef struct CCInstead
{
	const char *typed;			/* in lower case */
	const char *instead;
} CCInstead;

/*
 * What people write in place of the words and signs of the syntax; the longer first. The last byte of one
 * Chinese character is written as a number: pg_bsd_indent takes it for something else.
 */
static const CCInstead meant[] = {
	{"thurs", "Th"}, {"thur", "Th"}, {"tues", "Tu"}, {"weds", "We"}, {"sept", "Sep"},
	{"holidays", "PH"}, {"holiday", "PH"}, {"daily", "Mo-Su"}, {"everyday", "Mo-Su"}, {"weekdays", "Mo-Fr"},
	{"weekends", "Sa,Su"}, {"weekend", "Sa,Su"}, {"until", "-"}, {"till", "-"}, {"to", "-"}, {"bis", "-"},
	{"and", ","}, {"und", ","}, {"or", ","}, {"noon", "12:00"}, {"midnight", "24:00"}, {"close", "off"},
	{"周\xe4\xb8\x80", "Mo"}, {"周二", "Tu"}, {"周三", "We"}, {"周四", "Th"}, {"周五", "Fr"}, {"周六", "Sa"},
	{"周日", "Su"}, {"周天", "Su"}, {"周末", "Sa,Su"}, {"星期\xe4\xb8\x80", "Mo"}, {"星期二", "Tu"}, {"星期三", "We"},
	{"星期四", "Th"}, {"星期五", "Fr"}, {"星期六", "Sa"}, {"星期日", "Su"}, {"星期天", "Su"},
	{"工作日", "Mo-Fr"}, {"每天", "Mo-Su"}, {"每日", "Mo-Su"}, {"法定节假日", "PH"}, {"节假日", "PH"},
	{"休息", "off"}, {"关闭", "off"}, {"至", "-"}, {"到", "-"}, {"和", ","},
};

/* Names of which people write more or less than the syntax knows. */
static const char *const names[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Jan", "Feb", "Mar", "Apr", "May", "Jun",
"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* Tells whether the bytes of a token begin with a word; letters count alike in both cases. */
static bool
begins_with(const char *token, int length, const char *word)
{
	int			n = (int) strlen(word);

	if (length < n)
		return false;
	for (int i = 0; i < n; i++)
	{
		char		c = token[i] >= 'A' && token[i] <= 'Z' ? (char) (token[i] | 0x20) : token[i];

		if (c != (word[i] >= 'A' && word[i] <= 'Z' ? (char) (word[i] | 0x20) : word[i]))
			return false;
	}
	return true;
}

/* Suggests what to write in place of a token that is none; leaves it empty where nothing comes to mind. */
void
cc_hours_suggest(const char *token, int length, char *instead)
{
	bool		is_word = (*token >= 'a' && *token <= 'z') || (*token >= 'A' && *token <= 'Z');

	/* 0830 */
	if (length == 4 && strspn(token, "0123456789") >= 4 && memcmp(token, "24", 2) <= 0 && token[2] <= '5')
	{
		snprintf(instead, CC_LONGEST_INSTEAD + 1, "%.2s:%.2s", token, token + 2);
		return;
	}
	for (size_t i = 0; i < lengthof(meant); i++)
	{
		if (begins_with(token, length, meant[i].typed) && (!is_word || length == (int) strlen(meant[i].typed)))
		{
			snprintf(instead, CC_LONGEST_INSTEAD + 1, "%s", meant[i].instead);
			return;
		}
	}
	for (size_t i = 0; is_word && length > 3 && i < lengthof(names); i++)
	{
		if (begins_with(token, length, names[i]))
			snprintf(instead, CC_LONGEST_INSTEAD + 1, "%s", names[i]);
	}
}
