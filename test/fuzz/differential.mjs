// Compares open periods with npm opening_hours, an independent evaluator, on random timetables.
// usage: node differential.mjs [count [seed]]   (TZ=UTC; test/fuzz/Makefile sets it)

import { spawnSync } from 'node:child_process';
import opening_hours from 'opening_hours';
import { Grammar, random } from './grammar.mjs';

const count = Number(process.argv[2] ?? 2000);
const seed = Number(process.argv[3] ?? 1);
const YEARS = [2019, 2020, 2021, 2022, 2023, 2024];
const DAY = 86400000;
const EPOCH = Date.UTC(2000, 0, 1);

/** The number of a day as the extension counts, from 2000-01-01. */
const dayNumber = (date) => Math.round((date.getTime() - EPOCH) / DAY);

/** The holidays of the reference as data: asked from it day by day. */
function holidays() {
    const PH = new opening_hours('PH', null);
    const days = [];
    for (let day = new Date(Date.UTC(2018, 0, 1)); day.getUTCFullYear() < 2028; day = new Date(day.getTime() + DAY)) {
        if (PH.getState(day)) days.push(dayNumber(day));
    }
    return days.join(',');
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
 * The reference lists periods by jumping to the next change, and some of its jumps are too long. Asked
 * for the instant itself it answers without a jump; that answer decides.
 */
function instantAgrees(reference, from, ours, theirs) {
    return differences(ours, theirs).every(([begin, end, open]) => {
        for (let at = begin; at < end; at += Math.max(1, Math.floor((end - begin) / 40))) {
            if (reference.getState(new Date(from.getTime() + at * 60000)) !== open) return false;
        }
        return true;
    });
}

const next = random(seed);
const grammar = new Grammar(next, YEARS);
const known = holidays();
const cases = [];
for (let i = 0; i < count; i++) {
    const from = new Date(Date.UTC(grammar.one(YEARS), grammar.below(12), grammar.between(1, 28)));
    const days = grammar.one([7, 14, 31, 92, 400, 800]);
    cases.push({ text: grammar.timetable(), from, to: new Date(from.getTime() + days * DAY) });
}
const input = cases.map((c) => `${dayNumber(c.from)}\t${dayNumber(c.to)}\t${known}\t${c.text}\n`).join('');
const run = spawnSync(new URL('./build/periods', import.meta.url).pathname, { input, maxBuffer: 1 << 30 });
const answers = run.stdout.toString().split('\n');

/** The reference leaves out the last day of a range that ends at easter; it gets a day more to say the same. */
const forReference = (text) => text.replace(/-easter(?: ([+-]\d+) days?)?/g, (_, offset) => {
    const days = Number(offset ?? 0) + 1;
    return days === 0 ? '-easter' : `-easter ${days > 0 ? '+' : '-'}${Math.abs(days)} days`;
});

/** The reference's reading of a text, undefined where it has none. */
function readReference(text) {
    try {
        return new opening_hours(forReference(text), null);
    } catch {
        return undefined;
    }
}

/** Compares one case; returns how it went, and reports what should not be. */
function compare(c, answer) {
    const reference = readReference(c.text);
    if (!answer.startsWith('P') || answer.includes('!')) {
        if (answer.startsWith('R') && !reference) return 'refused';
        // what the reference reads and this type refuses, each for a reason the README gives
        if (/covers the whole year|both ends|of this date too|already given|offset leaves/.test(answer)) return 'stricter';
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
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return 'equal';
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
console.log(`seed ${seed}: ${tally.equal} equal, ${tally.instant} equal instant by instant, ${tally.differ} differ; ` +
    `${tally.refused} refused by both, ${tally.stricter} here only, ${tally.lenient} there only, ${tally.failed} failed there`);
process.exit(tally.differ === 0 && tally.equal > count * 0.9 ? 0 : 1);
