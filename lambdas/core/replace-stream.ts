import type { AdminDeps } from './admin.ts';
import { InvalidStreamError } from './errors.ts';
import { existing } from './lifecycle.ts';
import { type Caller, lifecycleEvent } from './lifecycle-event.ts';
import type { LogStream } from './log-stream.ts';
import { announceSoon } from './nudge.ts';
import type { StreamRequest } from './parse-log-stream.ts';
import { giveUpName, releaseName, reserveNameOf } from './reserve-name.ts';

/**
 * Gives a stream another name and other settings; status and positions stay. A Splunk token that comes with them
 * replaces the stored one. Whoever loses a race against another change begins again with everything, so that name,
 * host and token of one request stand together in the end. Fails with STREAM_NOT_FOUND and STREAM_INVALID.
 */
export async function replaceStream(
  deps: AdminDeps,
  id: string,
  request: StreamRequest,
  caller: Caller,
): Promise<LogStream> {
  for (;;) {
    const stream = await existing(deps, id);
    refuseWriteOnce(stream, request);
    const replaced = await replaceOnce(deps, stream, request, caller);
    // Lost to another change of the same stream: look again.
    if (!replaced) continue;
    deps.journal({ what: 'replaced', streamId: id });
    await announceSoon(deps);
    return replaced;
  }
}

/**
 * Answers what was written: the stream may be another, or gone, when it is read again. A new name is held while it is
 * given, and so is the name of a stream that is given a token: should the stream be deleted meanwhile, or the request
 * die, the token is found by that and removed.
 */
async function replaceOnce(
  deps: AdminDeps,
  stream: LogStream,
  { name, target, token }: StreamRequest,
  caller: Caller,
): Promise<LogStream | undefined> {
  const { id } = stream;
  const isHeld = name !== stream.name || token !== undefined;
  const reservation = isHeld ? await reserveNameOf(deps, { streamId: id, name }) : undefined;
  let isReplaced = false;
  try {
    if (token !== undefined) await deps.tokens.put(id, token);
    const at = deps.now();
    const event = lifecycleEvent('update', { ...stream, name }, { caller, at, uuid: deps.uuid() });
    isReplaced = await deps.streams.replace(stream, { name, target, at, event });
    return isReplaced
      ? { ...stream, ...target, name, revision: (stream.revision ?? 0) + 1, lastUpdated: at.toISOString() }
      : undefined;
  } finally {
    const letGo = isReplaced || token === undefined ? releaseName : giveUpName;
    if (reservation) await letGo(deps, reservation).catch(() => undefined);
  }
}

/** Okta: the settings of an AWS EventBridge stream are write-once, and the type of any stream. */
function refuseWriteOnce(stream: LogStream, { target }: StreamRequest): void {
  const problems: string[] = [];
  const hold = (member: string, is: string, given: string): void => {
    if (is !== given) problems.push(`${member} cannot be changed; it is "${is}", got "${given}"`);
  };
  hold('type', stream.type, target.type);
  if (stream.type === 'aws_eventbridge' && target.type === 'aws_eventbridge') {
    hold('settings.accountId', stream.settings.accountId, target.settings.accountId);
    hold('settings.eventSourceName', stream.settings.eventSourceName, target.settings.eventSourceName);
    hold('settings.region', stream.settings.region, target.settings.region);
  }
  if (problems.length > 0) throw new InvalidStreamError(problems);
}
