/** An address below a service's origin: each value put in becomes one encoded path segment. */
export function path(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)));
}

/** `?name=value&…` with encoded values; `$` stays readable in names. Empty when there is nothing to ask. */
export function query(parameters: Readonly<Record<string, string | number | boolean>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** A string literal of OData, quotes doubled. To be encoded as part of a query value. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
