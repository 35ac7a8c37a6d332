import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { zipEntries } from './zip-entry.ts';

/** As the AWS CLI describes a service to itself. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  /** What `wait` waits for, by name, with the operation that is asked. */
  readonly waiters: Readonly<Record<string, { readonly operation: string }>>;
}

export interface Operation {
  readonly input?: ShapeReference;
  readonly output?: ShapeReference;
}

interface ShapeReference {
  readonly shape: string;
}

export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  /** Of a structure. */
  readonly members?: Readonly<Record<string, ShapeReference>>;
  /** Of a list. */
  readonly member?: ShapeReference;
  readonly enum?: readonly string[];
}

/** The AWS CLI itself, as aws-cdk-lib brings it along for Lambda layers. */
const { ASSET_FILE } = createRequire(import.meta.url)('@aws-cdk/asset-awscli-v1') as { readonly ASSET_FILE: string };

/** Commands whose folder has another name. */
const FOLDERS: Readonly<Record<string, string>> = { s3api: 's3' };

let cli: ReturnType<typeof zipEntries> | undefined;
const models = new Map<string, ServiceModel | undefined>();

/** The newest model of a service by the name of its command; undefined when there is no such service. */
export function serviceModel(command: string): ServiceModel | undefined {
  if (!models.has(command)) models.set(command, readModel(FOLDERS[command] ?? command));
  return models.get(command);
}

function readModel(folder: string): ServiceModel | undefined {
  cli ??= zipEntries(readFileSync(ASSET_FILE));
  const path = new RegExp(`/botocore/data/${folder}/[\\d-]+/service-2\\.json\\.gz$`);
  const newest = [...cli.keys()]
    .filter((name) => path.test(name))
    .toSorted()
    .at(-1);
  const packed = newest === undefined ? undefined : cli.get(newest)?.();
  if (newest === undefined || !packed) return undefined;
  const waiters = cli.get(newest.replace('service-2.json.gz', 'waiters-2.json'))?.().toString();
  return { ...parsed(gunzipSync(packed).toString()), waiters: waiters === undefined ? {} : parsed(waiters).waiters };
}

const parsed = (text: string): ServiceModel => JSON.parse(text) as ServiceModel;

/** As the AWS CLI spells the names of operations and members: `QueueARNs` is `queue-arns`. */
export const cliName = (name: string): string =>
  name
    .replace(/[A-Z]{2,}s$/, (plural) => `-${plural.toLowerCase()}`)
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/^-/, '')
    .replaceAll('--', '-')
    .toLowerCase();
