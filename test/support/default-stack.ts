import { Template } from 'aws-cdk-lib/assertions';
import { App } from 'aws-cdk-lib/core';
import { parseDeploymentConfig } from '../../lib/deployment-config.ts';
import { OktaLogStreamingStack } from '../../lib/okta-log-streaming-stack.ts';
import { temporaryOutdir, WITHOUT_BUNDLING } from '../lib/synthesize.ts';

/** The settings with which a stack is deployed that is given nothing but its org. */
export const DEFAULTS = parseDeploymentConfig({ orgUrl: 'https://acme.okta.com' });

/** The template of that stack. */
export function defaultTemplate(): Template {
  const app = new App({ context: WITHOUT_BUNDLING, outdir: temporaryOutdir() });
  return Template.fromStack(new OktaLogStreamingStack(app, 'Stack', DEFAULTS));
}
