import { ago, moment } from '../state/times.ts';

/** How long ago a moment was; its date and time when it is pointed at. */
export function Ago({ at, now }: { readonly at: string; readonly now: number }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now)}
    </time>
  );
}
