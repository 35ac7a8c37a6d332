import type { SplunkEdition } from './log-stream.ts';

/** What Okta's Log Streaming API allows; the served schemas and the check of a request both go by it. */
export const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

export const EDITIONS: readonly SplunkEdition[] = ['aws', 'aws_govcloud', 'gcp'];

export const NAME = /^.{1,100}$/u;
export const ACCOUNT_ID = /^\d{12}$/;
export const EVENT_SOURCE_NAME = /^[.\-_A-Za-z0-9]{1,75}$/;

/** The stack's own domain: the `http-inputs` in front of it is added when the HEC is addressed. */
export const SPLUNK_HOST =
  /^(?!http-inputs[-.])(?=.{17,116}$)[a-z0-9]+(-[a-z0-9]+)*\.splunkcloud(\.com|gc\.com|fed\.com|\.mil)$/;

export const HEC_TOKEN = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;
