// What doctor asks of the tenant: as little as will do, and no refusal ends it.
import { describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import type { TokenGrants } from "../../src/cloud/token-claims.js";
import { readOperator } from "../../src/commands/operator-readings.js";
import type { Session } from "../../src/commands/session.js";
import { ROLES } from "../../src/knowledge/directory.js";
import { leastSet } from "../../src/rights/least.js";
import { operationsAsked } from "../../src/rights/operations-asked.js";
import { DeadlineError, ServiceError, SignInError } from "../../src/shapes/errors.js";
import { finding } from "../rights/healthy-operator.js";
import { type Canned, type CannedService, cannedService, forbidden, json, notFound } from "../tenant/canned-service.js";

const ME = "11111111-0000-4000-8000-000000000000";
const OPERATIONS = operationsAsked(["cleanup-health", "setup-svc-account"]);
const ADMIN: TokenGrants = {
  kind: "person",
  permissions: leastSet(OPERATIONS, "person").permissions,
  roleIds: [ROLES.globalAdministrator.id],
  tenantId: null,
  clientId: null,
};
const ORGANIZATION = json({
  value: [
    {
      id: ME,
      displayName: "Contoso",
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: null,
      verifiedDomains: [{ name: "contoso.onmicrosoft.com", isInitial: true }],
      assignedPlans: [],
    },
  ],
});

const ENDS_AT = Date.UTC(2026, 10, 22, 10, 59);

interface Setup {
  readonly grants?: TokenGrants;
  /** What a new token holds, or the error that there is none. */
  readonly renewed?: TokenGrants | Error;
  readonly graph?: Readonly<Record<string, Canned>>;
  readonly arm?: Canned;
  readonly id?: string;
}

async function reading({ grants = ADMIN, renewed = grants, graph = {}, arm = json([]), id = ME }: Setup) {
  const asked: string[] = [];
  const services: { readonly graph: CannedService; readonly arm: CannedService } = {
    graph: cannedService(({ address }) => {
      const place = address.split("?")[0] ?? "";
      asked.push(place);
      return graph[place] ?? (place === "/v1.0/organization" ? ORGANIZATION : notFound);
    }),
    arm: cannedService(({ address }) => {
      asked.push(address.split("?")[0] ?? "");
      return arm;
    }, CLOUDS.public.arm),
  };
  const session = {
    cloud: CLOUDS.public,
    operator: { id, name: "adele", authKind: "browser" },
    graph: services.graph.client,
    arm: services.arm.client,
    grants: async ({ fresh = false } = {}) => {
      if (!fresh) return grants;
      asked.push("a new token");
      if (renewed instanceof Error) throw renewed;
      return renewed;
    },
    credential: { getToken: async () => ({ token: "", expiresOnTimestamp: ENDS_AT }) },
  } as unknown as Session;
  return { ...(await readOperator(session, OPERATIONS, true)), asked };
}

describe("what is asked", () => {
  test("of somebody who lacks nothing: who the tenant is, and whether Connect Health answers", async () => {
    const { asked, readings, refusal } = await reading({});
    expect(asked.sort()).toEqual(["/providers/Microsoft.ADHybridHealthService/services", "/v1.0/organization"]);
    expect(readings).toMatchObject({ healthReading: "answered", armSignIn: { state: "done" }, azureRoles: null });
    expect(refusal).toBeNull();
  });

  test("of somebody without roles: a new token, roles held and eligible, what may be read", async () => {
    const { asked, readings } = await reading({
      grants: { ...ADMIN, roleIds: [] },
      renewed: { ...ADMIN, roleIds: [ROLES.userAdministrator.id] },
      graph: {
        [`/v1.0/users/${ME}/transitiveMemberOf`]: json({
          value: [
            { "@odata.type": "#microsoft.graph.directoryRole", id: "x", roleTemplateId: ROLES.userAdministrator.id },
          ],
        }),
      },
    });
    expect(asked).toEqual(expect.arrayContaining(["a new token", "/v1.0/directory/onPremisesSynchronization"]));
    expect(asked.some((one) => one.includes("filterByCurrentUser"))).toBe(true);
    expect(asked.some((one) => one.endsWith("/roleAssignments"))).toBe(true);
    expect(readings.grants?.roleIds).toEqual([ROLES.userAdministrator.id]);
    expect(readings.assignedRoles).toMatchObject({ state: "known", value: [{ name: "User Administrator" }] });
    expect(readings.eligibleRoles).toMatchObject({ state: "unknown" });
  });

  test("of somebody who may not read the organization: its name", async () => {
    const grants = { ...ADMIN, permissions: ADMIN.permissions?.filter((one) => one !== "Organization.Read.All") ?? [] };
    const { readings } = await reading({ grants });
    expect(readings.tenantName).toMatchObject({ state: "known", value: { displayName: "Contoso" } });
    expect(readings.organization).toMatchObject({ state: "unknown" });
    expect((await reading({})).readings.organization).toMatchObject({ state: "known" });
  });

  test("of an application: its own role assignments, nothing of eligibility", async () => {
    const { asked } = await reading({ grants: { ...ADMIN, kind: "application", permissions: [], roleIds: [] } });
    expect(asked.some((one) => one.includes("filterByCurrentUser") || one.includes("/users/"))).toBe(false);
  });

  test("of an operator whose token does not say who: nothing that needs the id", async () => {
    const { asked, readings } = await reading({ grants: { ...ADMIN, roleIds: null }, id: "" });
    expect(asked.some((one) => one.includes("roleAssignments") || one.includes("/users/"))).toBe(false);
    expect(readings.assignedRoles).toBeNull();
  });
});

describe("what is refused", () => {
  test("by everybody: facts that are unknown, no error", async () => {
    const { readings, refusal } = await reading({
      grants: { ...ADMIN, permissions: [], roleIds: [] },
      graph: { "/v1.0/organization": forbidden, "/v1.0/directory/onPremisesSynchronization": forbidden },
      arm: forbidden,
    });
    expect(refusal).toBeNull();
    expect(readings).toMatchObject({
      organization: { state: "unknown" },
      healthReading: "refused",
      syncReading: "refused",
      armSignIn: { state: "done" },
      azureRoles: { state: "unknown" },
    });
  });

  test("by Azure's sign-in: told as that", async () => {
    const throws = new SignInError("Consent is missing.", { code: "AADSTS65001", remedy: "Ask for it." });
    const { readings, refusal } = await reading({ arm: { throws } });
    expect(readings.armSignIn).toEqual({
      state: "failed",
      code: "AADSTS65001",
      reason: "Consent is missing.",
      remedy: "Ask for it.",
    });
    expect(readings.healthReading).toBeNull();
    expect(refusal).toBeNull();
  });

  test("by Graph's door: the sign-in counts as refused", async () => {
    const { refusal } = await reading({ graph: { "/v1.0/organization": { status: 401 } } });
    expect(refusal).toBeInstanceOf(SignInError);
  });

  test("nobody answers in Azure: nothing is said of the sign-in there", async () => {
    const throws = new ServiceError("It refused the connection.", { code: "unreachable", remedy: "Check it." });
    expect((await reading({ arm: { throws } })).readings).toMatchObject({ armSignIn: null, healthReading: null });
  });

  test("a new token: then the one at hand counts, and it is told that it is the last", async () => {
    const grants = { ...ADMIN, roleIds: [] };
    const renewed = new SignInError("The session ended.", { code: "x", remedy: "Sign in again." });
    const { readings } = await reading({ grants, renewed });
    expect(readings.grants).toEqual(grants);
    const refusedRenewal = { reason: "The session ended.", remedy: "Sign in again.", endsAt: ENDS_AT };
    expect(readings.refusedRenewal).toEqual(refusedRenewal);
    expect(finding("SIGN-004", { refusedRenewal })).toMatchObject({
      result: "fail",
      severity: "warning",
      neededBy: [],
      evidence: expect.stringMatching(/^The session ended\. .*the sign-in ends at 10:59 UTC\.$/) as string,
      remedy: "Sign in again.",
    });
  });

  test("a login host that does not answer has refused nothing", async () => {
    const grants = { ...ADMIN, roleIds: [] };
    const renewed = new ServiceError("It refused the connection.", { code: "unreachable", remedy: "Check it." });
    expect((await reading({ grants, renewed })).readings).toMatchObject({ grants, refusedRenewal: null });
    expect(finding("SIGN-004")).toBeUndefined();
  });

  test("time itself: the deadline is not taken for a reading", async () => {
    const throws = new DeadlineError("The deadline passed.", { code: "deadline", remedy: "Give it longer." });
    await expect(reading({ arm: { throws } })).rejects.toBe(throws);
    await expect(reading({ grants: { ...ADMIN, roleIds: [] }, renewed: throws })).rejects.toBe(throws);
  });
});
