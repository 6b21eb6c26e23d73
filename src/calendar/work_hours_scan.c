/* Cuts a timetable into words and signs. */
#include "calendar/work_hours_scan.h"

#define NOOP(text) text			/* marks reasons for translation */

typedef struct CCWord
{
	const char *word;
	CCTokenKind kind;
	int			value;
} CCWord;

/* Every word a timetable may hold, in lower case. */
static const CCWord words[] = {
	{"mo", CC_T_WEEKDAY, 1}, {"mon", CC_T_WEEKDAY, 1}, {"monday", CC_T_WEEKDAY, 1},
	{"tu", CC_T_WEEKDAY, 2}, {"tue", CC_T_WEEKDAY, 2}, {"tuesday", CC_T_WEEKDAY, 2},
	{"we", CC_T_WEEKDAY, 3}, {"wed", CC_T_WEEKDAY, 3}, {"wednesday", CC_T_WEEKDAY, 3},
	{"th", CC_T_WEEKDAY, 4}, {"thu", CC_T_WEEKDAY, 4}, {"thursday", CC_T_WEEKDAY, 4},
	{"fr", CC_T_WEEKDAY, 5}, {"fri", CC_T_WEEKDAY, 5}, {"friday", CC_T_WEEKDAY, 5},
	{"sa", CC_T_WEEKDAY, 6}, {"sat", CC_T_WEEKDAY, 6}, {"saturday", CC_T_WEEKDAY, 6},
	{"su", CC_T_WEEKDAY, 7}, {"sun", CC_T_WEEKDAY, 7}, {"sunday", CC_T_WEEKDAY, 7},
	{"jan", CC_T_MONTH, 1}, {"january", CC_T_MONTH, 1},
	{"feb", CC_T_MONTH, 2}, {"february", CC_T_MONTH, 2},
	{"mar", CC_T_MONTH, 3}, {"march", CC_T_MONTH, 3},
	{"apr", CC_T_MONTH, 4}, {"april", CC_T_MONTH, 4},
	{"may", CC_T_MONTH, 5},
	{"jun", CC_T_MONTH, 6}, {"june", CC_T_MONTH, 6},
	{"jul", CC_T_MONTH, 7}, {"july", CC_T_MONTH, 7},
	{"aug", CC_T_MONTH, 8}, {"august", CC_T_MONTH, 8},
	{"sep", CC_T_MONTH, 9}, {"september", CC_T_MONTH, 9},
	{"oct", CC_T_MONTH, 10}, {"october", CC_T_MONTH, 10},
	{"nov", CC_T_MONTH, 11}, {"november", CC_T_MONTH, 11},
	{"dec", CC_T_MONTH, 12}, {"december", CC_T_MONTH, 12},
	{"open", CC_T_STATE, CC_OPEN}, {"off", CC_T_STATE, CC_OFF}, {"closed", CC_T_STATE, CC_OFF},
	{"unknown", CC_T_STATE, CC_UNKNOWN},
	{"ph", CC_T_PH, 0}, {"sh", CC_T_SH, 0}, {"week", CC_T_WEEK, 0}, {"easter", CC_T_EASTER, 0},
	{"day", CC_T_DAYS, 0}, {"days", CC_T_DAYS, 0},
	{"dawn", CC_T_SUN, 0}, {"sunrise", CC_T_SUN, 0}, {"sunset", CC_T_SUN, 0}, {"dusk", CC_T_SUN, 0},
};

#define LONGEST_WORD 9

/* Notes why the current token cannot stand where it stands; returns false. */
bool
cc_scan_refuse(CCScan *scan, const char *reason)
{
	scan->refusal->reason = scan->token.kind == CC_T_BAD ? scan->token.bad : reason;
	scan->refusal->position = scan->token.position;
	scan->refusal->length = scan->token.length;
	scan->refusal->unsupported = false;
	return false;
}

/* Notes that opening_hours has what the current token begins, but this type does not. */
bool
cc_scan_unsupported(CCScan *scan, const char *reason)
{
	cc_scan_refuse(scan, reason);
	scan->refusal->unsupported = scan->token.kind != CC_T_BAD;
	return false;
}

/* Tells whether a byte is an ASCII digit, whatever the locale. */
static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Tells whether a byte is an ASCII letter, whatever the locale. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Marks the token as one that a timetable may not hold. */
static void
bad_token(CCToken *token, const char *reason)
{
	token->kind = CC_T_BAD;
	token->bad = reason;
}

