// What a command says of the secret it wants to put away, for tests that are about the place.
import { randomInt } from "node:crypto";
import type { LeftBy, SecretNeed } from "../../src/commands/secret-destinations/secret-destination.js";
import type { SecretMeans } from "../../src/commands/secret-destinations/secret-means.js";

export const UPN = "svc@contoso.example";
export const RUN = { runId: "20261122T090000Z-00000001", at: "2026-11-22T09:00:00Z" };
export const PASS = {
  value: "K#9tap-value",
  passId: "11111111-1111-4111-8111-111111111111",
  expires: "2026-11-22T17:00:00Z",
};

/** Meets the rules of this program's own passwords. */
export const OURS = "abcdefGH23456789-_+=.#@!abcdefGH";

export function needing(more: Partial<Omit<SecretNeed, "leftBy">> & { readonly left?: LeftBy } = {}): SecretNeed {
  const { left = { kind: "nobody" }, ...rest } = more;
  return { userPrincipalName: UPN, password: "new-account", pass: false, leftBy: () => Promise.resolve(left), ...rest };
}

/** Means without a vault; what was hidden and shown is kept. */
export function secretMeans(more: Partial<SecretMeans> = {}) {
  const hidden: string[] = [];
  const shown: string[] = [];
  const means: SecretMeans = {
    randomInt: (max) => randomInt(max),
    hide: (secret) => void hidden.push(secret),
    show: async (text) => void shown.push(text),
    vault: () => Promise.reject(new Error("No vault was to be asked.")),
    ...more,
  };
  return { means, hidden, shown };
}
