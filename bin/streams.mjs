#!/usr/bin/env node
// For `npx streams`. Plain JavaScript: npx may run it on a Node that is too old for the project, before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = dirname(fileURLToPath(import.meta.url));
const modules = join(dirname(bin), 'node_modules');

// The setup looks for Node as npm scripts do.
process.env.PATH = [join(modules, '.bin'), process.env.PATH].join(delimiter);
await import('./setup.mjs');

const isWindows = process.platform === 'win32';
const pinned = join(
  modules,
  `node-${isWindows ? 'win' : process.platform}-${process.arch}`,
  'bin',
  isWindows ? 'node.exe' : 'node',
);
const child = spawn(
  existsSync(pinned) ? pinned : process.execPath,
  [join(bin, 'streams.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);

// Ctrl-C reaches the child by itself, and it decides what that means; what is sent to this process alone is handed on.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  process.stderr.write(`Node could not be started: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