/* Reads a number, a time of day or 24/7. */
static void
scan_digits(const char *rest, int left, bool after_dash, CCToken *token)
{
	int			digits = 0;

	/* "1-24/7" is a range with a step */
	if (!after_dash && left >= 4 && memcmp(rest, "24/7", 4) == 0 && (left == 4 || !is_digit(rest[4])))
	{
		token->kind = CC_T_ALWAYS;
		token->length = 4;
		return;
	}
	while (digits < left && is_digit(rest[digits]))
	{
		if (digits < 6)
			token->value = token->value * 10 + (rest[digits] - '0');
		digits++;
	}
	token->kind = CC_T_NUMBER;
	token->digits = digits;
	token->length = digits;
	if (digits > CC_YEAR_DIGITS)
		bad_token(token, NOOP("The number is too long."));
	else if (digits <= 2 && left >= digits + 3 && (rest[digits] == ':' || rest[digits] == '.') && is_digit(rest[digits + 1]) &&
			 is_digit(rest[digits + 2]) && !(left > digits + 3 && is_digit(rest[digits + 3])))
	{
		int			minutes = (rest[digits + 1] - '0') * 10 + (rest[digits + 2] - '0');

		token->length = digits + 3;
		if (minutes > 59)
		{
			bad_token(token, NOOP("An hour has minutes 00 to 59."));
			return;
		}
		token->kind = CC_T_TIME;
		token->value = token->value * 60 + minutes;
		token->spelled = rest[digits] == '.' ? CC_SPELLED_POINT : 0;
	}
}

/* Reads a word and looks it up. */
static void
scan_word(const char *rest, int left, CCToken *token)
{
	char		lower[LONGEST_WORD + 1];
	int			n = 0;

	while (n < left && is_letter(rest[n]))
	{
		if (n < LONGEST_WORD)
			lower[n] = (char) (rest[n] | 0x20);
		n++;
	}
	token->length = n;
	bad_token(token, NOOP("This is not a word of opening_hours."));
	if (n > LONGEST_WORD)
		return;
	lower[n] = '\0';
	for (size_t i = 0; i < lengthof(words); i++)
	{
		if (strcmp(words[i].word, lower) == 0)
		{
			token->kind = words[i].kind;
			token->value = words[i].value;
			return;
		}
	}
}

/* Reads a comment in double quotes. */
static void
scan_comment(const char *rest, int left, CCToken *token)
{
	const char *end = memchr(rest + 1, '"', left - 1);

	token->kind = CC_T_COMMENT;
	token->length = end ? (int) (end - rest) + 1 : left;
	if (end == NULL)
		bad_token(token, NOOP("The comment has no closing quote."));
	else if (token->length == 2)
		bad_token(token, NOOP("The comment is empty."));
	else if (token->length - 2 > CC_MAX_COMMENT)
		bad_token(token, NOOP("The comment is longer than 255 bytes."));
	for (int i = 0; i < token->length; i++)
	{
		if ((unsigned char) rest[i] < ' ')
			bad_token(token, NOOP("The comment has a control character."));
	}
}

/* Reads the token that begins at a position. */
static CCToken
scan_token(const CCScan *scan, int at, bool after_dash)
{
	CCToken		token = {CC_T_END, 0, 0, 0, 0, 0, NULL};
	const char *rest;
	int			left;

	while (at < scan->length && (scan->text[at] == ' ' || scan->text[at] == '\t' ||
								 scan->text[at] == '\n' || scan->text[at] == '\r'))
		at++;
	token.position = at;
	left = scan->length - at;
	if (left <= 0)
		return token;
	rest = scan->text + at;
	token.length = 1;
	if (is_digit(*rest))
		scan_digits(rest, left, after_dash, &token);
	else if (is_letter(*rest))
		scan_word(rest, left, &token);
	else if (*rest == '"')
		scan_comment(rest, left, &token);
	else if (*rest == '|' && left > 1 && rest[1] == '|')
	{
		token.kind = CC_T_FALLBACK;
		token.length = 2;
	}
	else if (strchr(";,-+/[]():", *rest) != NULL && *rest != '\0')
	{
		token.kind = CC_T_SIGN;
		token.value = *rest;
	}
	else
	{
		while (token.length < left && (rest[token.length] & 0x80) && (*rest & 0x80))
			token.length++;
		bad_token(&token, NOOP("This is not a sign of opening_hours."));
	}
	return token;
}

/* Moves to the next token. */
void
cc_scan_next(CCScan *scan)
{
	scan->token = scan_token(scan, scan->at, cc_scan_sign(scan, '-'));
	scan->at = scan->token.position + scan->token.length;
	scan->refusal->spelled |= scan->token.spelled;
}

/* Returns the token after the current one without moving. */
CCToken
cc_scan_peek(const CCScan *scan)
{
	return scan_token(scan, scan->at, cc_scan_sign(scan, '-'));
}

/* Starts reading a text, with its first token as the current one. */
void
cc_scan_start(CCScan *scan, const char *timetable, int length, CCRefusal *refusal)
{
	memset(scan, 0, sizeof(*scan));
	scan->text = timetable;
	scan->length = length;
	scan->refusal = refusal;
	cc_scan_next(scan);
}
