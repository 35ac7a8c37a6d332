import { Logger } from '@aws-lambda-powertools/logger';
import { parseAuthorizeConfig } from './runtime/config.ts';
import { createAuthorizeHandler } from './runtime/create-authorize-handler.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireAuthorize } from './runtime/wire-authorize.ts';

const logger = new Logger({ serviceName: 'authorize' });

export const handler = createAuthorizeHandler(
  wireAuthorize(parseAuthorizeConfig(process.env), processWorld, logger),
  logger,
);
