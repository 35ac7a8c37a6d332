/** What every object, list, text or number inherits from. */
const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
  Map.prototype,
  Error.prototype,
  RegExp.prototype,
];

/**
 * Tells when something has changed what others inherit. Members that were added are taken away again, so that the next
 * input finds the world as it was.
 */
export function prototypeWatch(prototypes = PROTOTYPES) {
  const snapshots = prototypes.map((prototype) => ({
    prototype,
    members: Object.getOwnPropertyDescriptors(prototype),
  }));
  return {
    verify() {
      for (const { prototype, members } of snapshots) {
        const change = changeOf(prototype, members);
        if (change !== undefined) throw new Error(`a prototype was changed by an input: ${change}`);
      }
    },
  };
}

type Members = Readonly<Record<PropertyKey, PropertyDescriptor | undefined>>;

function changeOf(prototype: object, members: Members): string | undefined {
  let change: string | undefined;
  for (const key of Reflect.ownKeys(prototype)) {
    const before = Object.hasOwn(members, key) ? members[key] : undefined;
    const now = Reflect.getOwnPropertyDescriptor(prototype, key);
    if (before === undefined) {
      Reflect.deleteProperty(prototype, key);
      change = `${String(key)} was added`;
    } else if (now?.value !== before.value || now?.get !== before.get) {
      Object.defineProperty(prototype, key, before);
      change = `${String(key)} is another`;
    }
  }
  return change;
}
