// Plain JavaScript: it runs on the system's Node before anything is installed, and installs what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockfile = join(root, 'package-lock.json');
// npm writes this file last, so it stands only after a complete install.
const installed = join(root, 'node_modules', '.package-lock.json');
const REQUIRED_NODE_MAJOR = 24;

const isInstalled = () => existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs;

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (!isInstalled()) {
  process.stderr.write('Installing dependencies (npm ci), about a minute the first time…\n');
  // Standard output stays clean: `--json` promises its last line to the summary.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}`);
  if (npm.status !== 0) fail(`npm ci failed (exit ${npm.status ?? npm.signal}); see its output above`);
}

// The Node that npm scripts resolve: the pinned one where the registry has it for this platform, else the system's.
const node = spawnSync('node', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
const major = Number(/^v(\d+)/.exec(node.stdout ?? '')?.[1] ?? 0);
if (major < REQUIRED_NODE_MAJOR) {
  fail(
    `This project runs on Node ${REQUIRED_NODE_MAJOR}. No build of it could be installed for ` +
      `${process.platform}-${process.arch} and the system's is ${node.stdout?.trim() || 'missing'}: install Node ${REQUIRED_NODE_MAJOR} and try again.`,
  );
}
