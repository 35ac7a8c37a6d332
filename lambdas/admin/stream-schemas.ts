import type { StreamType } from '../core/log-stream.ts';
import {
  ACCOUNT_ID,
  EDITIONS,
  EVENT_SOURCE_NAME,
  HEC_TOKEN,
  REGIONS,
  SPLUNK_HOST,
} from '../core/stream-constraints.ts';

export const SCHEMAS_PATH = '/api/v1/meta/schemas/logStream';

/**
 * JSON Schema 2020-12 of one stream type, with Okta's own keyword `writeOnce` and messages as ajv-errors takes them.
 */
export const streamSchema = (type: StreamType, origin: string): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `${origin}${SCHEMAS_PATH}/${type}`,
  type: 'object',
  ...SCHEMAS[type],
});

const NAME = {
  title: 'Name',
  description: 'The name of the log stream',
  type: 'string',
  writeOnce: false,
  pattern: '^.{1,100}$',
};
const NAME_MESSAGE = { properties: { name: "Name can't exceed 100 characters." } };

const choices = (values: readonly (readonly [title: string, value: string])[]) =>
  values.map(([title, value]) => ({ title, const: value }));

const EDITION_TITLES = { aws: 'AWS', aws_govcloud: 'AWS GovCloud', gcp: 'GCP' } as const;

const SCHEMAS = {
  aws_eventbridge: {
    title: 'AWS EventBridge',
    properties: {
      settings: {
        description: 'The AWS EventBridge settings',
        type: 'object',
        properties: {
          accountId: {
            title: 'AWS account ID',
            description: 'The AWS account of the event bus',
            type: 'string',
            writeOnce: true,
            pattern: ACCOUNT_ID.source,
          },
          eventSourceName: {
            title: 'AWS event source name',
            description: 'The name of the event bus',
            type: 'string',
            writeOnce: true,
            pattern: EVENT_SOURCE_NAME.source,
          },
          region: {
            title: 'AWS region',
            description: 'The region of the event bus',
            type: 'string',
            writeOnce: true,
            oneOf: choices(REGIONS.map((region) => [region, region])),
          },
        },
        required: ['eventSourceName', 'accountId', 'region'],
        errorMessage: {
          properties: {
            accountId: 'Account number must be 12 digits.',
            eventSourceName: 'Event source name can use letters, numbers, dots, hyphens and underscores, at most 75.',
          },
        },
      },
      name: NAME,
    },
    required: ['name', 'settings'],
    errorMessage: NAME_MESSAGE,
  },
  splunk_cloud_logstreaming: {
    title: 'Splunk Cloud',
    properties: {
      settings: {
        description: 'The Splunk Cloud settings',
        type: 'object',
        properties: {
          edition: {
            title: 'Splunk edition',
            description: 'Where the Splunk Cloud stack runs',
            type: 'string',
            writeOnce: false,
            oneOf: choices(EDITIONS.map((edition) => [EDITION_TITLES[edition], edition])),
          },
          host: {
            title: 'Host',
            description: 'The domain of the Splunk Cloud stack, without http or https',
            type: 'string',
            writeOnce: false,
            pattern: SPLUNK_HOST.source,
          },
          token: {
            title: 'HEC token',
            description: 'The token of the HTTP Event Collector',
            type: 'string',
            writeOnce: false,
            writeOnly: true,
            pattern: HEC_TOKEN.source,
          },
        },
        required: ['edition', 'host', 'token'],
        errorMessage: {
          properties: {
            host: 'Host must be a domain such as acme.splunkcloud.com, without http-inputs in front.',
            token: 'Token must be a GUID of 36 characters.',
          },
        },
      },
      name: NAME,
    },
    required: ['name', 'settings'],
    errorMessage: NAME_MESSAGE,
  },
} as const satisfies Record<StreamType, object>;

export const SCHEMA_TYPES = Object.keys(SCHEMAS) as StreamType[];
