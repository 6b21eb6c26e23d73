// Compares open periods with npm opening_hours, an independent evaluator, on random timetables.
// usage: node differential.mjs [count [seed [sql|record]]]
// Without sql the sources are asked outside the server, in a zone without changes of the clock (TZ=UTC);
// with sql a server is, through psql and its usual environment, as a center in the zone that TZ names.
// With record the answers are written as rows for test/pgtap/calendar/reference_answers.sql.

import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import opening_hours from 'opening_hours';
import { Grammar, random } from './grammar.mjs';

const count = Number(process.argv[2] ?? 2000);
const seed = Number(process.argv[3] ?? 1);
const bySql = process.argv[4] === 'sql';
const record = process.argv[4] === 'record';
const zone = process.env.TZ ?? 'UTC';
const YEARS = [2019, 2020, 2021, 2022, 2023, 2024];
const DAY = 86400000;
const EPOCH = Date.UTC(2000, 0, 1);

/** The number of a local day as the extension counts, from 2000-01-01. */
const dayNumber = (date) => (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - EPOCH) / DAY;

/** A local midnight, some days after another one. */
const daysLater = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

/** The holidays of the reference as data: asked from it day by day. */
function holidays() {
    const PH = new opening_hours('PH', null);
    const days = [];
    for (let day = new Date(2018, 0, 1); day.getFullYear() < 2028; day = daysLater(day, 1)) {
        if (PH.getState(day)) days.push(dayNumber(day));
    }
    return days;
}

/** Runs a program on an input and returns the lines it writes. */
function run(program, args, input) {
    const result = spawnSync(program, args, { input, maxBuffer: 1 << 30 });
    if (result.status !== 0) throw new Error(`${program}: ${result.error ?? result.stderr}`);
    return result.stdout.toString().split('\n');
}

/** Asks the sources outside the server. */
function askSources(cases, known) {
    const input = cases.map((c) => `${dayNumber(c.from)}\t${dayNumber(c.to)}\t${known}\t${c.text}\n`).join('');
    return run(new URL('./build/periods', import.meta.url).pathname, [], input);
}

