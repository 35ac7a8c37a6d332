import type { AwsJsonService } from '../../local/emulators/aws-json-server.ts';

/** EventBridge of which single buses can be out of order; the emulator itself fails for all or for none. */
export function busesThatFail(eventBridge: AwsJsonService): {
  readonly service: AwsJsonService;
  setDown(busArn: string, isDown: boolean): void;
} {
  const down = new Set<string>();
  const { PutEvents, ...others } = eventBridge.operations;
  if (!PutEvents) throw new Error('the emulated EventBridge has no PutEvents');

  return {
    service: {
      ...eventBridge,
      operations: {
        ...others,
        PutEvents(call) {
          const entries = (call.input['Entries'] ?? []) as readonly { readonly EventBusName?: string }[];
          return entries.some(({ EventBusName = '' }) => down.has(EventBusName)) ? { kind: 'cut' } : PutEvents(call);
        },
      },
    },
    setDown(busArn, isDown) {
      if (isDown) down.add(busArn);
      else down.delete(busArn);
    },
  };
}
