import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../lambdas/core/ports.ts';
import { ACCOUNT_ID } from './account.ts';
import { type Identity, readUsers } from './api-gateway/identities.ts';
import { readApi } from './api-gateway/read-api.ts';
import { type ApiGateway, startApiGateway } from './api-gateway/server.ts';
import type { EventBridge } from './emulators/eventbridge.ts';
import { type EventRules, playRules } from './event-rules.ts';
import { type EventSourceMapping, eventSourceMapping } from './event-source-mapping.ts';
import type { Scope } from './intrinsics.ts';
import { type LocalFunction, localFunction } from './local-function.ts';
import type { Access } from './iam/access.ts';
import type { AccessRequest } from './iam/decide.ts';
import { functionLogs } from './iam/function-logs.ts';
import { startSchedule } from './schedule.ts';
import type { StackTemplate } from './template.ts';
import { readWiring, type Wiring } from './wiring.ts';

export interface RuntimeOptions {
  readonly template: StackTemplate;
  readonly scope: Scope;
  /** A client that signs as the function or schedule of this name. */
  readonly sqsAs: (name: string) => SQSClient;
  /** Who may invoke whom, receive what and log. */
  readonly access: Access;
  /** What every function gets besides the template's variables and its own credentials: endpoints and region. */
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
  /** A function has finished or failed with this message, and it only waits for its visibility timeout. */
  isLeft(messageId: string): boolean;
  /** Plays no schedule any more, finishes what is in flight and ends every instance. */
  stop(): Promise<void>;
}

export function startRuntime(options: RuntimeOptions): Runtime {
  const { template, scope, sqsAs, access } = options;
  const wiring = readWiring(template, scope, options.environment);
  const functions = wiring.functions.map((definition) =>
    localFunction(definition, functionLogs(definition, { access, onLog: options.onLog })),
  );
  const named = (name: string): LocalFunction => {
    const found = functions.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`the template has no function "${name}"`);
    return found;
  };
  const functionByArn = (arn: string) =>
    functions.find(({ name }) => scope.resources.get(name)?.attributes['Arn'] === arn);

  const onBatchEnd = options.onBatchEnd ?? (() => undefined);
  for (const mapping of wiring.mappings) refuseForbidden(mapping, access);
  const mappings: EventSourceMapping[] = wiring.mappings.map((mapping) =>
    eventSourceMapping(mapping, {
      sqs: sqsAs(mapping.functionName),
      target: named(mapping.functionName),
      onBatchEnd,
      onError: (line) => options.onLog('mapping', line),
    }),
  );
  const onError = (error: unknown) => options.onLog('schedule', String(error));
  const schedules =
    options.schedules === 'play'
      ? wiring.schedules.map((schedule) =>
          startSchedule(
            schedule,
            { sqs: sqsAs(schedule.name), functionByArn: invokedBy(schedule.name, { access, functionByArn }) },
            onError,
          ),
        )
      : [];
  const rules: EventRules | undefined =
    options.events &&
    playRules(wiring.rules, {
      events: options.events,
      functionByArn,
      authorizeInvocation: (functionArn, sourceArn) =>
        access.authorizeService('events.amazonaws.com', invocationOf(functionArn, sourceArn)),
      later,
      onEnd: onBatchEnd,
      onError: (line) => options.onLog('rule', line),
    });
  const gateways: ApiGateway[] = [];
  const isLeft = (messageId: string): boolean => mappings.some(({ left }) => left.has(messageId));

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
        authorizeInvocation: (functionArn, sourceArn) =>
          access.authorizeService('apigateway.amazonaws.com', invocationOf(functionArn, sourceArn)),
        onUse: (match) => access.note(match),
        users: asksForIam ? readUsers(template, scope, identities) : [],
        now,
        port,
        onFailure: (line) => options.onLog('api', line),
      });
      gateways.push(gateway);
      return gateway;
    },
    isLeft,
    isIdle: (received) =>
      (rules?.inFlight ?? 0) === 0 && mappings.every(({ inFlight }) => inFlight === 0) && received.every(isLeft),
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

/** Lambda takes no mapping whose function may not do all of this with the queue. */
const POLLING_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

function refuseForbidden(
  { name, functionName, queueArn: resource }: Wiring['mappings'][number],
  access: Access,
): void {
  const missing = POLLING_ACTIONS.find((each) => !access.allows(functionName, { action: `sqs:${each}`, resource }));
  if (missing === undefined) return;
  throw new Error(
    `${name}: The provided execution role does not have permissions to call ${missing} on SQS ` +
      `(the role of ${functionName} lacks sqs:${missing} on ${resource})`,
  );
}

/** A function as a schedule sees it, whose role must be allowed to invoke it. */
const invokedBy =
  (
    name: string,
    {
      access,
      functionByArn,
    }: { readonly access: Access; readonly functionByArn: (arn: string) => LocalFunction | undefined },
  ) =>
  (functionArn: string): Pick<LocalFunction, 'invoke'> | undefined => {
    const found = functionByArn(functionArn);
    return (
      found && {
        async invoke(event) {
          access.authorizeHolder(name, { action: 'lambda:InvokeFunction', resource: functionArn });
          return found.invoke(event);
        },
      }
    );
  };

const invocationOf = (functionArn: string, sourceArn: string): AccessRequest => ({
  action: 'lambda:InvokeFunction',
  resource: functionArn,
  context: { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': ACCOUNT_ID },
});

function later(ms: number, work: () => void): { readonly callOff: () => void } {
  const timer = setTimeout(work, ms);
  return { callOff: () => clearTimeout(timer) };
}
