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

const numberOf = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);
