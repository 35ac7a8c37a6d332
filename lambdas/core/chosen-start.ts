import type { PossibleGap } from './log-stream.ts';

const CHOSEN = 'activated to start from';

/** Why events are missing that an admin chose to skip. */
export const reasonOfStart = (since: Date, stood: string): string =>
  `${CHOSEN} ${since.toISOString()}; what Okta persisted between ${stood} and then is skipped`;

/** Whether an admin chose that events are missing; any other gap is one that nobody wanted. */
export const isChosen = ({ reason }: Pick<PossibleGap, 'reason'>): boolean => reason.startsWith(CHOSEN);
