import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { secretsManager } from '../../local/emulators/secrets-manager.ts';
import { atOnce } from '../simulation/at-once.ts';
import { simulatedSecrets } from '../simulation/simulated-secrets.ts';
import { describeTokenStore } from './token-store.ts';

describeTokenStore('tokens in the emulated Secrets Manager', async () => {
  const service = secretsManager();
  const server = await startAwsJsonServer({ services: [service] });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new SecretsManagerClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return {
    client,
    put: (name, text) => void service.addSecret(name, text),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

describeTokenStore('tokens in the simulated Secrets Manager', async () => {
  const simulated = simulatedSecrets();
  return { client: simulated.client(atOnce), put: simulated.put, stop: async () => undefined };
});
