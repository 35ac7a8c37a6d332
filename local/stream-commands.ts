import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { orgPk } from '../lambdas/aws/stream-item.ts';
import { streamTable } from '../lambdas/aws/stream-table.ts';
import { LogStreamingError } from '../lambdas/core/errors.ts';
import { activate, deactivate, type LifecycleDeps } from '../lambdas/core/lifecycle.ts';
import { backlogOf, type LogStream, newLogStream } from '../lambdas/core/log-stream.ts';
import { parseStreamRequest } from '../lambdas/core/parse-log-stream.ts';
import { streamId } from '../lambdas/core/stream-id.ts';
import { firstCursor } from '../lambdas/okta/first-cursor.ts';
import type { StackOutputs } from './stack-outputs.ts';

/** What an admin does to the streams of a deployed stack, with the admin's own AWS credentials. */
export interface StreamCommands {
  list(): Promise<readonly object[]>;
  /** Takes the body of Okta's `POST /api/v1/logStreams` as text; fails with STREAM_INVALID, naming every problem. */
  create(body: string): Promise<object>;
  activate(id: string): Promise<object>;
  deactivate(id: string): Promise<object>;
}

const CLOCK_MARGIN_MS = 5 * 60_000;

export function streamCommands({
  orgUrl,
  streamTable: table,
  splunkTokenSecretPrefix,
}: StackOutputs): StreamCommands {
  const marshallOptions = { removeUndefinedValues: true };
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions });
  const secrets = new SecretsManagerClient();
  const streams = streamTable(documents, table, orgPk(orgUrl));
  const lifecycle: LifecycleDeps = { streams, journal: () => undefined, now: () => new Date() };
  const shown = async (id: string): Promise<object> => {
    const stream = await streams.get(id);
    return stream ? view(stream) : {};
  };

  return {
    async list() {
      return (await streams.load()).streams.map(view);
    },
    async create(body) {
      const { name, target, token } = parseStreamRequest(parseJson(body));
      const id = streamId(randomBytes(17));
      // This machine's clock may be ahead of Okta's: a few events too many are better than one too few.
      const now = new Date(Date.now() - CLOCK_MARGIN_MS);
      // The token first: a stream without one would be deactivated at its first delivery.
      if (token !== undefined) {
        const secret = { Name: `${splunkTokenSecretPrefix}/${id}`, SecretString: token };
        await secrets.send(new CreateSecretCommand(secret));
      }
      await streams.create(newLogStream({ ...target, id, name }, now, firstCursor(orgUrl, now)));
      return shown(id);
    },
    async activate(id) {
      await activate(lifecycle, id);
      return shown(id);
    },
    async deactivate(id) {
      await deactivate(lifecycle, id);
      return shown(id);
    },
  };
}

const view = (stream: LogStream): object => {
  const { id, name, type, settings, status, created, lastUpdated, deactivation, possibleGap, delivered } = stream;
  const backlog = backlogOf(stream);
  return { id, name, type, settings, status, created, lastUpdated, delivered, backlog, deactivation, possibleGap };
};

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The text is not repeated: it may hold a token.
    throw new LogStreamingError('STREAM_INVALID', 'the stream must be a JSON object; what was given is not JSON');
  }
}
