// JSON of unknown form: Microsoft's files and the recorded bodies are looked into without a claim about their form.

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at a path of names; an empty one when something on the way is absent or no object. */
export function objectAt(value: unknown, ...names: readonly string[]): JsonObject {
  const found = names.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
  return isObject(found) ? found : {};
}

export function textAt(value: unknown, name: string): string | undefined {
  const found = isObject(value) ? value[name] : undefined;
  return typeof found === "string" ? found : undefined;
}

export function listAt(value: unknown, name: string): readonly unknown[] {
  const found: unknown = isObject(value) ? value[name] : undefined;
  return Array.isArray(found) ? found : [];
}

/** As Object.fromEntries, for values of unknown form. */
export function objectFrom(entries: Iterable<readonly [string, unknown]>): JsonObject {
  return Object.fromEntries<unknown>(entries);
}

/** Short enough for one line of a report. */
export function shortly(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
