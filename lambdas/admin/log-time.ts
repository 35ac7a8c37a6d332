/** RFC 3339 and less of it: without a time, without seconds, without a zone, which means UTC. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+\- ]\d\d:?\d\d)?)?$/;

/** `Mon Jan 01 2024 00:00:00 GMT+0000 (Coordinated Universal Time)`: what Okta's Node SDK makes of a Date. */
const PRINTED = /^([A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d) GMT([+\- ]\d{4})(?: \(.*\))?$/;

/** A time that a client may write, as epoch milliseconds; undefined when it is none. */
export function timeOf(text: string): number | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const [, date = '', time = '00:00', zone = 'Z'] = iso;
    return isDate(date) ? numberOf(Date.parse(`${date}T${time}${signed(zone)}`)) : undefined;
  }
  const [, printed, zone = ''] = PRINTED.exec(text) ?? [];
  return printed === undefined ? undefined : numberOf(Date.parse(`${printed} GMT${signed(zone)}`));
}

/** A plus sign that was not encoded in a URL arrives as a blank. */
const signed = (zone: string): string => zone.replace(' ', '+');

/** JavaScript takes the 30th of February for the 1st of March. */
function isDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}

/** Before the year 0 and after 9999 RFC 3339 has no times: a link could not say them. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const numberOf = (ms: number): number | undefined => (ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined);
