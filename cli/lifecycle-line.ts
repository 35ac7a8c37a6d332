import { isObject, objectOf, textOf } from './json-members.ts';

const PREFIX = 'system.log_stream.lifecycle.';
const LONGEST_ACTION = 'deactivate'.length;

/** When, what, which stream, by whom, why. */
export function lifecycleLine(event: unknown): string {
  const from = isObject(event) ? event : {};
  const action = (textOf(from, 'eventType') ?? '-').replace(PREFIX, '');
  const actor = textOf(objectOf(from, 'actor') ?? {}, 'displayName') ?? '-';
  const reason = textOf(objectOf(from, 'outcome') ?? {}, 'reason');
  const words = [
    textOf(from, 'published') ?? '-',
    action.padEnd(LONGEST_ACTION),
    targetOf(from['target']),
    `by ${actor}`,
  ];
  return `${words.join('  ')}${reason === undefined ? '' : `: ${reason}`}`;
}

function targetOf(targets: unknown): string {
  const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
  if (!isObject(target)) return '-';
  return `${textOf(target, 'displayName') ?? '-'} (${textOf(target, 'id') ?? '-'})`;
}
