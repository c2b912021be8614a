// From where a server signs in, as far as the log proves it.
import { expect, test } from "vitest";
import { placesOf } from "../../src/conditional-access/sign-in-evidence.js";
import type { ApplicationSubject } from "../../src/conditional-access/subject.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { SeenSignIn } from "../../src/tenant/sign-ins.js";
import { subjectOf } from "./policy-of.js";

const CONNECT = "cb1056e2-e479-49de-ae31-7812af012ed8";
const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const APPLICATION: ApplicationSubject = {
  kind: "application",
  name: "A",
  servicePrincipalId: "s",
  ownTenantOnly: true,
};

const seen = (ipAddress: string | null, errorCode: number | null = 0, appId: string | null = CONNECT): SeenSignIn => ({
  ...{ id: "1", createdDateTime: "2026-11-20T10:00:00Z", appDisplayName: null, resourceId: null, country: "CH" },
  ...{ isInteractive: false, policies: null, ipAddress, errorCode, appId },
});
const placesIn = (signIns: readonly SeenSignIn[], subject: Parameters<typeof placesOf>[0] = subjectOf()) => {
  const places = placesOf(subject, known(signIns, { request: "in a test" }));
  return places.state === "known" ? places.value.map(({ ip }) => ip) : null;
};

test.each<[string, readonly SeenSignIn[], readonly string[] | null]>([
  ["each once, newest first", [seen("b"), seen("a"), seen("b")], ["b", "a"]],
  ["a wrong password comes from anywhere", [seen("a", 50126)], null],
  ["where only the second factor stood in the way, the password was right", [seen("a", 50076)], ["a"]],
  ["where only a policy stood in the way, too", [seen("a", 53003)], ["a"]],
  ["once one succeeded, others do not count", [seen("b", 50076), seen("a")], ["a"]],
  ["another client is another sign-in", [seen("a", 0, AZURE_CLI)], null],
  ["what is not told proves nothing", [seen("a", null), seen("a", 0, null), seen(null)], null],
  ["none", [], null],
])("%s", (_, signIns, wanted) => {
  expect(placesIn(signIns)).toEqual(wanted);
});

test("an application is its own client", () => {
  expect(placesIn([seen("a", 0, AZURE_CLI)], APPLICATION)).toEqual(["a"]);
});

test("what could not be read stays so, with its reason", () => {
  expect(placesOf(subjectOf(), unknown("no licence", "buy one"))).toEqual(unknown("no licence", "buy one"));
});
