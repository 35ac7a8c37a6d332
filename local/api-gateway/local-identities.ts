import { ACCOUNT_ID, CREDENTIALS } from '../account.ts';
import type { Identity } from './identities.ts';

/** Who may call the API of the embedded run: the account's admin may do everything, and there is a key to read with. */
export const LOCAL_IDENTITIES: readonly Identity[] = [
  { ...CREDENTIALS, userArn: `arn:aws:iam::${ACCOUNT_ID}:user/admin`, policyLogicalIdContains: 'AdminPolicy' },
  {
    accessKeyId: 'reader',
    secretAccessKey: 'reader',
    userArn: `arn:aws:iam::${ACCOUNT_ID}:user/reader`,
    policyLogicalIdContains: 'ReadOnlyPolicy',
  },
];
