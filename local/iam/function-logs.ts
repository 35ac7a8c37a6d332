import { arnOf } from '../account.ts';
import type { FunctionDefinition } from '../local-function.ts';
import type { Access } from './access.ts';
import { AccessDenied } from './access-denied.ts';

type OnLog = (functionName: string, line: string) => void;

/** Lambda: makes the log stream and puts the lines there with the function's role. What it may not put is nowhere. */
export function functionLogs(
  { name, logGroup }: Pick<FunctionDefinition, 'name' | 'logGroup'>,
  { access, onLog }: { readonly access: Pick<Access, 'authorizeHolder'>; readonly onLog: OnLog },
): OnLog {
  const resource = arnOf('logs', `log-group:${logGroup}:log-stream:embedded-run`);
  let mayLog: boolean | undefined;

  const ask = (): boolean => {
    try {
      for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
        access.authorizeHolder(name, { action, resource });
      }
      return true;
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      return false;
    }
  };
  return (functionName, line) => {
    mayLog ??= ask();
    if (mayLog) onLog(functionName, line);
  };
}
