// What npm opening_hours needs for working time, for test/bench: reads pairs of instants in milliseconds from
// standard input and prints nanoseconds of processor time a pair and the sum of all, in seconds.
// usage: TZ=zone node working_time.mjs 'timetable'

import { readFileSync } from 'node:fs';
import opening_hours from 'opening_hours';

const hours = new opening_hours(process.argv[2]);
const pairs = readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' ').map((at) => new Date(Number(at))));

/** The open time of some pairs, in milliseconds. */
const sum = (some) => some.reduce((total, [from, to]) => total + hours.getOpenDuration(from, to)[0], 0);

sum(pairs.slice(0, 100)); // the first calls are compiled, and not measured
const before = process.cpuUsage();
const total = sum(pairs);
const used = process.cpuUsage(before);
console.log(((used.user + used.system) * 1000) / pairs.length, total / 1000);
