import { isObject } from '../../cli/json-members.ts';
import type { Field, StreamForm } from './schema-fields.ts';

/** By field id. */
export type Values = Readonly<Record<string, string>>;

export type Purpose = 'create' | 'edit';

/** What a stream has, as a form shows it. */
export const valuesOf = ({ fields }: StreamForm, stream: object): Values =>
  Object.fromEntries(
    fields.map(({ id }) => {
      const value = id.split('.').reduce<unknown>((from, name) => (isObject(from) ? from[name] : undefined), stream);
      return [id, typeof value === 'string' ? value : ''];
    }),
  );

/** A secret that is left empty stays what it is, when there is a stream that has one. */
export const mayBeEmpty = ({ isRequired, isSecret }: Field, purpose: Purpose): boolean =>
  !isRequired || (isSecret && purpose === 'edit');

/** The body of a request. What is empty is left out. */
export function bodyOf({ type, fields }: StreamForm, values: Values): object {
  const body: Record<string, unknown> = { type };
  for (const { id } of fields) {
    const value = values[id] ?? '';
    if (value !== '') place(body, id.split('.'), value);
  }
  return body;
}

function place(into: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = isObject(into[name]) ? { ...into[name] } : {};
  place(inner, rest, value);
  into[name] = inner;
}
