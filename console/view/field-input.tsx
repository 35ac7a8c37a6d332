import { mayBeEmpty, type Purpose } from '../state/form-values.ts';
import type { Field } from '../state/schema-fields.ts';

interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  readonly purpose: Purpose;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

/** One member of a stream, with what it is and what is wrong with it. */
export function FieldInput({ field, value, error, purpose, onChange, onLeave }: FieldInputProps) {
  const { id, title, choices, isFinal, isSecret } = field;
  const isFixed = isFinal && purpose === 'edit';
  const hint = hintOf(field, purpose);
  const shared = {
    id,
    name: id,
    value,
    disabled: isFixed,
    'aria-invalid': error !== undefined,
    'aria-describedby': [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
    'aria-required': !mayBeEmpty(field, purpose),
    onBlur: onLeave,
  };
  const typed = {
    ...shared,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => onChange(currentTarget.value),
  } as const;
  return (
    <div class={error === undefined ? 'field' : 'field wrong'}>
      <label for={id}>{title}</label>
      {choices && (
        <select {...shared} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">Choose…</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.title}
            </option>
          ))}
        </select>
      )}
      {!choices && isSecret && <input {...typed} type="password" />}
      {!choices && !isSecret && <input {...typed} type="text" />}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

function hintOf({ description, isFinal, isSecret }: Field, purpose: Purpose): string {
  if (purpose === 'edit' && isFinal) return 'Cannot be changed.';
  if (purpose === 'edit' && isSecret) return `${sentence(description)} Leave it empty to keep the one it has.`;
  return sentence(description);
}

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
