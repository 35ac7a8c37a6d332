import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../lambdas/core/ports.ts';
import { type Identity, readUsers } from './api-gateway/identities.ts';
import { readApi } from './api-gateway/read-api.ts';
import { type ApiGateway, startApiGateway } from './api-gateway/server.ts';
import type { EventBridge } from './emulators/eventbridge.ts';
import { type EventRules, playRules } from './event-rules.ts';
import { type EventSourceMapping, eventSourceMapping } from './event-source-mapping.ts';
import type { Scope } from './intrinsics.ts';
import { type LocalFunction, localFunction } from './local-function.ts';
import { startSchedule } from './schedule.ts';
import type { StackTemplate } from './template.ts';
import { readWiring } from './wiring.ts';

export interface RuntimeOptions {
  readonly template: StackTemplate;
  readonly scope: Scope;
  readonly sqs: SQSClient;
  /** What every function gets besides the template's variables: endpoints, region, credentials of the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onLog: (functionName: string, line: string) => void;
  /** After every batch, and every event of a rule, that a function finished or failed. */
  readonly onBatchEnd?: () => void;
  /** Where rules hear of events. Without it none is played. */
  readonly events?: Pick<EventBridge, 'onEvent'>;
  /** Without schedules nothing polls until `invoke` says so. */
  readonly schedules: 'play' | 'ignore';
}

export interface ApiOptions {
  /** Who may call methods that ask for IAM authorization. */
  readonly identities: readonly Identity[];
  readonly now: Clock;
  /** Another one is taken when this one is not free. */
  readonly port?: number;
}

/** The stack's functions, event source mappings, schedules and rules, running here. */
export interface Runtime {
  readonly functions: readonly LocalFunction[];
  /** The function whose logical id begins with this name. */
  function(name: string): LocalFunction;
  /** Opens the template's REST API on loopback; undefined where it has none. It closes when the runtime stops. */
  openApi(options: ApiOptions): Promise<ApiGateway | undefined>;
  /**
   * No function works on a batch or an event of a rule, and these messages, which are all there are, only wait for
   * their visibility timeout.
   */
  isIdle(received: readonly string[]): boolean;
  /** Plays no schedule any more, finishes what is in flight and ends every instance. */
  stop(): Promise<void>;
}

export function startRuntime(options: RuntimeOptions): Runtime {
  const { template, scope, sqs } = options;
  const wiring = readWiring(template, scope, options.environment);
  const functions = wiring.functions.map((definition) => localFunction(definition, options.onLog));
  const named = (name: string): LocalFunction => {
    const found = functions.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`the template has no function "${name}"`);
    return found;
  };
  const functionByArn = (arn: string) =>
    functions.find(({ name }) => scope.resources.get(name)?.attributes['Arn'] === arn);

  const onBatchEnd = options.onBatchEnd ?? (() => undefined);
  const mappings: EventSourceMapping[] = wiring.mappings.map((mapping) =>
    eventSourceMapping(sqs, mapping, named(mapping.functionName), onBatchEnd),
  );
  const onError = (error: unknown) => options.onLog('schedule', String(error));
  const schedules =
    options.schedules === 'play'
      ? wiring.schedules.map((schedule) => startSchedule(schedule, { sqs, functionByArn }, onError))
      : [];
  const rules: EventRules | undefined =
    options.events &&
    playRules(wiring.rules, {
      events: options.events,
      functionByArn,
      later,
      onEnd: onBatchEnd,
      onError: (line) => options.onLog('rule', line),
    });
  const gateways: ApiGateway[] = [];

  return {
    functions,
    function(name) {
      const found = functions.find((candidate) => candidate.name.startsWith(name));
      if (!found)
        throw new Error(`no function begins with "${name}"; there are ${functions.map((f) => f.name).join(', ')}`);
      return found;
    },
    async openApi({ identities, now, port }) {
      const api = readApi(template, scope);
      if (!api) return undefined;
      const asksForIam = api.methods.some(({ authorization }) => authorization.type === 'AWS_IAM');
      const gateway = await startApiGateway({
        api,
        functionByArn,
        users: asksForIam ? readUsers(template, scope, identities) : [],
        now,
        port,
        onFailure: (line) => options.onLog('api', line),
      });
      gateways.push(gateway);
      return gateway;
    },
    isIdle: (received) =>
      (rules?.inFlight ?? 0) === 0 &&
      mappings.every(({ inFlight }) => inFlight === 0) &&
      received.every((id) => mappings.some(({ left }) => left.has(id))),
    async stop() {
      for (const schedule of schedules) schedule.stop();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(mappings.map((mapping) => mapping.stop()));
      // Behind the mappings, whose functions may still put events.
      await rules?.stop();
      await Promise.all(functions.map((each) => each.stop()));
    },
  };
}

function later(ms: number, work: () => void): { readonly callOff: () => void } {
  const timer = setTimeout(work, ms);
  return { callOff: () => clearTimeout(timer) };
}
