import { expect, test } from "vitest";
import type { CredentialRestriction } from "../../../src/tenant/credential-policy.js";
import { ago, type Change, DAY, fact, findingOf, refused } from "../healthy-snapshot.js";

const LIFETIME: CredentialRestriction = {
  type: "asymmetricKeyLifetime",
  maxLifetime: "P30D",
  appliesFrom: null,
  enabled: true,
};
const AUTHORITY: CredentialRestriction = { ...LIFETIME, type: "trustedCertificateAuthority", maxLifetime: null };

/** A policy that is in force, with the first restriction changed like this. */
const restricted = (...changes: readonly Partial<CredentialRestriction>[]): Change => ({
  credentialPolicy: fact({ enabled: true, restrictions: changes.map((change) => ({ ...LIFETIME, ...change })) }),
});

test.each<readonly [string, Change, string]>([
  ["none", {}, "pass"],
  ["in force, and empty", restricted(), "pass"],
  ["disabled as a whole", { credentialPolicy: fact({ enabled: false, restrictions: [LIFETIME, AUTHORITY] }) }, "pass"],
  ["a restriction that is disabled", restricted({ enabled: false }), "pass"],
  ["90 days", restricted({ maxLifetime: "P90D" }), "pass"],
  ["89 days", restricted({ maxLifetime: "P89D" }), "fail"],
  ["90 days in hours", restricted({ maxLifetime: "PT2160H" }), "pass"],
  ["30 days", restricted({}), "fail"],
  ["certificates of one's own authority only", restricted(AUTHORITY), "fail"],
  ["for applications of yesterday and later", restricted({ appliesFrom: ago(DAY) }), "fail"],
  ["for applications of tomorrow and later", restricted({ appliesFrom: ago(-DAY) }), "pass"],
  ["from a day that is none", restricted({ appliesFrom: "soon" }), "fail"],
  ["180 days, and an authority", restricted({ maxLifetime: "P180D" }, AUTHORITY), "fail"],
  ["no figure", restricted({ maxLifetime: null }), "unknown"],
  ["a figure that is none", restricted({ maxLifetime: "a month" }), "unknown"],
  ["of a kind that came later", restricted({ type: "somethingNew" }), "unknown"],
  ["of a kind that came later, besides one that stops it", restricted({ type: "somethingNew" }, {}), "fail"],
  ["refused", { credentialPolicy: refused() }, "unknown"],
])("%s", (_what, change, result) => {
  const finding = findingOf("SYNC-018", change);
  expect(finding).toMatchObject({ result, ...(result === "fail" ? { severity: "warning" } : {}) });
  if (result !== "pass") expect(finding.remedy).not.toBe("");
});

test("says which restriction it is", () => {
  expect(findingOf("SYNC-018", restricted({}, AUTHORITY)).evidence).toBe(
    "asymmetricKeyLifetime: P30D at most; trustedCertificateAuthority",
  );
});
