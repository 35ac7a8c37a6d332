import { isObject, type JsonObject, objectOf, textOf } from '../../cli/json-members.ts';

/** One input of a form. */
export interface Field {
  /** Path of the member in the body, as the API's errors write it: `name`, `settings.host`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly choices?: readonly Choice[] | undefined;
  readonly pattern?: string | undefined;
  /** What to say about a value that does not match. */
  readonly message?: string | undefined;
  readonly isRequired: boolean;
  /** `writeOnce`: what it is at first it stays. */
  readonly isFinal: boolean;
  /** `writeOnly`: never returned, so it is not shown and may be left out when the stream exists. */
  readonly isSecret: boolean;
}

interface Choice {
  readonly title: string;
  readonly value: string;
}

/** The form of one stream type. */
export interface StreamForm {
  readonly type: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

/** A form from a served JSON Schema. Members that stand in the stream itself come before those of its settings. */
export function formOf(schema: JsonObject): StreamForm {
  const id = textOf(schema, '$id') ?? textOf(schema, 'id') ?? '';
  const type = id.slice(id.lastIndexOf('/') + 1);
  return { type, title: textOf(schema, 'title') ?? type, fields: fieldsIn(schema, '') };
}

function fieldsIn(schema: JsonObject, prefix: string): readonly Field[] {
  const members = Object.entries(objectOf(schema, 'properties') ?? {}).filter(
    (member): member is [string, JsonObject] => isObject(member[1]),
  );
  const required: unknown = schema['required'];
  const messages = objectOf(objectOf(schema, 'errorMessage') ?? {}, 'properties') ?? {};
  const own = members
    .filter(([, member]) => !isGroup(member))
    .map(([name, member]): Field => {
      return {
        id: `${prefix}${name}`,
        title: textOf(member, 'title') ?? name,
        description: textOf(member, 'description') ?? '',
        choices: choicesOf(member),
        pattern: textOf(member, 'pattern'),
        message: textOf(messages, name),
        isRequired: Array.isArray(required) && required.includes(name),
        isFinal: member['writeOnce'] === true,
        isSecret: member['writeOnly'] === true,
      };
    });
  const groups = members.filter(([, member]) => isGroup(member));
  return [...own, ...groups.flatMap(([name, member]) => fieldsIn(member, `${prefix}${name}.`))];
}

const isGroup = (member: JsonObject): boolean => objectOf(member, 'properties') !== undefined;

function choicesOf({ oneOf, enum: values }: JsonObject): readonly Choice[] | undefined {
  if (Array.isArray(values)) return values.map((value) => ({ title: String(value), value: String(value) }));
  if (!Array.isArray(oneOf)) return undefined;
  return oneOf.filter(isObject).map((choice) => {
    const value = String(choice['const']);
    return { title: textOf(choice, 'title') ?? value, value };
  });
}
