import type { Permission } from '../../local/iam/access-rules.ts';

/** A permission in one line, logical ids without CDK's hash. */
export const permissionText = ({ statement, action, resource }: Permission): string =>
  `${withoutHashes(statement.replace(/, statement .*$/, ''))}: ${action} on ${withoutHashes(resource)}`;

/** Of a bucket it is in small letters, and a permission to invoke a function is named after both ends. */
const withoutHashes = (text: string): string =>
  text.replaceAll(/(?<=[A-Za-z])[0-9A-F]{8}(?![0-9a-z])/g, '').replaceAll(/(?<=bucket)[0-9a-f]{8}(?=\/|$)/g, '');
