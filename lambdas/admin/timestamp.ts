/** As Okta's API writes times of a log stream: milliseconds are there, and always zero. */
export const toSecond = (iso: string): string => `${iso.slice(0, 19)}.000Z`;
