/** A schema as `@okta/okta-sdk-nodejs` hands it out: without `$id`, and `$schema` under another name. */
const schema = (title: string, settings: object) => ({
  schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  type: 'object',
  properties: {
    settings,
    name: {
      title: 'Name',
      description: 'The name of the log stream',
      type: 'string',
      writeOnce: false,
      pattern: '^.{1,100}$',
    },
  },
  required: ['name', 'settings'],
  errorMessage: { properties: { name: "Name can't exceed 100 characters." } },
});

const REGIONS = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
];

export const EVENTBRIDGE_SCHEMA = schema('AWS EventBridge', {
  description: 'The AWS EventBridge settings',
  type: 'object',
  properties: {
    accountId: {
      title: 'AWS account ID',
      description: 'The AWS account of the event bus',
      type: 'string',
      writeOnce: true,
      pattern: String.raw`^\d{12}$`,
    },
    eventSourceName: {
      title: 'AWS event source name',
      description: 'The name of the event bus',
      type: 'string',
      writeOnce: true,
      pattern: String.raw`^[.\-_A-Za-z0-9]{1,75}$`,
    },
    region: {
      title: 'AWS region',
      description: 'The region of the event bus',
      type: 'string',
      writeOnce: true,
      oneOf: REGIONS.map((region) => ({ title: region, const: region })),
    },
  },
  required: ['eventSourceName', 'accountId', 'region'],
  errorMessage: {
    properties: {
      accountId: 'Account number must be 12 digits.',
      eventSourceName: 'Event source name can use letters, numbers, dots, hyphens and underscores, at most 75.',
    },
  },
});

export const SPLUNK_SCHEMA = schema('Splunk Cloud', {
  description: 'The Splunk Cloud settings',
  type: 'object',
  properties: {
    edition: {
      title: 'Splunk edition',
      description: 'Where the Splunk Cloud stack runs',
      type: 'string',
      writeOnce: false,
      oneOf: [
        { title: 'AWS', const: 'aws' },
        { title: 'AWS GovCloud', const: 'aws_govcloud' },
        { title: 'GCP', const: 'gcp' },
      ],
    },
    host: {
      title: 'Host',
      description: 'The domain of the Splunk Cloud stack, without http or https',
      type: 'string',
      writeOnce: false,
      pattern: String.raw`^(?!http-inputs[-.])(?=.{17,116}$)[a-z0-9]+(-[a-z0-9]+)*\.splunkcloud(\.com|gc\.com|fed\.com|\.mil)$`,
    },
    token: {
      title: 'HEC token',
      description: 'The token of the HTTP Event Collector',
      type: 'string',
      writeOnce: false,
      writeOnly: true,
      pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    },
  },
  required: ['edition', 'host', 'token'],
  errorMessage: {
    properties: {
      host: 'Host must be a domain such as acme.splunkcloud.com, without http-inputs in front.',
      token: 'Token must be a GUID of 36 characters.',
    },
  },
});

/** What a change by an admin with an API token is told with. */
export interface Change {
  readonly action: 'create' | 'update' | 'activate' | 'deactivate' | 'delete';
  readonly stream: { readonly id: string; readonly type: string; readonly name: string };
  /** Below `/api/v1/logStreams`. */
  readonly path: string;
  readonly reason?: string;
}

/** What is another one each time. */
export interface Occasion {
  readonly actorId: unknown;
  readonly published: unknown;
  readonly requestId: unknown;
  readonly userAgent: unknown;
  readonly uuid: unknown;
}

/** A LogEvent as the SDK hands it out: `interface`, which is a word of TypeScript, has another name. */
export const sdkLogEvent = ({ action, stream, path, reason }: Change, occasion: Occasion) => ({
  actor: {
    id: occasion.actorId,
    type: 'User',
    alternateId: 'the embedded run',
    displayName: 'the embedded run',
    detailEntry: null,
  },
  authenticationContext: {
    authenticationProvider: null,
    authenticationStep: 0,
    credentialProvider: null,
    credentialType: null,
    externalSessionId: null,
    _interface: null,
    issuer: null,
  },
  client: {
    device: null,
    geographicalContext: null,
    id: null,
    ipAddress: '127.0.0.1',
    userAgent: { browser: 'UNKNOWN', os: 'Unknown', rawUserAgent: occasion.userAgent },
    zone: null,
  },
  debugContext: {
    debugData: {
      requestId: occasion.requestId,
      requestUri: `/api/v1/logStreams${path}`,
      url: `/api/v1/logStreams${path}`,
      ...(reason !== undefined && { message: reason }),
    },
  },
  displayMessage: `Log stream ${action}d`,
  eventType: `system.log_stream.lifecycle.${action}`,
  legacyEventType: null,
  outcome: { result: 'SUCCESS', reason: reason ?? null },
  published: occasion.published,
  request: { ipChain: [{ geographicalContext: null, ip: '127.0.0.1', source: null, version: 'V4' }] },
  securityContext: { asNumber: null, asOrg: null, domain: null, isp: null, isProxy: null },
  severity: 'INFO',
  target: [
    {
      id: stream.id,
      type: 'LogStream',
      alternateId: stream.type,
      displayName: stream.name,
      detailEntry: null,
    },
  ],
  transaction: { type: 'WEB', id: occasion.requestId, detail: {} },
  uuid: occasion.uuid,
  version: '0',
});
