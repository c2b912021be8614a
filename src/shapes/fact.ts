/** Where a value was read: the request, and the service's own time when it answered (ISO 8601, UTC). */
export interface Source {
  readonly request: string;
  readonly at?: string;
}

/** Something read from the tenant, or the reason why it could not be read. Absence is never taken for a value. */
export type Fact<T> =
  | { readonly state: "known"; readonly value: T; readonly source: Source }
  | { readonly state: "unknown"; readonly reason: string; readonly remedy: string };

/** A fact that is always there: without it there would be nothing to tell. */
export type Known<T> = Extract<Fact<T>, { readonly state: "known" }>;

export function known<T>(value: T, source: Source): Known<T> {
  return { state: "known", value, source };
}

export function unknown<T>(reason: string, remedy: string): Fact<T> {
  return { state: "unknown", reason, remedy };
}

/** A known fact's value seen through `pick`; an unknown fact stays as it is. */
export function mapFact<A, B>(fact: Fact<A>, pick: (value: A) => B): Fact<B> {
  return fact.state === "known" ? known(pick(fact.value), fact.source) : fact;
}
