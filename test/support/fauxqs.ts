import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

export interface SqsAndS3 {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** A new, empty FIFO queue; answers its URL. */
  createQueue(): string;
  /** The same without order and groups. */
  createStandardQueue(): string;
  /** A new, empty bucket; answers its name. */
  createBucket(): string;
  stop(): Promise<void>;
}

/** SQS and S3 in this process, behind the real clients. */
export async function startSqsAndS3(): Promise<SqsAndS3> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'id', secretAccessKey: 'key' } };
  const sqs = new SQSClient(settings);
  const s3 = new S3Client(settings);
  let made = 0;

  return {
    sqs,
    s3,
    createQueue() {
      const name = `events-${(made += 1)}.fifo`;
      server.createQueue(name, { attributes: { FifoQueue: 'true', VisibilityTimeout: '30' } });
      return `${endpoint}/000000000000/${name}`;
    },
    createStandardQueue() {
      const name = `nudges-${(made += 1)}`;
      server.createQueue(name);
      return `${endpoint}/000000000000/${name}`;
    },
    createBucket() {
      const name = `undeliverable-${(made += 1)}`;
      server.createBucket(name);
      return name;
    },
    async stop() {
      sqs.destroy();
      s3.destroy();
      await server.stop();
    },
  };
}
