// Days on which the two lists differ, and what the State Council's notice says about them.

const notice = (day, kind, why) => [day, { kind, why }]
const joined = (...days) => days.map(day => notice(day, null, 'a weekend the notice only joins to the holiday'))

// day -> the kind shipped (null: no official day, the weekday decides) and the reason
export const decided = new Map([
  notice('2005-12-31', 'makeup_workday', 'the notice for 2006 names it'),
  notice('2011-06-05', 'holiday', 'the notice gives 4 to 6 June off'),
  notice('2012-05-02', null, 'a Wednesday that no notice names'),
  notice('2012-06-23', 'holiday', 'the notice gives 22 to 24 June off'),
  notice('2012-10-08', null, 'a Monday that no notice names'),
  notice('2013-04-07', 'makeup_workday', 'the notice for 2013 names it'),
  notice('2013-10-12', 'makeup_workday', 'the notice for 2013 names it'),
  notice('2015-09-05', 'holiday', 'the notice gives 3 to 5 September off'),
  ...joined('2014-05-31', '2014-06-01', '2014-09-06', '2014-09-07'),
  ...joined('2015-04-04', '2015-05-02', '2015-05-03', '2015-06-21', '2015-09-26'),
  ...joined('2016-01-02', '2016-01-03', '2016-04-02', '2016-04-03', '2016-04-30', '2016-12-31'),
  ...joined('2017-04-29', '2017-04-30', '2017-12-30', '2017-12-31'),
  ...joined('2018-06-16', '2018-06-17', '2018-09-22', '2018-09-23'),
  ...joined('2023-12-30', '2023-12-31', '2024-06-08', '2024-06-09')
])

const named = 'the notice pairs the days itself'
const eve = "New Year's Eve is not statutory that year, so its work is among what is made up"

// Make-up days whose exchanged day is not among chinese-days' days in lieu: make-up day -> reason.
// lunar-javascript names no weekday for a make-up day.
export const exchanged = new Map([
  ['2004-01-17', named],
  ['2005-04-30', named],
  ['2005-12-31', named],
  ['2006-01-28', named],
  ['2006-09-30', named],
  ['2007-02-17', named],
  ['2015-02-15', eve],
  ['2017-01-22', eve],
  ['2018-02-11', eve],
  ['2020-01-19', eve],
  ['2021-02-07', eve],
  ['2022-01-29', eve]
])
