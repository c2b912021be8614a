import { describe, expect, test } from "vitest";
import { planRegistration } from "../../src/registration/plan.js";
import type { RegistrationFacts, RegistrationWishes } from "../../src/registration/registration-facts.js";
import { planRegistrationRemoval } from "../../src/registration/removal.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { unknown } from "../../src/shapes/fact.js";
import type { Application } from "../../src/tenant/registrations.js";
import { thrown } from "../shapes/thrown.js";
import {
  AZURE,
  applicationFor,
  certificateOf,
  factsFor,
  GRAPH,
  keyOf,
  listed,
  wishesFor,
} from "./registration-facts.js";

const PEOPLE = wishesFor("delegated");
const ROBOT = wishesFor("app-only", { certificate: certificateOf() });
const kinds = (facts: RegistrationFacts, wishes: RegistrationWishes) =>
  planRegistration(facts, wishes).map(({ kind }) => kind);
const grantOf = (resourceId: string, ...scopes: readonly string[]) => ({
  id: `grant-${resourceId}`,
  forAll: true,
  resourceId,
  scopes,
});
const ALL_GRANTS = listed([
  grantOf(GRAPH.id, "Policy.Read.All", "User.Read.All"),
  grantOf(AZURE.id, "user_impersonation"),
]);
const assigned = (...appRoleIds: readonly string[]) =>
  listed(
    appRoleIds.map((appRoleId) => ({ id: `a-${appRoleId}`, appRoleId, resourceId: GRAPH.id, resourceName: "Graph" })),
  );

describe("for people", () => {
  test("nothing is there: the application, its service principal, and with --grant the consent at each resource", () => {
    expect(kinds(factsFor(null), PEOPLE)).toEqual(["create-application", "create-service-principal"]);
    const plan = planRegistration(factsFor(null), { ...PEOPLE, grant: true });
    expect(plan.map(({ kind }) => kind)).toEqual([
      "create-application",
      "create-service-principal",
      "grant-scopes",
      "grant-scopes",
    ]);
    expect(plan[0]).toMatchObject({
      target: { uniqueName: "aadc-cloud-register-app-aadc-cloud" },
      after: {
        publicClient: true,
        redirectUris: ["http://localhost"],
        permissions: [
          "Azure Service Management: user_impersonation",
          "Microsoft Graph: Policy.Read.All",
          "Microsoft Graph: User.Read.All",
        ],
        certificate: null,
      },
    });
    expect(plan[2]).toMatchObject({ before: null, after: { scopes: ["Policy.Read.All", "User.Read.All"] } });
  });

  test("all is there: nothing", () => {
    expect(kinds(factsFor(applicationFor(PEOPLE), { grants: ALL_GRANTS }), { ...PEOPLE, grant: true })).toEqual([]);
  });

  test("ids in another order are the same", () => {
    const application = applicationFor(PEOPLE);
    const requiredResourceAccess = application.requiredResourceAccess
      .map((one) => ({ ...one, resourceAccess: [...one.resourceAccess].reverse() }))
      .reverse();
    expect(kinds(factsFor({ ...application, requiredResourceAccess }), PEOPLE)).toEqual([]);
  });

  test.each<[string, Partial<Application>]>([
    ["fewer permissions", { requiredResourceAccess: applicationFor(PEOPLE).requiredResourceAccess.slice(0, 1) }],
    [
      "more permissions",
      {
        requiredResourceAccess: [
          ...applicationFor(PEOPLE).requiredResourceAccess,
          { resourceAppId: "other", resourceAccess: [{ id: "x", type: "Scope" }] },
        ],
      },
    ],
    ["another audience", { signInAudience: "AzureADMultipleOrgs" }],
    ["no sign-in by device code", { publicClient: false }],
    ["another redirect address", { redirectUris: ["http://localhost", "https://evil.example"] }],
  ])("%s: one change, which says what was there", (_what, change) => {
    const application = applicationFor(PEOPLE, change);
    const [update, ...more] = planRegistration(factsFor(application), PEOPLE);
    expect(more).toEqual([]);
    expect(update).toMatchObject({ kind: "update-application", target: { applicationId: "object-1" } });
    expect(update?.before).not.toEqual(update?.after);
  });

  test("the service principal is missing: it alone is made", () => {
    expect(kinds(factsFor(applicationFor(PEOPLE), { servicePrincipal: null }), PEOPLE)).toEqual([
      "create-service-principal",
    ]);
  });

  test("consent is made exactly what is wanted, and only with --grant", () => {
    const facts = factsFor(applicationFor(PEOPLE), {
      grants: listed([
        grantOf(GRAPH.id, "Directory.ReadWrite.All", "User.Read.All"),
        grantOf("payroll", "Pay"),
        { ...grantOf("own", "User.Read"), forAll: false },
      ]),
      assignments: assigned("role-user"),
    });
    expect(kinds(facts, PEOPLE)).toEqual([]);
    const plan = planRegistration(facts, { ...PEOPLE, grant: true });
    expect(plan.map(({ kind, before, after }) => [kind, before, after])).toEqual([
      [
        "grant-scopes",
        { scopes: ["Directory.ReadWrite.All", "User.Read.All"] },
        { scopes: ["Policy.Read.All", "User.Read.All"] },
      ],
      ["grant-scopes", null, { scopes: ["user_impersonation"] }],
      ["revoke-scopes", { scopes: ["Pay"] }, null],
      ["revoke-app-role", { permission: "Microsoft Graph: User.Read.All" }, null],
    ]);
  });
});

