import { App, type AppProps, Validations } from 'aws-cdk-lib/core';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { parseDeploymentConfig } from './deployment-config.ts';
import { OktaLogStreamingStack } from './okta-log-streaming-stack.ts';

/**
 * The CDK app with its stack; cdk-nag and CloudFormation's rules are checked when it is synthesized. The settings are
 * in the context: the CLI's if there is one, over the one given here. Fails with a DeploymentConfigError.
 */
export function buildApp(options: Pick<AppProps, 'context' | 'outdir'> = {}): App {
  // The flags are set here and not in cdk.json, so that a synthesis in process makes the same template as the CLI.
  const app = new App({ ...options, context: { ...CURRENTLY_RECOMMENDED_FLAGS, ...options.context } });
  // oxlint-disable-next-line no-new -- a stack registers itself with its app
  new OktaLogStreamingStack(app, 'OktaLogStreaming', parseDeploymentConfig(app.node.getAllContext()));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