/** Asks a server, as a center whose holidays are those of the reference; nothing of it stays. */
function askServer(cases, known) {
    const rows = cases.map((c, i) => `${i}\t${c.from.toISOString()}\t${c.to.toISOString()}\t${c.text}\n`).join('');
    return run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1'], `
        BEGIN;
        SET LOCAL client_min_messages = warning;
        INSERT INTO cc_center.center (center_id, code, name, time_zone, calendar)
        VALUES (919191, 'FUZZ', 'differential test', '${zone}', 'reference');
        INSERT INTO cc_center.official_year SELECT 'reference', y, 'npm opening_hours' FROM generate_series(2018, 2027) y;
        INSERT INTO cc_center.official_day (calendar, day, kind, name)
        SELECT 'reference', date '2000-01-01' + d, 'holiday', 'PH' FROM unnest('{${known}}'::int[]) d;
        CREATE TEMP TABLE asked (i int, begin timestamptz, until timestamptz, hours text) ON COMMIT DROP;
        CREATE FUNCTION pg_temp.answer(asked) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE answer text; reason text; total interval; hours cc_center.work_hours;
        BEGIN
            hours := $1.hours;
            SELECT string_agg(format('%s-%s', extract(epoch FROM lower(p) - $1.begin)::int8 / 60,
                                     extract(epoch FROM upper(p) - $1.begin)::int8 / 60), ' ' ORDER BY p),
                   coalesce(sum(upper(p) - lower(p)), '0')
            INTO answer, total
            FROM cc_center.open_periods(919191, hours, tstzrange($1.begin, $1.until)) p;
            IF total <> cc_center.working_time(919191, hours, $1.begin, $1.until) THEN
                RETURN '!sum';
            END IF;
            RETURN coalesce('P ' || answer, 'P');
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS reason = PG_EXCEPTION_DETAIL;
            RETURN 'R ' || reason;
        END $$;
        COPY asked FROM STDIN;
${rows}\\.
        SELECT pg_temp.answer(a) FROM asked a ORDER BY i;
        ROLLBACK;
`);
}

/** Joins periods that touch, in minutes from a date. */
function joined(intervals, from) {
    const periods = [];
    for (const [begin, end, unknown] of intervals) {
        if (unknown) continue;
        const period = [(begin - from) / 60000, (end - from) / 60000];
        const last = periods[periods.length - 1];
        if (last && last[1] === period[0]) last[1] = period[1];
        else periods.push(period);
    }
    return periods;
}

/** The stretches in which exactly one of two lists of periods is open. */
function differences(a, b) {
    const edges = [...new Set([...a, ...b].flat())].sort((x, y) => x - y);
    const open = (periods, at) => periods.some(([begin, end]) => at >= begin && at < end);
    const stretches = [];
    for (let i = 0; i + 1 < edges.length; i++) {
        if (open(a, edges[i]) !== open(b, edges[i])) stretches.push([edges[i], edges[i + 1], open(a, edges[i])]);
    }
    return stretches;
}

/**
 * For what a span leaves over midnight the reference looks 24 hours back. In the first hour after a day
 * of 23 hours that is the day before yesterday, and its answer is to another question.
 */
const missesYesterday = (instant) => dayNumber(new Date(instant.getTime() - DAY)) !== dayNumber(instant) - 1;

/**
 * The reference lists periods by jumping to the next change, and some of its jumps are too long. Asked
 * for the instant itself it answers without a jump; that answer decides.
 */
function instantAgrees(reference, from, ours, theirs) {
    return differences(ours, theirs).every(([begin, end, open]) => {
        for (let at = begin; at < end; at += Math.max(1, Math.floor((end - begin) / 40))) {
            const instant = new Date(from.getTime() + at * 60000);
            if (!missesYesterday(instant) && reference.getState(instant) !== open) return false;
        }
        return true;
    });
}

const next = random(seed);
const grammar = new Grammar(next, YEARS);
const cases = [];
for (let i = 0; i < count; i++) {
    const from = new Date(grammar.one(YEARS), grammar.below(12), grammar.between(1, 28));
    const plain = grammar.timetable();
    cases.push({ plain, text: record ? plain : grammar.typed(plain), from, to: daysLater(from, grammar.one([7, 14, 31, 92, 400, 800])) });
}
const answers = (bySql ? askServer : askSources)(cases, holidays());

/** The reference leaves out the last day of a range that ends at easter; it gets a day more to say the same. */
const forReference = (text) => text.replace(/-easter(?: ([+-]\d+) days?)?/g, (_, offset) => {
    const days = Number(offset ?? 0) + 1;
    return days === 0 ? '-easter' : `-easter ${days > 0 ? '+' : '-'}${Math.abs(days)} days`;
});

/** A range that ends behind its year the reference sees from that year only; with the years written it always does. */
const withYears = (text) => text.replace(/(?<!\d )([A-Z][a-z]{2} \d+)-(Dec [A-Z][a-z]\[-?\d\] \+\d days?)/g, (_, from, to) =>
    [...YEARS, YEARS.at(-1) + 1, YEARS.at(-1) + 2].concat(YEARS[0] - 1).sort().map((year) => `${year} ${from}-${year} ${to}`).join(','));

/** The reference's reading of a text, undefined where it has none. */
function readReference(text) {
    try {
        return new opening_hours(withYears(forReference(text)), null);
    } catch {
        return undefined;
    }
}

/** Compares one case; returns how it went, and reports what should not be. */
function compare(c, answer) {
    const reference = readReference(c.plain);
    if (!answer.startsWith('P') || answer.includes('!')) {
        if (answer.startsWith('R') && !reference) return 'refused';
        // what the reference reads and this type refuses, each for a reason the README gives
        if (/covers the whole year|ends where it begins|both ends|of this date too|already given|offset leaves/.test(answer)) return 'stricter';
        console.log(`refused: ${c.text}\n    ${answer}`);
        return 'differ';
    }
    if (!reference) return 'lenient';
    const ours = answer.split(' ').slice(1).map((p) => p.split('-').map(Number));
    let theirs;
    try {
        theirs = joined(reference.getOpenIntervals(c.from, c.to), c.from);
    } catch {
        return 'failed';
    }
    if (JSON.stringify(ours) === JSON.stringify(theirs)) {
        if (record && theirs.length > 0) {
            const list = theirs.map(([begin, end]) => `${begin}-${end}`).join(' ');
            const day = (date) => date.toISOString().slice(0, 10);
            console.log(`${c.text}\t${day(c.from)}\t${day(c.to)}\t${createHash('md5').update(list).digest('hex')}`);
        }
        return 'equal';
    }
    if (instantAgrees(reference, c.from, ours, theirs)) {
        if (process.env.VERBOSE) console.log(`by instant: ${c.text}`);
        return 'instant';
    }
    const [begin, end, open] = differences(ours, theirs)[0];
    const at = (m) => new Date(c.from.getTime() + m * 60000).toISOString().slice(0, 16);
    console.log(`differ: ${c.text}\n    ${at(begin)} to ${at(end)}: ${open ? 'open' : 'closed'} here, not there`);
    return 'differ';
}

const tally = { equal: 0, instant: 0, differ: 0, refused: 0, stricter: 0, lenient: 0, failed: 0 };
cases.forEach((c, i) => {
    const outcome = compare(c, answers[i] ?? '');
    tally[outcome]++;
    if (process.env.VERBOSE && outcome !== 'equal') console.log(`${outcome}: ${c.text}`);
});
if (!record) console.log(`${zone}, seed ${seed}: ${tally.equal} equal, ${tally.instant} equal instant by instant, ${tally.differ} differ; ` +
    `${tally.refused} refused by both, ${tally.stricter} here only, ${tally.lenient} there only, ${tally.failed} failed there`);
process.exit(tally.differ === 0 && tally.equal > count * 0.9 ? 0 : 1);
