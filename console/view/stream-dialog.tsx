import { useEffect, useState } from 'preact/hooks';
import { type ApiFailure, failureOf } from '../api/api-failure.ts';
import type { ConsoleApi } from '../api/console-api.ts';
import { createStream, replaceStream, type StreamReply } from '../api/log-streams.ts';
import { readSchemas } from '../api/schemas.ts';
import { formOf, type StreamForm } from '../state/schema-fields.ts';
import { EVENTBRIDGE } from '../state/stream-facts.ts';
import { plainText } from '../state/visible-text.ts';
import type { Actions } from './actions.ts';
import { Refusal } from './failure-notice.tsx';
import { Modal } from './modal.tsx';
import { StreamFormView } from './stream-form.tsx';
import { Text } from './text.tsx';

interface StreamDialogProps {
  readonly api: ConsoleApi;
  readonly actions: Actions;
  /** The one to edit; none when a stream is created. */
  readonly stream?: StreamReply | undefined;
}

/** Creates a stream, or edits one. */
export function StreamDialog({ api, actions, stream }: StreamDialogProps) {
  const [forms, setForms] = useState<readonly StreamForm[]>();
  const [failure, setFailure] = useState<ApiFailure>();
  const close = (): void => actions.open(undefined);

  useEffect(() => {
    void readSchemas(api).then(
      (schemas) => setForms(schemas.map(formOf)),
      (error: unknown) => setFailure(failureOf(error)),
    );
  }, []);

  const submit = async (body: object): Promise<ApiFailure | undefined> => {
    try {
      const saved = await (stream ? replaceStream(api, stream.id, body) : createStream(api, body));
      actions.done(`${plainText(saved.name)} was ${stream ? 'saved' : 'created'}.`);
      close();
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  };

  return (
    <Modal
      title={
        stream ? (
          <>
            Edit <Text>{stream.name}</Text>
          </>
        ) : (
          'Add log stream'
        )
      }
      onClose={close}
    >
      <Refusal failure={failure} />
      {!forms && !failure && <p class="sub">Loading…</p>}
      {forms && (
        <StreamFormView
          forms={forms}
          purpose={stream ? 'edit' : 'create'}
          stream={stream ? (stream.json as { readonly type: string }) : { type: EVENTBRIDGE }}
          submitText={stream ? { idle: 'Save', busy: 'Saving…' } : { idle: 'Create', busy: 'Creating…' }}
          onSubmit={submit}
          onCancel={close}
        />
      )}
    </Modal>
  );
}
