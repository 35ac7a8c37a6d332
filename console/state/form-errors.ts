import type { ApiFailure } from '../api/api-failure.ts';
import { mayBeEmpty, type Purpose, type Values } from './form-values.ts';
import type { Field, StreamForm } from './schema-fields.ts';

/** What is wrong with a form: beside its fields, and above all of them. */
export interface FormErrors {
  /** By field id. */
  readonly fields: Readonly<Record<string, string>>;
  readonly general: readonly string[];
}

export const NO_ERRORS: FormErrors = { fields: {}, general: [] };

export const hasErrors = ({ fields, general }: FormErrors): boolean =>
  general.length > 0 || Object.keys(fields).length > 0;

/** What the schema alone can tell. The API has the last word. */
export const errorsIn = ({ fields }: StreamForm, values: Values, purpose: Purpose): FormErrors => ({
  fields: Object.fromEntries(
    fields.flatMap((field) => {
      const problem = problemOf(field, values[field.id] ?? '', purpose);
      return problem === undefined ? [] : [[field.id, problem]];
    }),
  ),
  general: [],
});

export function problemOf(field: Field, value: string, purpose: Purpose): string | undefined {
  if (value === '') return mayBeEmpty(field, purpose) ? undefined : missing(field);
  if (field.choices && !field.choices.some((choice) => choice.value === value)) return missing(field);
  if (field.pattern === undefined || matches(field.pattern, value)) return undefined;
  return field.message ?? `${field.title} is not written as it must be.`;
}

const missing = ({ title, choices }: Field): string =>
  choices ? `Choose one: ${title}.` : `Enter a value: ${title}.`;

/** A pattern that this browser cannot read says nothing; the API will. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

/** The API's causes begin with the path of the member they are about; the longest path that fits has it. */
export function errorsOf({ summary, causes }: ApiFailure, { fields }: StreamForm): FormErrors {
  const found: Record<string, string> = {};
  const general: string[] = [];
  for (const cause of causes) {
    const field = fields
      .filter(({ id }) => cause.startsWith(id) && !/[\w.]/.test(cause.charAt(id.length)))
      .toSorted((a, b) => b.id.length - a.id.length)[0];
    if (!field) general.push(cause);
    else found[field.id] = [found[field.id], sentence(cause.slice(field.id.length), field)].filter(Boolean).join(' ');
  }
  return causes.length === 0 ? { fields: {}, general: [summary] } : { fields: found, general };
}

/** The field's own title in place of its path. */
const sentence = (rest: string, { title }: Field): string => `${title}${rest}${/[.!?]$/.test(rest) ? '' : '.'}`;
