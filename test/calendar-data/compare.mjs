// Checks the shipped official days of China against npm chinese-days and lunar-javascript.
// usage: node compare.mjs          reads the SQL file of the repository
//        node compare.mjs -        reads lines day|kind|acts_as|name (psql -XAt) from standard input

import { readFileSync } from 'node:fs'
import chineseDays from 'chinese-days'
import lunar from 'lunar-javascript'
import { decided, exchanged } from './decisions.mjs'

const FIRST_YEAR = 2004
const LAST_YEAR = 2026
const SQL_FILE = new URL('../../src/calendar/code/official-days.sql', import.meta.url)

const failures = []
const check = (holds, text) => { if (!holds) failures.push(text) }

// ISO weekday of a day, 1 = Monday
const isoWeekday = day => new Date(day + 'T00:00:00Z').getUTCDay() || 7

// The days from the first to the last, both included
function * days (first, last) {
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86400000) {
    yield new Date(at).toISOString().slice(0, 10)
  }
}

// Adds a shipped day; a day listed twice is a mistake
function add (shipped, day, row) {
  check(!shipped.has(day), `${day} is listed twice`)
  shipped.set(day, row)
}

// The rows of the SQL file: one block of days a line
function readSql (text) {
  const shipped = new Map()
  const list = braces => braces === '' ? [] : braces.split(',')
  const block = /^ {4}\('([^']+)', (?:date )?'([\d-]+)', (?:date )?'([\d-]+)', '\{([\d,-]*)\}'(?:::date\[\])?, '\{([\d,-]*)\}'(?:::date\[\])?\),?$/
  for (const line of text.split('\n').filter(line => /^ {4}\('/.test(line))) {
    const found = block.exec(line)
    check(found, `cannot read: ${line}`)
    if (!found) continue
    const [, name, first, last, worked, givenOff] = found
    for (const day of days(first, last)) add(shipped, day, { kind: 'holiday', name })
    check(list(worked).length === list(givenOff).length, `not paired: ${line}`)
    list(worked).forEach((day, at) => {
      const off = list(givenOff)[at]
      check(off >= first && off <= last, `${off} is not in the block of ${first}`)
      add(shipped, day, { kind: 'makeup_workday', name, actsAs: isoWeekday(off), off })
    })
  }
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    check(text.includes(`\n    (${year}, '`), `year ${year} is not listed as covered`)
  }
  return shipped
}

// The rows of cc_center.official_day as psql prints them
function readRows (text) {
  const shipped = new Map()
  for (const line of text.split('\n').filter(Boolean)) {
    const [day, kind, actsAs, name] = line.split('|')
    add(shipped, day, { kind, name, actsAs: actsAs === '' ? undefined : Number(actsAs) })
  }
  return shipped
}

// What chinese-days says of a day
function chineseDay (day) {
  const { work, name } = chineseDays.getDayDetail(day)
  const [, chinese] = name.split(',')
  return chinese ? { kind: work ? 'makeup_workday' : 'holiday', name: chinese } : { kind: null }
}

// What lunar-javascript says of a day
function lunarDay (day) {
  const found = lunar.HolidayUtil.getHoliday(day)
  return found ? { kind: found.isWork() ? 'makeup_workday' : 'holiday' } : { kind: null }
}

// Compares one day of the shipped list with both packages; answers whether the two agree
function compareDay (day, ours) {
  const one = chineseDay(day)
  const two = lunarDay(day)
  const kind = ours?.kind ?? null
  if (one.kind === two.kind) {
    check(kind === one.kind, `${day}: both lists say ${one.kind}, shipped is ${kind}`)
    check(!decided.has(day), `${day}: decided, but the lists agree now`)
  } else {
    check(decided.has(day), `${day}: chinese-days says ${one.kind}, lunar-javascript ${two.kind}, not decided`)
    check(kind === decided.get(day)?.kind, `${day}: decided ${decided.get(day)?.kind}, shipped ${kind}`)
  }
  if (ours && one.name) {
    const short = one.name.startsWith('中国人民抗日') ? '抗战' : one.name
    check(ours.name.includes(short), `${day}: name ${ours.name}, chinese-days ${one.name}`)
  }
  return one.kind === two.kind
}

// Checks the weekday a make-up day acts as; answers whether chinese-days' days in lieu confirm it
function compareExchange (day, ours) {
  check(isoWeekday(day) >= 6, `${day}: a make-up workday that is no weekend day`)
  check(ours.actsAs >= 1 && ours.actsAs <= 5, `${day}: acts as ${ours.actsAs}`)
  const confirmed = chineseDays.isInLieu(ours.off)
  check(confirmed !== exchanged.has(day), `${day}: exchanged for ${ours.off}, in lieu for chinese-days: ${confirmed}`)
  return confirmed
}

// Checks that a database holds what the SQL file says
function compareRows (rows, file) {
  const text = row => row ? [row.kind, row.actsAs ?? '', row.name].join('|') : 'nothing'
  for (const day of new Set([...rows.keys(), ...file.keys()])) {
    const [held, said] = [text(rows.get(day)), text(file.get(day))]
    check(held === said, `${day}: the database holds ${held}, the file says ${said}`)
  }
}

const shipped = readSql(readFileSync(SQL_FILE, 'utf8'))
if (process.argv[2] === '-') compareRows(readRows(readFileSync(0, 'utf8')), shipped)
const count = { days: 0, agreed: 0, holidays: 0, makeup: 0, confirmed: 0 }
for (const day of days(`${FIRST_YEAR}-01-01`, `${LAST_YEAR}-12-31`)) {
  const ours = shipped.get(day)
  count.days++
  if (compareDay(day, ours)) count.agreed++
  if (ours?.kind === 'holiday') count.holidays++
  if (ours?.kind === 'makeup_workday') {
    count.makeup++
    if (compareExchange(day, ours)) count.confirmed++
  }
}
for (const day of shipped.keys()) {
  check(day >= `${FIRST_YEAR}-01-01` && day <= `${LAST_YEAR}-12-31`, `${day} is outside ${FIRST_YEAR}-${LAST_YEAR}`)
}

console.log(`${count.days} days, ${FIRST_YEAR}-${LAST_YEAR}: both lists agree on ${count.agreed}, ${decided.size} are decided by the notices`)
console.log(`shipped: ${count.holidays} holidays, ${count.makeup} make-up workdays (${count.confirmed} exchanges confirmed by chinese-days)`)
for (const failure of failures) console.log(`not ok: ${failure}`)
console.log(failures.length === 0 ? 'ok' : `${failures.length} differences`)
process.exitCode = failures.length === 0 ? 0 : 1
