import type { StreamReply } from '../api/log-streams.ts';
import { stopOf } from '../state/stream-facts.ts';
import { timeOfDay } from '../state/times.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions, VerifyNote } from './actions.ts';
import { Ago } from './ago.tsx';
import { Text } from './text.tsx';

/** Why a stream is INACTIVE and what to do next. */
export function StopNotice({ stream, now }: { readonly stream: StreamReply; readonly now: number }) {
  const stop = stopOf(stream);
  if (!stop) return null;
  const { code, message, at, attempts, isFailure, nextStep } = stop;
  return (
    <div class={isFailure ? 'notice failed' : 'notice'}>
      <p>
        <strong>
          {isFailure ? 'Deactivated' : 'Inactive'}
          {isFailure && attempts > 0 && ` after ${attempts} failed attempts`}
          {at !== '' && ', '}
        </strong>
        {at !== '' && <Ago at={at} now={now} />}
      </p>
      {isFailure && (
        <p class="reason">
          <Text>{message}</Text> <code>{code}</code>
        </p>
      )}
      <p class="next-step">{nextStep}</p>
    </div>
  );
}

/** Where events may be missing. */
export function GapNotice({ stream }: { readonly stream: StreamReply }) {
  const reason = stream.possibleGap?.['reason'];
  if (typeof reason !== 'string') return null;
  return (
    <div class="notice warning">
      <p>
        <strong>Possible gap</strong>
      </p>
      <p class="reason">
        <Text>{reason}</Text>
      </p>
    </div>
  );
}

interface VerifyNoticeProps {
  readonly stream: StreamReply;
  readonly note: VerifyNote | undefined;
  readonly actions: Actions;
}

/** What the target said to a test event. */
export function VerifyNotice({ stream, note, actions }: VerifyNoticeProps) {
  if (note?.kind !== 'answered') return null;
  const { answer, at } = note;
  const time = timeOfDay(new Date(at).toISOString());
  return (
    <div class={answer.status === 'ACCEPTED' ? 'notice good' : 'notice failed'}>
      {answer.status === 'ACCEPTED' ? (
        <p>
          <strong>The target accepted a test event</strong> at {time}.
        </p>
      ) : (
        <>
          <p>
            <strong>The target did not accept a test event</strong> at {time}.
          </p>
          <p class="reason">
            <Text>{answer.message}</Text> <code>{answer.code}</code>
          </p>
        </>
      )}
      <button
        type="button"
        class="quiet dismiss"
        aria-label={`Dismiss the answer of ${plainText(stream.name)}`}
        onClick={() => actions.forgetVerify(stream.id)}
      >
        Dismiss
      </button>
    </div>
  );
}
