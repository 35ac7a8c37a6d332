import { readFileSync } from 'node:fs';
import { billOfMaterials } from '../local/bill-of-materials.ts';
import { functionSources } from '../local/function-sources.ts';
import type { Lockfile } from '../local/lockfile.ts';
import { synthesize } from '../local/synthesize.ts';

/** With everything that is optional, so that every function there can be is in the bill. */
const WHOLE = {
  orgUrl: 'https://acme.okta.com',
  adminAuth: 'token',
  eventHookUrl: 'https://hooks.acme.example',
};

const lockfile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lockfile;
const stack = synthesize(WHOLE);
try {
  const bill = billOfMaterials(functionSources(stack), lockfile, new Date());
  process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
} finally {
  stack.remove();
}
