/** The embedded run's account and region; the emulators' defaults. */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';

/** The ARN of something in this account and region. */
export const arnOf = (service: string, resource: string, region = REGION): string =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;

/** The account's admin, who may do everything. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
