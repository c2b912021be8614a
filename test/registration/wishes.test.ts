// What is asked for, as somebody types it: names, proofs, permissions.
import { describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { guardTier0, resolvePermissions } from "../../src/registration/access.js";
import { federatedCredentialOf, parseCredential } from "../../src/registration/credential.js";
import { checkName, findOurs, freeUniqueName, uniqueNameOf } from "../../src/registration/names.js";
import { planRegistration } from "../../src/registration/plan.js";
import { againstConsent, guardStrangers, strangerWarnings } from "../../src/registration/strangers.js";
import { GuardError, ServiceError, UsageError } from "../../src/shapes/errors.js";
import { unknown } from "../../src/shapes/fact.js";
import { thrown } from "../shapes/thrown.js";
import { applicationFor, certificateOf, factsFor, GRAPH, keyOf, listed, wishesFor } from "./registration-facts.js";

const TENANT = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";

describe("names", () => {
  test.each(["aadc-cloud", "A", "a.b_c-d", "x".repeat(64)])("%s is one", (name) => {
    expect(checkName(name)).toBe(name);
  });

  test.each(["", " ", "-a", "a b", "a/b", "a--2", "a'b", "a\u202eb", "x".repeat(65), "ä", "a\n"])(
    "%j is none",
    (name) => {
      expect(thrown(UsageError, () => checkName(name)).code).toBe("bad-registration-name");
    },
  );

  test("of what was deleted, the unique name is not taken again", () => {
    const base = uniqueNameOf("Robot");
    expect(base).toBe("aadc-cloud-register-app-robot");
    expect(freeUniqueName("Robot", [])).toBe(base);
    expect(freeUniqueName("robot", [`${base}--3`])).toBe(base);
    expect(freeUniqueName("robot", [base.toUpperCase(), `${base}--2`, "other"])).toBe(`${base}--3`);
  });
});

describe("ours", () => {
  const ours = applicationFor(wishesFor("delegated"));
  const other = { ...ours, id: "object-2" };

  test.each([
    ["as it was made", ours],
    ["made anew after a removal", { ...ours, uniqueName: `${ours.uniqueName ?? ""}--2` }],
    ["renamed in the portal", { ...ours, displayName: "Migration" }],
    ["made where unique names are not kept", { ...ours, uniqueName: null }],
  ])("%s", (_what, application) => {
    expect(findOurs([application], "aadc-cloud")).toBe(application);
  });

  test("none is none", () => {
    expect(findOurs([], "aadc-cloud")).toBeNull();
  });

  test.each([
    ["without the mark", [{ ...ours, tags: [] }], "name-taken"],
    [
      "with the unique name of another",
      [{ ...ours, uniqueName: "aadc-cloud-register-app-aadc-cloud-2" }],
      "name-taken",
    ],
    ["with a count that is none", [{ ...ours, uniqueName: `${ours.uniqueName ?? ""}--evil` }], "name-taken"],
    ["marked, of that name only", [{ ...ours, uniqueName: null, displayName: "x" }], "name-taken"],
    ["ours and a stranger", [ours, { ...other, tags: [], uniqueName: null }], "several-registrations"],
    ["two of ours", [ours, other], "several-registrations"],
  ])("not %s", (_what, candidates, code) => {
    const error = thrown(GuardError, () => findOurs(candidates, "aadc-cloud"));
    expect(error.code).toBe(code);
    for (const { id } of candidates) expect(error.message).toContain(id);
  });
});

describe("proofs", () => {
  test.each([
    ["certificate:a.pem", { kind: "certificate", file: "a.pem" }],
    ["certificate:C:\\keys\\a.pem", { kind: "certificate", file: "C:\\keys\\a.pem" }],
    ["github:o/r", { kind: "github", subject: "repo:o/r:ref:refs/heads/main" }],
    ["github:o/r.x:branch:release/1.x", { kind: "github", subject: "repo:o/r.x:ref:refs/heads/release/1.x" }],
    ["github:o/r:pull-request", { kind: "github", subject: "repo:o/r:pull_request" }],
    ["github:o/r:environment:a b:c", { kind: "github", subject: "repo:o/r:environment:a b%3Ac" }],
    [`azure:${TENANT.toUpperCase()}`, { kind: "azure", objectId: TENANT }],
  ])("%s", (text, wish) => {
    expect(parseCredential(text)).toEqual(wish);
  });

  test.each([
    ...["", "certificate", "certificate:", "secret:x", "azure:me", "azure:", "github:", "github:o", "github:/r"],
    ...["github:o/r:", "github:o/r:branch:", "github:o/r:branch:a..b", "github:o/r:branch:-x", "github:o/r:branch:a b"],
    ...["github:o/r:environment:", "github:o/r:environment:a\u202eb", "github:o/r:pull-request:x", "github:o/r/s"],
    ...["github:-o/r", "github:o/r:tag:v1", `github:o/${"r".repeat(101)}`],
  ])("%j is none", (text) => {
    expect(thrown(UsageError, () => parseCredential(text)).code).toBe("bad-credential");
  });

  test.each([
    ["public", "https://login.microsoftonline.com", "api://AzureADTokenExchange"],
    ["usgov", "https://login.microsoftonline.us", "api://AzureADTokenExchangeUSGov"],
    ["china", "https://login.partner.microsoftonline.cn", "api://AzureADTokenExchangeChina"],
  ] as const)("a managed identity of the cloud %s", (cloud, login, audience) => {
    expect(federatedCredentialOf({ kind: "azure", objectId: TENANT }, CLOUDS[cloud], TENANT)).toMatchObject({
      issuer: `${login}/${TENANT}/v2.0`,
      audiences: [audience],
    });
  });

  test("names fit Entra ID's form, and differ where the subjects do", () => {
    const name = (subject: string) => federatedCredentialOf({ kind: "github", subject }, CLOUDS.public, TENANT).name;
    const long = `repo:${"o".repeat(39)}/${"r".repeat(100)}:environment:`;
    expect(name(`${long}a`)).not.toBe(name(`${long}b`));
    for (const subject of [`${long}a`, "repo:o/r:environment:ä b"])
      expect(name(subject)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/);
  });
});

describe("permissions", () => {
  test("one that the tenant does not know is named, and so is a resource that it does not have", () => {
    const wanted = { kind: "delegated", graph: ["User.Read.All", "No.Such"], azure: true } as const;
    expect(thrown(ServiceError, () => resolvePermissions(wanted, { graph: GRAPH, azure: null })).message).toContain(
      "No.Such",
    );
    const azure = { ...wanted, graph: [] };
    expect(thrown(ServiceError, () => resolvePermissions(azure, { graph: GRAPH, azure: null })).remedy).toContain(
      "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    );
  });

  test("for itself an app role is taken, for people a scope, by the ids of this tenant", () => {
    const ids = (kind: "delegated" | "app-only") =>
      resolvePermissions({ kind, graph: ["User.Read.All"], azure: false }, { graph: GRAPH, azure: null }).map(
        ({ id }) => id,
      );
    expect([ids("delegated"), ids("app-only")]).toEqual([["scope-user"], ["role-user"]]);
  });

  test("mighty ones are refused for itself only, each with its reason", () => {
    const wanted = { kind: "app-only", graph: ["User.Read.All", "Application.ReadWrite.All"], azure: false } as const;
    const error = thrown(GuardError, () => guardTier0(wanted, false));
    expect(error.message).toContain("Application.ReadWrite.All (it can add a key");
    expect(guardTier0(wanted, true)).toEqual(["Application.ReadWrite.All"]);
    expect(guardTier0({ ...wanted, kind: "delegated" }, false)).toEqual([]);
    expect(guardTier0({ ...wanted, graph: ["User.Read.All"] }, false)).toEqual([]);
  });
});

describe("what others have put there", () => {
  const wishes = wishesFor("app-only", { certificate: certificateOf(), grant: true });
  const ours = applicationFor(wishes, { keys: [keyOf("AB12")] });
  const principal = { id: "p", enabled: true, certificates: [], secrets: [] };
  const guard = (facts: ReturnType<typeof factsFor>) =>
    guardStrangers(planRegistration(facts, wishes), facts, wishes, "me");

  test("in order there is nothing to say, and nothing is refused", () => {
    const facts = factsFor(ours, { owners: listed([{ id: "me", name: "me" }]) });
    expect(strangerWarnings(facts, wishes, "me")).toEqual([]);
    expect(() => guard(facts)).not.toThrow();
  });

  test.each([
    ["a client secret", factsFor({ ...ours, secrets: ["mine"] }), 'client secret "mine"'],
    ["another certificate", factsFor({ ...ours, keys: [keyOf("AB12"), keyOf("EE99")] }), "EE99"],
    [
      "another issuer",
      factsFor(ours, { federated: [{ name: "n", issuer: "https://evil", subject: "s", audiences: ["a"] }] }),
      "https://evil",
    ],
    [
      "a secret of its service principal",
      factsFor(ours, { servicePrincipal: { ...principal, secrets: ["x"] } }),
      '"x"',
    ],
    ["a certificate of its", factsFor(ours, { servicePrincipal: { ...principal, certificates: ["CN=y"] } }), "CN=y"],
    ["another owner", factsFor(ours, { owners: listed([{ id: "you", name: "eve@contoso.com" }]) }), "eve@contoso.com"],
    [
      "another owner of its service principal",
      factsFor(ours, { principalOwners: listed([{ id: "you", name: "eve@contoso.com" }]) }),
      "eve@contoso.com",
    ],
    ["owners that cannot be read", factsFor(ours, { owners: unknown("Refused.", "Ask.") }), "Refused."],
    ["nor those of its", factsFor(ours, { principalOwners: unknown("Refused.", "Ask.") }), "Refused."],
  ])("%s is said, and stops new rights", (_what, facts, said) => {
    expect(strangerWarnings(facts, wishes, "me").join()).toContain(said);
    expect(thrown(GuardError, () => guard(facts)).message).toContain(said);
    const held = listed(
      ["role-user", "role-policy"].map((appRoleId) => ({
        id: appRoleId,
        appRoleId,
        resourceId: GRAPH.id,
        resourceName: "",
      })),
    );
    expect(() => guard({ ...facts, assignments: held })).not.toThrow();
  });

  test.each([
    ["other redirect addresses", factsFor({ ...ours, otherRedirectUris: ["https://evil.example"] }), "evil.example"],
    [
      "sign-in turned off",
      factsFor(ours, { servicePrincipal: { id: "p", enabled: false, certificates: [], secrets: [] } }),
      "turned off",
    ],
  ])("%s is said", (_what, facts, said) => {
    expect(strangerWarnings(facts, wishes, "me").join()).toContain(said);
  });

  test.each([
    ["a foreign address", { otherRedirectUris: ["https://evil.example/cb"] }, "https://evil.example/cb"],
    ["people of other tenants", { signInAudience: "AzureADMultipleOrgs" }, "AzureADMultipleOrgs"],
    ["a client secret", { secrets: ["mine"] }, '"mine"'],
  ])("consent for everybody stops at %s; an application of its own has no use for addresses", (_what, change, said) => {
    const people = wishesFor("delegated", { grant: true });
    const facts = factsFor(applicationFor(people, change));
    const plan = planRegistration(facts, people);
    expect(thrown(GuardError, () => guardStrangers(plan, facts, people, "me")).message).toContain(said);
    const consented = plan.filter(({ kind }) => kind !== "grant-scopes");
    expect(() => guardStrangers(consented, facts, people, "me")).not.toThrow();
    expect(againstConsent(factsFor({ ...ours, otherRedirectUris: ["https://x"] }), wishes, "me")).toBeNull();
  });

  test("too much consent is said where it is not taken back", () => {
    const facts = factsFor(ours, {
      assignments: listed([{ id: "a", appRoleId: "x", resourceId: "payroll", resourceName: "Payroll" }]),
      grants: listed([{ id: "g", forAll: true, resourceId: GRAPH.id, scopes: ["Mail.Read"] }]),
    });
    const said = strangerWarnings(facts, { ...wishes, grant: false }, "me").join();
    expect(said).toContain("Mail.Read, Payroll: x");
    expect(strangerWarnings(facts, wishes, "me")).toEqual([]);
  });
});