describe("for itself", () => {
  const own = applicationFor(ROBOT, { keys: [keyOf("AB12")] });

  test("nothing is there: its certificate comes with the application, and each app role is a change of its own", () => {
    const plan = planRegistration(factsFor(null), { ...ROBOT, certificate: certificateOf(null), grant: true });
    expect(plan.map(({ kind }) => kind)).toEqual([
      "create-application",
      "create-service-principal",
      "grant-app-role",
      "grant-app-role",
    ]);
    expect(plan[0]?.after).toMatchObject({
      publicClient: false,
      redirectUris: [],
      certificate: { file: "/keys/aadc.pem", thumbprint: null, days: 365 },
    });
    expect(JSON.stringify(plan)).not.toContain("der");
  });

  test("its certificate is registered already: nothing; another one is added beside it", () => {
    const facts = factsFor(own, { assignments: assigned("role-user", "role-policy") });
    expect(kinds(facts, { ...ROBOT, grant: true })).toEqual([]);
    const [add] = planRegistration(facts, { ...ROBOT, certificate: certificateOf("CD34") });
    expect(add).toMatchObject({ kind: "add-certificate", before: { certificates: ["AB12"] } });
  });

  test("where the service leaves the key out, the thumbprint tells", () => {
    const keys = [{ ...keyOf("AB12"), der: null }];
    expect(kinds(factsFor({ ...own, keys }), ROBOT)).toEqual([]);
    // A thumbprint that somebody wrote beside another key is not believed.
    const forged = [{ ...keyOf("AB12"), der: "der-of-another" }];
    expect(kinds(factsFor({ ...own, keys: forged }), ROBOT)).toEqual(["add-certificate"]);
  });

  test("trust in another issuer is added once; with another audience it is refused", () => {
    const federated = { name: "n", issuer: "https://i", subject: "s", audiences: ["a"] };
    const wishes = wishesFor("app-only", { federated });
    expect(kinds(factsFor(null), wishes)).toContain("add-federated-credential");
    const facts = (audience: string) =>
      factsFor(applicationFor(wishes), { federated: [{ ...federated, name: "other", audiences: [audience] }] });
    expect(kinds(facts("a"), wishes)).toEqual([]);
    expect(thrown(GuardError, () => planRegistration(facts("b"), wishes)).code).toBe("other-audience");
  });

  test("with nothing to prove itself it is refused, unless it has proofs already", () => {
    const bare = { ...ROBOT, certificate: null };
    expect(thrown(UsageError, () => planRegistration(factsFor(null), bare)).code).toBe("credential-missing");
    expect(kinds(factsFor(own), bare)).toEqual([]);
  });
});

test("one of the other kind is not turned into this one", () => {
  for (const [is, wanted] of [
    [PEOPLE, ROBOT],
    [ROBOT, PEOPLE],
  ] as const) {
    const facts = factsFor(applicationFor(is, { keys: [keyOf("AB12")] }));
    expect(thrown(GuardError, () => planRegistration(facts, wanted)).code).toBe("other-kind");
  }
});

describe("removal", () => {
  test("takes back what is consented to, then the registration", () => {
    const facts = factsFor(applicationFor(PEOPLE), { grants: ALL_GRANTS, assignments: assigned("role-user") });
    expect(planRegistrationRemoval(facts, "aadc-cloud").map(({ kind }) => kind)).toEqual([
      "revoke-scopes",
      "revoke-scopes",
      "revoke-app-role",
      "delete-application",
    ]);
  });

  test("of what is not there is nothing; what could not be read does not stop it", () => {
    expect(planRegistrationRemoval(factsFor(null), "aadc-cloud")).toEqual([]);
    const unread = factsFor(applicationFor(PEOPLE), {
      grants: unknown("no", "ask"),
      assignments: unknown("no", "ask"),
    });
    expect(planRegistrationRemoval(unread, "aadc-cloud").map(({ kind }) => kind)).toEqual(["delete-application"]);
  });
});
