// When passwords were synchronised last, where they are at all.
import { type Fact, known, mapFact, unknown } from "../shapes/fact.js";
import type { SyncSettings } from "../tenant/synchronization.js";

/** Of a tenant whose flag is not known a time tells that passwords are synchronised. */
export function passwordSyncOf(settings: Fact<SyncSettings | null>, last: Fact<string | null>): Fact<string | null> {
  const flag = settings.state === "known" ? (settings.value?.passwordSyncEnabled ?? null) : null;
  if (flag === false) return mapFact(last.state === "known" ? last : known(null, sourceOf(settings)), () => null);
  if (last.state === "unknown" || last.value !== null || flag === null) return last;
  return unknown(
    "Passwords are to be synchronised, but never were.",
    "Let the active server synchronise them, or turn it off in the Entra Connect wizard.",
  );
}

function sourceOf(fact: Fact<unknown>) {
  return fact.state === "known" ? fact.source : { request: "" };
}
