import { expect, test } from "vitest";
import { challengeRemedy, demandsInWords } from "../../src/cloud/claims-demands.js";
import { AUTH_KINDS } from "../../src/cloud/sign-in/auth-kinds.js";

const asks = (claims: object) => JSON.stringify({ access_token: claims });
const P1 = asks({ acrs: { essential: true, values: ["p1"] } });
const NEWER = asks({ nbf: { essential: true, value: "1603742800" } });
const ADDRESS = asks({ nbf: { essential: true, value: "1603742800" }, xms_rp_ipaddr: { value: "203.0.113.7" } });

test.each([
  [P1, "multifactor authentication"],
  [asks({ acrs: { value: "c1" } }), "the authentication context c1"],
  [asks({ acrs: { values: ["c1", "p1"] } }), "multifactor authentication and the authentication context c1"],
  [asks({ amr: { values: ["mfa"] } }), "multifactor authentication"],
  [asks({ capolids: { values: ["7d0c7f0e"] } }), "what a Conditional Access policy demands (7d0c7f0e)"],
  [asks({ something: null, else: {} }), "something that this program does not know (something, else)"],
  [asks({}), "more than the sign-in has shown"],
  ["{}", "more than the sign-in has shown"],
  ['{"access_token":7}', "more than the sign-in has shown"],
])("%s: %s", (claims, words) => {
  expect(demandsInWords(claims)).toBe(words);
});

test("a newer sign-in, from the address that the service sees", () => {
  expect(demandsInWords(NEWER)).toMatch(/^a newer sign-in/);
  expect(demandsInWords(ADDRESS)).toMatch(
    /^a sign-in from the address that it sees, 203\.0\.113\.7 and a newer sign-in/,
  );
});

test("nothing of a hostile demand gets into the sentence", () => {
  const hostile = asks({
    acrs: { value: "c1\u001b[31m", values: ["ok then; rm -rf", "x".repeat(1_000), 7] },
    xms_rp_ipaddr: { value: "1.2.3.4 \u202e" },
    "a\nb": 1,
    ["n".repeat(100)]: 1,
  });
  expect(demandsInWords(hostile)).toBe("more than the sign-in has shown");
  const many = asks({ acrs: { values: Array.from({ length: 1_000 }, (_, index) => `c${index}`) } });
  expect(demandsInWords(many).length).toBeLessThan(250);
});

test.each(AUTH_KINDS)("whoever signs in by %s hears what to do", (kind) => {
  for (const claims of [P1, NEWER, ADDRESS, "{}"]) expect(challengeRemedy(claims, kind)).toMatch(/^[A-Z].+\.$/);
});

test("people sign in again, applications cannot answer, and an address is named to whoever keeps the policy", () => {
  expect(challengeRemedy(P1, "browser")).toContain("aadc-cloud login");
  expect(challengeRemedy(P1, "azure-cli")).toContain("az login");
  expect(challengeRemedy(P1, "secret")).toContain("sign in as a person");
  expect(challengeRemedy(NEWER, "certificate")).toContain("disabled");
  expect(challengeRemedy(ADDRESS, "workload-identity")).toContain("203.0.113.7");
  expect(challengeRemedy(ADDRESS, "device-code")).toContain("named location");
  expect(challengeRemedy(NEWER, "managed-identity")).toContain("up to a day");
});
