import { join } from 'node:path';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** What becomes of a function's logs. */
export interface FunctionLogs {
  /** How long an entry is kept. */
  readonly retention: RetentionDays;

  /** What becomes of the log group when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

export interface NodeFunctionProps {
  /** File in `lambdas/` that exports `handler`. */
  readonly entry: string;

  /** What the function is for, in one sentence. */
  readonly description: string;

  /** The variables that the handler's configuration is parsed from. */
  readonly environment: Readonly<Record<string, string>>;

  /** How long one invocation may take. */
  readonly timeout: Duration;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;

  /**
   * How many invocations may run side by side.
   *
   * @default - nothing is reserved; the account's quota is the limit
   */
  readonly reservedConcurrency?: number | undefined;
}

const PROJECT_ROOT = join(import.meta.dirname, '..');

/**
 * A Lambda function with the defaults of this project and, besides its own logs, no permission until one is granted.
 */
export class NodeFunction extends Construct implements IGrantable {
  readonly function: NodejsFunction;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);

    const logGroup = new LogGroup(this, 'Logs', props.logs);
    // Not the managed AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    this.function = new NodejsFunction(this, 'Function', {
      architecture: Architecture.ARM_64,
      bundling: {
        // Packages that are CommonJS inside call `require`, which a bundle in ESM format does not have.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
        // The SDK of the lock file rather than whatever the runtime has at the time.
        bundleAwsSDK: true,
        format: OutputFormat.ESM,
        logLevel: LogLevel.WARNING,
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        target: 'node24',
      },
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      description: props.description,
      entry: join(PROJECT_ROOT, 'lambdas', props.entry),
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      memorySize: 256,
      projectRoot: PROJECT_ROOT,
      role,
      runtime: Runtime.NODEJS_24_X,
      timeout: props.timeout,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    this.grantPrincipal = role;

    Validations.of(this.function).acknowledge(
      {
        id: 'Serverless-LambdaDLQ',
        reason:
          'Queues keep what fails of theirs, a caller of the API hears of it, a poll is followed by the next, and ' +
          'what a hook missed is in the lifecycle log.',
      },
      {
        id: 'Serverless-LambdaTracing',
        reason:
          'A trace ends at the queue. Positions and stream ids in the logs follow an event, without xray:* on "*".',
      },
    );
  }
}
