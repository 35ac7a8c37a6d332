/** ESM throughout: @middy/core ships no CommonJS. */
export default {
  testEnvironment: 'node',
  // A bound for what hangs, not a measure of speed: property tests and whole runs take seconds on a busy machine.
  testTimeout: 60_000,
  // Half of the time is spent waiting for child processes, so a core for the rest is idle without it.
  maxWorkers: '100%',
  // What a test file loaded is never freed while ES modules are its registry, and collecting gigabytes takes minutes.
  workerIdleMemoryLimit: '1GB',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};
