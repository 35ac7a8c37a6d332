import { isObject } from '../is-object.ts';
import { AwsFault } from './aws-fault.ts';

/** The body of a request of AWS's JSON protocols. */
export function parseInput(body: Buffer): Record<string, unknown> {
  const value = parseJson(body.toString('utf8'));
  if (!isObject(value)) throw new AwsFault('SerializationException', 'the request body is not a JSON object');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
