import { fileURLToPath } from 'node:url';
import { type CalledProcess, startCalledProcess } from './called-process.ts';
import type { EmulatorCalls, Ends } from './emulator-calls.ts';
import type { StackEmulators } from './stack.ts';

/** The emulators in a process of their own. */
export interface Emulators extends CalledProcess<EmulatorCalls> {
  readonly ends: Ends;
}

const ENTRY = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));

export async function startEmulators(): Promise<Emulators> {
  const child = startCalledProcess<EmulatorCalls>(ENTRY);
  return { ...child, ends: await child.call('ends', undefined) };
}

/** What a stack is provisioned with. */
export const atEmulators = (emulators: Emulators): StackEmulators => ({
  ends: emulators.ends,
  addBus: (input) => emulators.call('addBus', input),
  addSecret: (input) => emulators.call('addSecret', input),
  attachRules: (input) => emulators.call('attachRules', input),
});
