import type { Command } from 'commander';
import { mintToken } from '../lambdas/tokens/mint-token.ts';
import { isTokenName, type Scope, type TokenRecord } from '../lambdas/tokens/token-record.ts';
import { regionOfHost, TOKEN_VARIABLE } from './connection.ts';
import { CommandFailure, EXIT, wrongConfig, wrongUsage } from './failure.ts';
import { withExamples } from './help.ts';
import { confirmed, openSession, type Session } from './session.ts';
import { readStackOutputs } from './stack-outputs.ts';
import { textTable } from './text-table.ts';
import type { TokenSecret } from './token-secret.ts';
import type { World } from './world.ts';

const READ: readonly Scope[] = ['okta.logStreams.read'];
const MANAGE: readonly Scope[] = ['okta.logStreams.read', 'okta.logStreams.manage'];

export function addTokenCommands(program: Command, world: World): void {
  const token = program
    .command('token')
    .description(
      "API tokens of the admin API; they are kept as hashes in Secrets Manager, with the admin's AWS credentials",
    );
  withExamples(token, 'token mint --name terraform', 'token list');
  addMint(token, world);
  addList(token, world);
  addRevoke(token, world);
}

interface SecretOptions {
  readonly secret?: string;
}

const withSecretOption = (command: Command): Command =>
  command.option(
    '--secret <name>',
    'the secret with the tokens, instead of the AdminTokensSecretName of the outputs',
  );

function addMint(token: Command, world: World): void {
  const command = withSecretOption(token.command('mint'))
    .description('makes a token and prints it, this once')
    .requiredOption('--name <name>', 'what the token is for, such as terraform')
    .option('--read-only', 'may read and change nothing')
    .action(async (options: SecretOptions & { readonly name: string; readonly readOnly?: true }, self: Command) => {
      const { name } = options;
      if (!isTokenName(name))
        throw wrongUsage('--name must be 1 to 100 characters, none of them a control character');
      const session = openSession(self, world);
      const secret = await openSecret(session, options);
      const { random } = world;
      const minted = mintToken({ name, scopes: options.readOnly ? READ : MANAGE, now: world.now(), random });
      const { id } = minted.record;
      await secret.change((records) =>
        records.some((record) => record.id === id) ? records : [...records, minted.record],
      );
      session.show({ ...shown(minted.record), token: minted.token }, () => [
        ...textTable([
          ['id', id],
          ['name', name],
          ['scopes', minted.record.scopes.join(' ')],
          ['token', minted.token],
        ]),
        '',
        `It is not shown again. Put it into ${TOKEN_VARIABLE}; it works within 10 seconds.`,
      ]);
    });
  withExamples(command, 'token mint --name terraform', 'token mint --name dashboard --read-only --json');
}

function addList(token: Command, world: World): void {
  const command = withSecretOption(token.command('list'))
    .description('the tokens there are, without the tokens themselves')
    .action(async (options: SecretOptions, self: Command) => {
      const session = openSession(self, world);
      const records = await (await openSecret(session, options)).read();
      session.show(records.map(shown), () =>
        records.length === 0
          ? ['No tokens.']
          : textTable([
              ['id', 'name', 'scopes', 'created'],
              ...records.map(({ id, name, scopes, created }) => [id, name, scopes.join(' '), created]),
            ]),
      );
    });
  withExamples(command, 'token list');
}

function addRevoke(token: Command, world: World): void {
  const command = withSecretOption(token.command('revoke <id>'))
    .description('a token that shall work no longer')
    .option('--yes', 'revokes without asking')
    .action(async (id: string, options: SecretOptions & { readonly yes?: true }, self: Command) => {
      const session = openSession(self, world);
      const secret = await openSecret(session, options);
      const record = (await secret.read()).find((one) => one.id === id);
      if (!record) throw new CommandFailure('TOKEN_NOT_FOUND', `no token has the id "${id}"`, EXIT.failed);
      await confirmed(world, `Revoke token "${record.name}" (${id})?`, options);
      await secret.change((records) => records.filter((one) => one.id !== id));
      session.show({ id, revoked: true }, () => [`Revoked ${id}. It stops working within a minute.`]);
    });
  withExamples(command, 'token revoke 00TFlO42ei5KFeVw926b --yes');
}

/** What may be shown of a token at any time. */
const shown = ({ id, name, scopes, created }: TokenRecord) => ({ id, name, scopes, created });

async function openSecret({ world, options }: Session, { secret }: SecretOptions): Promise<TokenSecret> {
  // The SDK is loaded by these commands only.
  const { tokenSecret } = await import('./token-secret.ts');
  if (secret !== undefined) return tokenSecret(await world.secretsManager(undefined), secret);
  const { adminApiUrl, adminTokensSecretName } = readStackOutputs(options.outputs, world.readFile);
  if (adminTokensSecretName === undefined) {
    throw wrongConfig(
      `${options.outputs} has no AdminTokensSecretName: deploy with -c adminAuth=token, or give --secret`,
    );
  }
  // The secret is where the stack is, and the name of its API tells the region.
  const url = URL.parse(adminApiUrl);
  return tokenSecret(await world.secretsManager(url ? regionOfHost(url) : undefined), adminTokensSecretName);
}
