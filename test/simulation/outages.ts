import type { Fault } from './faults.ts';

export type Service = 'table' | 'queue';

/** What is out of order for a while, as opposed to a single call that fails. */
export interface Outages {
  breakTarget(address: string, fault: Fault, ms: number): void;
  outageAt(address: string): Fault | undefined;
  breakService(service: Service, ms: number): void;
  isBroken(service: string): boolean;
  /** Everything works from now on. */
  mend(): void;
}

/** `note`: one was met. */
export function outages(nowMs: () => number, note: (what: string) => void): Outages {
  const targets = new Map<string, { readonly fault: Fault; readonly untilMs: number }>();
  const brokenUntilMs = new Map<string, number>();
  return {
    breakTarget(address, fault, ms) {
      targets.set(address, { fault, untilMs: nowMs() + ms });
    },
    outageAt(address) {
      const outage = targets.get(address);
      if (!outage || nowMs() >= outage.untilMs) return undefined;
      note(`outage: ${outage.fault}`);
      return outage.fault;
    },
    breakService(service, ms) {
      brokenUntilMs.set(service, nowMs() + ms);
    },
    isBroken(service) {
      const isDown = nowMs() < (brokenUntilMs.get(service) ?? 0);
      if (isDown) note(`outage: ${service}`);
      return isDown;
    },
    mend() {
      targets.clear();
      brokenUntilMs.clear();
    },
  };
}
