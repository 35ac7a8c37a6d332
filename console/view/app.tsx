import { useEffect, useMemo, useState } from 'preact/hooks';
import { isKeyRefused } from '../api/api-failure.ts';
import type { ConsoleApi } from '../api/console-api.ts';
import type { Model } from '../state/model.ts';
import { EVERYTHING, shownStreams } from '../state/shown-streams.ts';
import type { Store } from '../state/store.ts';
import { totalsOf } from '../state/totals.ts';
import { Dialogs } from './dialogs.tsx';
import { PageHeader } from './header.tsx';
import { Empty, FailureBanner, Loading, NoKey, NothingFound } from './states.tsx';
import { StreamList } from './stream-list.tsx';
import { Timeline } from './timeline.tsx';
import { Toolbar } from './toolbar.tsx';
import { TotalCards } from './totals.tsx';
import { useActions } from './use-actions.ts';
import { useStore } from './use-store.ts';

interface AppProps {
  readonly apiName: string;
  readonly api: ConsoleApi;
  readonly model: Store<Model>;
  /** Looks now. */
  readonly hurry: () => void;
}

/** The console page. */
export function App({ apiName, api, model: source, hurry }: AppProps) {
  const model = useStore(source);
  const [choice, setChoice] = useState(EVERYTHING);
  const { actions, dialog, notes } = useActions({ api, model: source, hurry });
  const { streams, histories, failure, lookedAt, timeline, timelineFailure, said } = model;
  const now = lookedAt ?? Date.now();
  const shown = useMemo(() => shownStreams(streams ?? [], histories, choice), [streams, histories, choice]);
  const create = (): void => actions.open({ kind: 'create' });
  const failed = totalsOf(streams ?? [], histories).failed;

  useEffect(() => {
    document.title = failed > 0 ? `(${failed} deactivated) Log streams` : 'Log streams';
  }, [failed]);

  if (failure && isKeyRefused(failure.cause)) return <NoKey />;
  return (
    <>
      <PageHeader apiName={apiName} model={model} onCreate={create} />
      <main class={failure ? 'stale' : ''}>
        {failure && <FailureBanner failure={failure} lookedAt={lookedAt} onRetry={actions.hurry} />}
        {streams && <TotalCards model={model} now={now} />}
        <div class="columns">
          <section class="list" aria-label="Log streams">
            {!streams && !failure && <Loading />}
            {streams?.length === 0 && <Empty onCreate={create} />}
            {streams && streams.length > 0 && (
              <>
                <Toolbar choice={choice} shown={shown.length} all={streams.length} onChoose={setChoice} />
                {shown.length === 0 && <NothingFound onShowAll={() => setChoice(EVERYTHING)} />}
                {shown.length > 0 && (
                  <StreamList streams={shown} histories={histories} notes={notes} now={now} actions={actions} />
                )}
              </>
            )}
          </section>
          {streams && <Timeline entries={timeline} failure={timelineFailure} now={now} />}
        </div>
      </main>
      <p class="unseen" role="status">
        {said}
      </p>
      {dialog && <Dialogs dialog={dialog} api={api} model={model} notes={notes} now={now} actions={actions} />}
    </>
  );
}
