// Random timetables of the supported grammar, the same ones for the same seed.

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// February ends at 27 here: the reference drops ranges that end on its last days (see README.md)
const LENGTHS = [31, 27, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// months with their last days, the same in every year
const WHOLE_MONTHS = ['Jan 31', 'Mar 31', 'Apr 30', 'May 31', 'Jul 31', 'Aug 31', 'Oct 31', 'Nov 30', 'Dec 31'];

/** A generator of random numbers from a seed (mulberry32). */
export function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/** Builds random timetables. */
export class Grammar {
    constructor(next, years) {
        this.next = next;
        this.years = years;
    }

    below(limit) { return Math.floor(this.next() * limit); }
    between(low, high) { return low + this.below(high - low + 1); }
    one(list) { return list[this.below(list.length)]; }
    chance(p) { return this.next() < p; }

    list(longest, make) {
        const entries = [];
        for (let i = this.between(1, longest); i > 0; i--) entries.push(make());
        return entries.join(',');
    }

    clock(minutes) {
        return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    }

    span() {
        const from = this.chance(0.5) ? this.between(0, 23) * 60 : this.between(0, 287) * 5;
        const kind = this.next();
        if (kind < 0.65) return `${this.clock(from)}-${this.clock(this.between(from + 1, Math.max(from + 1, 1440)))}`;
        if (kind < 0.85) return `${this.clock(from)}-${this.clock(this.between(0, from))}`;
        if (kind < 0.95) return `${this.clock(from)}-${this.clock(this.between(1441, 2880))}`;
        return '00:00-24:00';
    }

    weekday() {
        const kind = this.next();
        const day = this.below(7);
        if (kind < 0.45) return WEEKDAYS[day];
        if (kind < 0.8) return `${WEEKDAYS[day]}-${WEEKDAYS[(day + this.between(1, 6)) % 7]}`;
        const nth = this.chance(0.6) ? this.list(2, () => this.between(1, 5)) : `-${this.between(1, 5)}`;
        if (this.chance(0.75)) return `${WEEKDAYS[day]}[${nth}]`;
        // with an offset the reference also counts fifth weekdays of months that have only four
        const offset = this.one(['+1 day', '-1 day', '+3 days', '-6 days', '+6 days']);
        return `${WEEKDAYS[day]}[${this.one([1, 2, 3, 4, -1, -2, -3, -4])}] ${offset}`;
    }

    holiday() {
        return this.chance(0.85) ? 'PH' : this.one(['PH +1 day', 'PH -1 day']);
    }

    weekdays() {
        const kind = this.next();
        if (kind < 0.75) return this.list(3, () => this.weekday());
        if (kind < 0.85) return this.holiday();
        if (kind < 0.95) return `PH,${this.list(2, () => this.weekday())}`;
        return `PH ${this.list(2, () => this.weekday())}`;
    }

    date(month) { return `${MONTHS[month]} ${this.between(1, LENGTHS[month])}`; }

    point() {
        const kind = this.next();
        if (kind < 0.7) return this.date(this.below(12));
        if (kind < 0.85) {
            const offset = this.chance(0.5) ? '' : this.one([' -2 days', ' +1 day', ' +39 days', ' -46 days']);
            return `easter${offset}`;
        }
        return `${this.one(MONTHS)} ${this.one(WEEKDAYS)}[${this.one([1, 2, 3, 4, -1, -2])}]`;
    }

    // an end that may leave its year; the reference does not see a beginning that does
    lateEnd() {
        const offset = this.one(['+1 day', '+4 days', '+6 days', '-3 days']);
        return `Dec ${this.one(WEEKDAYS)}[${this.one([-1, -2, 3])}] ${offset}`;
    }

    dates() {
        const kind = this.next();
        const month = this.below(12);
        if (kind < 0.2) return this.list(3, () => this.one(MONTHS));
        if (kind < 0.4) return `${MONTHS[month]}-${MONTHS[(month + this.between(1, 11)) % 12]}`;
        if (kind < 0.55) return this.list(2, () => this.date(this.below(12)));
        if (kind < 0.7) {
            const from = this.between(1, LENGTHS[month] - 1);
            const step = this.chance(0.2) ? `/${this.between(2, 5)}` : '';
            return `${MONTHS[month]} ${from}-${this.between(from + 1, LENGTHS[month])}${step}`;
        }
        if (kind < 0.9) return `${this.point()}-${this.point()}`;
        if (kind < 0.94) return `${this.date(this.between(5, 10))}-${this.lateEnd()}`;
        const year = this.one(this.years);
        if (kind < 0.96) return `${year} ${this.date(this.below(5))}-${year} ${this.date(this.between(6, 11))}`;
        if (kind < 0.98) return `${year} ${MONTHS[month]} 1-${year + 1} ${this.one(WHOLE_MONTHS)}`;
        return `${year} ${this.date(this.below(12))}-${year + 1} ${this.date(this.below(12))}`;
    }

    yearList() {
        const year = this.one(this.years);
        const kind = this.next();
        if (kind < 0.4) return `${year}`;
        if (kind < 0.7) return `${year}-${year + this.between(1, 3)}`;
        if (kind < 0.85) return `${year}+`;
        return `${year}-${year + 6}/2`;
    }

    weeks() {
        const entry = () => {
            const from = this.between(1, 52);
            if (this.chance(0.4)) return `${from}`;
            return `${from}-${this.between(from + 1, 53)}${this.chance(0.4) ? `/${this.between(2, 4)}` : ''}`;
        };
        return `week ${this.list(2, entry)}`;
    }

    rule() {
        const parts = [];
        if (this.chance(0.04)) parts.push('24/7');
        else {
            if (this.chance(0.08)) parts.push(this.yearList());
            if (this.chance(0.25)) parts.push(this.dates());
            if (this.chance(0.1)) parts.push(this.weeks());
            if (this.chance(0.6)) parts.push(this.weekdays());
            // the colon that people put behind dates
            if (/[A-Za-z]{3} \d+$/.test(parts.join(' ')) && this.chance(0.2)) parts.push(`${parts.pop()}:`);
            if (parts.length === 0 || this.chance(0.8)) parts.push(this.list(3, () => this.span()));
        }
        const kind = this.next();
        if (kind < 0.22) parts.push('off');
        else if (kind < 0.27) parts.push('unknown');
        else if (kind < 0.32) parts.push('open');
        return parts.join(' ');
    }

    timetable() {
        let text = this.rule();
        for (let i = this.below(4); i > 0; i--) {
            // an additional rule needs a time or state before its comma
            const additional = /:\d\d$|off$|open$|unknown$/.test(text);
            text += this.chance(0.3) && additional ? ', ' : this.chance(0.12) ? ' || ' : '; ';
            text += this.rule();
        }
        return text;
    }

    /** The same timetable as people type it: what is read though the syntax has it otherwise. */
    typed(text) {
        const wide = (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0);
        let typed = text.replace(/(\d{4}) ([A-Z][a-z]{2} \d+)-\1 ([A-Z][a-z]{2} \d+)/g, (all, year, from, to) => this.chance(0.7) ? `${year} ${from}-${to}` : all);
        typed = typed.replace(/(\d{4} [A-Z][a-z]{2}) 1-(\d{4}) ([A-Z][a-z]{2} \d+)/g, (all, from, year, to) =>
            WHOLE_MONTHS.includes(to) && this.chance(0.7) ? `${from}-${year} ${to.slice(0, 3)}` : all);
        if (this.chance(0.5)) return typed;
        typed = typed.replace(/((?:Mo|Tu|We|Th|Fr|Sa|Su|PH|\]) )(\d\d):00-(\d\d):00/g, (all, day, from, to) => this.chance(0.4) ? `${day}${Number(from)}-${Number(to)}` : all);
        typed = typed.replace(/(\d\d):(\d\d)/g, (all, hour, minute) => this.chance(0.2) ? `${Number(hour)}.${minute}` : all);
        typed = typed.replace(/-/g, () => this.chance(0.3) ? this.one(['–', '~', '～', '－', '—']) : '-');
        typed = typed.replace(/[0-9:;,]/g, (c) => this.chance(0.2) ? wide(c) : c);
        return this.chance(0.3) ? typed + this.one([';', ',', '；', ' , ']) : typed;
    }
}
