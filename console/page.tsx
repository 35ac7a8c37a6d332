import { render } from 'preact';
import { consoleApi } from './api/console-api.ts';
import { looker } from './state/look.ts';
import { afterFailure, afterLook, NOTHING_KNOWN } from './state/model.ts';
import { sessionKey } from './state/session-key.ts';
import { store } from './state/store.ts';
import { watch } from './state/watch.ts';
import { App } from './view/app.tsx';
import { NoKey } from './view/states.tsx';
import { unhurried } from './view/unhurried.ts';

/** What a refresh takes, from the API's answer to the pixels; for whoever measures the page. */
const SHOWN = 'look shown';
const KEPT_AS = 'console-key';

const root = document.getElementById('console') ?? document.body;
const key = sessionKey({ hash: location.hash, kept: sessionStorage.getItem(KEPT_AS) });

// The address of another run, opened in this tab, is the same page to the browser.
addEventListener('hashchange', () => location.reload());

if (key === undefined) {
  render(<NoKey />, root);
} else {
  // The key is not for the address bar, from where it would be copied; a reload finds it in this tab.
  sessionStorage.setItem(KEPT_AS, key);
  history.replaceState(null, '', '/');
  start(key);
}

function start(ownKey: string): void {
  const api = consoleApi({
    fetch: (target, request) => fetch(target, request),
    origin: location.origin,
    key: ownKey,
    now,
  });
  const model = store(NOTHING_KNOWN);
  const { pause, hurry } = unhurried();

  render(<App apiName={root.dataset['api'] ?? ''} api={api} model={model} hurry={hurry} />, root);
  void watch({
    look: looker(api, now),
    onLook(look) {
      const begun = performance.now();
      model.set((known) => afterLook(known, look));
      measureShown(begun);
    },
    onFailure: (failure, nextInMs) => model.set((known) => afterFailure(known, failure, Date.now() + nextInMs)),
    pause,
    stopped: new AbortController().signal,
  });
}

function now(): Date {
  return new Date();
}

function measureShown(begun: number): void {
  requestAnimationFrame(() =>
    setTimeout(() => {
      performance.clearMeasures(SHOWN);
      performance.measure(SHOWN, { start: begun, end: performance.now() });
    }),
  );
}
