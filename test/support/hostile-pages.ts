/**
 * Reads pages that are made to fill a function's memory; run in a process of its own with little of it. Prints what
 * became of each.
 */
import { pageEvents } from '../../lambdas/okta/page-events.ts';

const BYTES = 24 * 1024 * 1024;
const SOURCE = { contentType: 'application/json', credentials: [] };

const PAGES: Readonly<Record<string, Buffer>> = {
  'many values': Buffer.concat([Buffer.from('[0'), Buffer.alloc(BYTES, ',0'), Buffer.from(']')]),
  'many objects': Buffer.concat([Buffer.from('[{}'), Buffer.alloc(BYTES, ',{}'), Buffer.from(']')]),
  'lists in lists': Buffer.alloc(BYTES, '['),
  'objects in objects': Buffer.alloc(BYTES, '{"":'),
};

for (const [name, page] of Object.entries(PAGES)) {
  try {
    process.stdout.write(`${name}: ${pageEvents(page, SOURCE).length} events\n`);
  } catch (error) {
    process.stdout.write(`${name}: ${(error as { readonly code?: string }).code}\n`);
  }
}
