import { useState } from 'preact/hooks';
import type { ConsoleApi } from '../api/console-api.ts';
import { activateStream, type StreamReply } from '../api/log-streams.ts';
import { effectOf, parseLocalTime, type StartChoice, startProblem } from '../state/start-choice.ts';
import { timeZone } from '../state/times.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions } from './actions.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Text } from './text.tsx';
import { useRequest } from './use-request.ts';

interface ActivateDialogProps {
  readonly api: ConsoleApi;
  readonly actions: Actions;
  readonly stream: StreamReply;
}

const CHOICES: readonly { readonly value: StartChoice; readonly title: string }[] = [
  { value: 'resume', title: 'Where it stopped' },
  { value: 'now', title: 'Now' },
  { value: 'time', title: 'At a time' },
];

const KINDS = {
  'nothing lost': 'Nothing is lost.',
  skips: 'Skips events.',
  repeats: 'Repeats events.',
} as const;

/** Activates a stream, from where the admin wants. */
export function ActivateDialog({ api, actions, stream }: ActivateDialogProps) {
  const [choice, setChoice] = useState<StartChoice>('resume');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const { isBusy, failure, send } = useRequest();
  const time = parseLocalTime(text);
  const close = (): void => actions.open(undefined);

  const activate = (): void => {
    const found = choice === 'time' ? startProblem(time, new Date()) : undefined;
    setProblem(found);
    if (found !== undefined) return document.getElementById('start-at')?.focus();
    send(async () => {
      await activateStream(api, stream.id, choice === 'time' && time ? time.toISOString() : choice);
      actions.done(`${plainText(stream.name)} was activated.`);
      close();
    });
  };

  return (
    <ConfirmDialog
      title={
        <>
          Activate <Text>{stream.name}</Text>
        </>
      }
      confirmText={{ idle: 'Activate', busy: 'Activating…' }}
      isBusy={isBusy}
      failure={failure}
      onConfirm={activate}
      onClose={close}
    >
      <fieldset class="choices">
        <legend>Deliver from</legend>
        {CHOICES.map(({ value, title }) => {
          const effect = effectOf(stream, value, time);
          return (
            <div key={value} class="choice">
              <input
                type="radio"
                name="start"
                id={`start-${value}`}
                checked={choice === value}
                aria-describedby={`start-${value}-effect`}
                onChange={() => setChoice(value)}
              />
              <label for={`start-${value}`}>{title}</label>
              <p id={`start-${value}-effect`} class={effect ? `effect ${effect.kind.replace(' ', '-')}` : 'effect'}>
                {effect && <strong>{KINDS[effect.kind]} </strong>}
                {effect?.text ?? 'Skips what lies before it, or delivers again what came after it.'}
              </p>
            </div>
          );
        })}
        {choice === 'time' && (
          <div class={problem === undefined ? 'field' : 'field wrong'}>
            <label for="start-at">Start at</label>
            <input
              id="start-at"
              type="datetime-local"
              step="1"
              value={text}
              aria-invalid={problem !== undefined}
              aria-describedby={problem === undefined ? 'start-zone' : 'start-zone start-problem'}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
            <p class="hint" id="start-zone">
              In your time zone, {timeZone()}.
            </p>
            {problem !== undefined && (
              <p class="error" id="start-problem">
                {problem}
              </p>
            )}
          </div>
        )}
      </fieldset>
    </ConfirmDialog>
  );
}
