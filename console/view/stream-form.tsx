import { useRef, useState } from 'preact/hooks';
import type { ApiFailure } from '../api/api-failure.ts';
import { errorsIn, errorsOf, type FormErrors, hasErrors, NO_ERRORS, problemOf } from '../state/form-errors.ts';
import { bodyOf, type Purpose, type Values, valuesOf } from '../state/form-values.ts';
import type { Field, StreamForm } from '../state/schema-fields.ts';
import { FieldInput } from './field-input.tsx';
import { Text } from './text.tsx';

interface StreamFormProps {
  readonly forms: readonly StreamForm[];
  readonly purpose: Purpose;
  /** What the fields have at first. */
  readonly stream: { readonly type: string };
  readonly submitText: { readonly idle: string; readonly busy: string };
  /** Answers with what the API has against it. */
  readonly onSubmit: (body: object) => Promise<ApiFailure | undefined>;
  readonly onCancel: () => void;
}

/** A stream's members as its served schema has them. */
export function StreamFormView({ forms, purpose, stream, submitText, onSubmit, onCancel }: StreamFormProps) {
  const [type, setType] = useState(stream.type);
  const form = forms.find((each) => each.type === type) ?? forms[0];
  const [values, setValues] = useState<Values>(() => (form ? valuesOf(form, stream) : {}));
  const [errors, setErrors] = useState<FormErrors>(NO_ERRORS);
  const [isBusy, setIsBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  if (!form) return <p>The API serves no schema of a log stream.</p>;

  const show = (found: FormErrors): void => {
    setErrors(found);
    // When the errors stand on the page: the first field that is wrong, or else what is said above all of them.
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"], .notice[tabindex]')?.focus(),
    );
  };
  const submit = async (): Promise<void> => {
    const found = errorsIn(form, values, purpose);
    if (hasErrors(found)) return show(found);
    setIsBusy(true);
    const failure = await onSubmit(bodyOf(form, values));
    if (!failure) return;
    setIsBusy(false);
    show(errorsOf(failure, form));
  };
  const setError = (id: string, error: string | undefined): void => {
    const { [id]: _old, ...others } = errors.fields;
    setErrors({ ...errors, fields: error === undefined ? others : { ...others, [id]: error } });
  };
  const change = (field: Field, value: string): void => {
    setValues({ ...values, [field.id]: value });
    // While one types only what was wrong already is looked at again.
    if (errors.fields[field.id] !== undefined) setError(field.id, problemOf(field, value, purpose));
  };

  return (
    <form
      ref={element}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void submit();
      }}
    >
      {errors.general.length > 0 && (
        <div class="notice failed" role="alert" tabIndex={-1}>
          {errors.general.map((text) => (
            <p key={text}>
              <Text>{text}</Text>
            </p>
          ))}
        </div>
      )}
      {purpose === 'create' && (
        <fieldset class="types">
          <legend>Type</legend>
          {forms.map((each) => (
            <label key={each.type}>
              <input
                type="radio"
                name="type"
                value={each.type}
                checked={each.type === form.type}
                onChange={() => {
                  setType(each.type);
                  setErrors(NO_ERRORS);
                }}
              />
              <span>{each.title}</span>
            </label>
          ))}
        </fieldset>
      )}
      {form.fields.map((field) => (
        <FieldInput
          key={field.id}
          field={field}
          value={values[field.id] ?? ''}
          error={errors.fields[field.id]}
          purpose={purpose}
          onChange={(value) => change(field, value)}
          onLeave={() => {
            const value = values[field.id] ?? '';
            // Nobody is told that a field is empty before they are through.
            if (value !== '') setError(field.id, problemOf(field, value, purpose));
          }}
        />
      ))}
      <footer>
        <button type="button" class="plain" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {isBusy ? submitText.busy : submitText.idle}
        </button>
      </footer>
    </form>
  );
}
