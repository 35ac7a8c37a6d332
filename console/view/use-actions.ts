import { useMemo, useState } from 'preact/hooks';
import { failureOf } from '../api/api-failure.ts';
import type { ConsoleApi } from '../api/console-api.ts';
import { type StreamReply, type Verification, verifyStream } from '../api/log-streams.ts';
import type { Model } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions, OpenDialog, VerifyNote } from './actions.ts';

type Notes = ReadonlyMap<string, VerifyNote>;

interface ActionsSurroundings {
  readonly api: ConsoleApi;
  readonly model: Store<Model>;
  readonly hurry: () => void;
}

/** What can be done on the page, and what has come of it so far. */
export function useActions({ api, model, hurry }: ActionsSurroundings): {
  readonly actions: Actions;
  readonly dialog: OpenDialog | undefined;
  readonly notes: Notes;
} {
  const [dialog, open] = useState<OpenDialog>();
  const [notes, setNotes] = useState<Notes>(new Map());

  const actions = useMemo((): Actions => {
    const note = (id: string, value: VerifyNote | undefined): void =>
      setNotes((known) => {
        const changed = new Map(known);
        if (value) changed.set(id, value);
        else changed.delete(id);
        return changed;
      });
    const say = (said: string): void => model.set((known) => ({ ...known, said }));
    const verify = async ({ id, name }: StreamReply): Promise<void> => {
      note(id, { kind: 'under way' });
      const answer = await verifyStream(api, id).catch(failed);
      note(id, { kind: 'answered', at: Date.now(), answer });
      say(
        `The target of ${plainText(name)} ${answer.status === 'ACCEPTED' ? 'accepted' : 'did not accept'} a test event.`,
      );
    };
    return {
      open,
      verify(stream) {
        void verify(stream);
      },
      forgetVerify: (id) => note(id, undefined),
      done(said) {
        say(said);
        hurry();
      },
      hurry,
    };
  }, [api, model, hurry]);

  return { actions, dialog, notes };
}

/** The API did not get as far as the target. */
function failed(error: unknown): Verification {
  const { code, summary, causes } = failureOf(error);
  return { status: 'FAILED', code, message: [summary, ...causes].join(' ') };
}
