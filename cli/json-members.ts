export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (from: JsonObject, name: string): string | undefined => {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
};

export const numberOf = (from: JsonObject, name: string): number | undefined => {
  const value = from[name];
  return typeof value === 'number' ? value : undefined;
};

export const objectOf = (from: JsonObject, name: string): JsonObject | undefined => {
  const value = from[name];
  return isObject(value) ? value : undefined;
};
