import { expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { watch } from './watch.ts';

const dropped = (reason: 'lost a race' | 'stale generation'): Entry => ({
  what: 'message dropped',
  streamId: 'A',
  messageId: 'm',
  events: 1,
  reason,
});

const watching = () => {
  const seen = watch(() => 9_000);
  seen.nameStream('A', 'splunk');
  return seen;
};

test('what is told late happened when it was logged', () => {
  const seen = watching();
  seen.observe({ what: 'rewound', streamId: 'A', generation: 1, reason: 'r' }, 2_000);

  expect(seen.happeningsOf('splunk')).toMatchObject([{ ends: 'delivery', fromMs: 2_000, toMs: 2_000 }]);
});

test('a delivery that lost a race ends unheard, and what was dropped before its delivery does not', () => {
  const seen = watching();
  seen.observe(dropped('stale generation'), 2_000);
  seen.observe(dropped('lost a race'), 3_000);

  expect(seen.happeningsOf('splunk')).toMatchObject([{ ends: 'delivery', fromMs: 3_000 }]);
});

test('a target hears nothing while its stream is INACTIVE', () => {
  const seen = watching();
  const deactivation = { code: 'ADMIN', message: '', at: '', attempts: 0 } as const;
  seen.delivery('splunk');
  seen.observe({ what: 'deactivated', streamId: 'A', deactivation }, 8_000);
  seen.delivery('splunk');
  seen.delivery('bus');
  seen.activating('splunk');
  seen.delivery('splunk');

  expect(seen.whileInactive).toEqual([{ target: 'splunk', afterMs: 0 }]);
});
