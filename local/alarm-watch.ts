import type { AlarmDefinitions } from './alarms/definition.ts';
import { alarmEvaluator, type Transition } from './alarms/evaluator.ts';
import { parseEmf } from './emf.ts';
import type { Note } from './notable.ts';

/** The stack's alarms over the metrics of a run. */
export interface AlarmWatch {
  observe(line: string): void;
  /** Evaluates once a minute, as CloudWatch does; answers what a reader should see of it. */
  look(now: Date): readonly Note[];
}

const MINUTE_MS = 60_000;

export function alarmWatch(definitions: AlarmDefinitions): AlarmWatch {
  const evaluator = alarmEvaluator(definitions);
  let evaluatedMs: number | undefined;

  return {
    observe: (line) => evaluator.record(parseEmf(line) ?? []),
    look(now) {
      evaluatedMs ??= now.getTime();
      if (now.getTime() - evaluatedMs < MINUTE_MS) return [];
      evaluatedMs = now.getTime();
      return evaluator.evaluate(now).filter(isNews).map(noteOf);
    },
  };
}

/** That there is data now, and all is well, is no news. */
const isNews = ({ from, to }: Transition): boolean => to === 'ALARM' || from === 'ALARM';

const noteOf = ({ alarm, to }: Transition): Note => ({
  streamIds: [],
  text: to === 'ALARM' ? `alarm ${alarm} (docs/runbook.md)` : `alarm ${alarm} is over`,
  isError: to === 'ALARM',
});
