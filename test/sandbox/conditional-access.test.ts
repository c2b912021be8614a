import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import {
  ADA,
  ALL_EMPLOYEES,
  CA,
  DELETED,
  NOBODY,
  POLICIES,
  paced,
  policyBody,
  type Send,
  SYNC_ROLE,
} from "./conditional-access-bodies.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

const MANAGED = "2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e202";
const MFA_STRENGTH = "00000000-0000-0000-0000-000000000002";
const DAY = 86_400_000;

let sandbox: TestSandbox;
let now = Date.parse("2026-11-22T08:00:00Z");
let app: string;
let send: Send;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => tenant.managedPolicyIds.push(MANAGED), { wallClock: () => now });
  app = await sandbox.appToken();
  send = paced(sandbox, () => {
    now += 1000;
  });
});
afterAll(() => sandbox.close());

const post = (json: unknown, path = POLICIES) => send(app, path, { method: "POST", json });
const patch = (id: string, json: unknown) => send(app, `${POLICIES}/${id}`, { method: "PATCH", json });
const remove = (path: string) => send(app, path, { method: "DELETE" });
const get = async (id: string) => (await send(app, `${POLICIES}/${id}`)).body;

async function create(more: object = {}, conditions: object = {}): Promise<string> {
  const answer = await post(policyBody(more, conditions));
  expect([answer.status, at(answer.body, "error", "message")]).toEqual([201, undefined]);
  return textAt(answer.body, "id");
}

function refusal(answer: { readonly status: number; readonly body: unknown }) {
  return [answer.status, at(answer.body, "error", "code"), textAt(answer.body, "error", "message").split(/[:.]/u)[0]];
}

describe("reading", () => {
  test.each([
    ["$filter=displayName eq 'ca002: require mfa for administrators'", [MANAGED]],
    ["$filter=state eq 'disabled'", []],
    ["$filter=startswith(displayName,'CA')&$orderby=displayName desc&$top=1&$select=id", ["…203"]],
    ["$orderby=displayName&$skip=1&$top=1", [MANAGED]],
  ])("%s", async (query, ids) => {
    const { status, body } = await send(app, `${POLICIES}?${query}`);
    const found = listAt(body, "value").map((one) => textAt(one, "id"));
    expect([status, found]).toEqual([200, ids.map((id) => id.replace("…", MANAGED.slice(0, -3)))]);
  });

  test("$count, and a link to the rest", async () => {
    const first = await send(app, `${POLICIES}?$count=true&$top=2&$select=displayName`);
    expect(at(first.body, "@odata.count")).toBe(3);
    expect(Object.keys(at(first.body, "value", 0) as object)).toEqual(["displayName"]);
    now += 1000;
    const headers = { authorization: `Bearer ${app}` };
    const rest = await sandbox.send(textAt(first.body, "@odata.nextLink"), { headers });
    expect(listAt(rest.body, "value")).toHaveLength(1);
    expect(rest.body).not.toHaveProperty("@odata.nextLink");
  });

  test.each([
    ["$filter=conditions eq 'x'", 400],
    ["$orderby=conditions", 400],
    ["$top=0", 400],
    ["$skip=-1", 400],
    ["$select=nothing", 501],
    ["$expand=conditions", 501],
  ])("%s is refused", async (query, status) => {
    expect((await send(app, `${POLICIES}?${query}`)).status).toBe(status);
  });

  test("a policy that does not exist", async () => {
    const answer = await send(app, `${POLICIES}/${NOBODY}`);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([404, "NotFound"]);
  });
});

describe("creating", () => {
  test("the answer is the whole policy; beta alike", async () => {
    const answer = await post(policyBody(), "/beta/identity/conditionalAccess/policies");
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      createdDateTime: new Date(now).toISOString(),
      modifiedDateTime: null,
      templateId: null,
      sessionControls: null,
      conditions: { locations: null, signInRiskLevels: [], users: { includeUsers: ["All"], excludeGroups: [] } },
      grantControls: { termsOfUse: [], authenticationStrength: null },
    });
    const id = textAt(answer.body, "id");
    expect(await get(id)).toMatchObject({ displayName: "A policy" });
    expect((await remove(`/beta/identity/conditionalAccess/policies/${id}`)).status).toBe(204);
  });

  const users = (value: object) => policyBody({}, { users: value });
  const applications = (value: object) => policyBody({}, { applications: value });
  const grant = (value: object) => policyBody({ grantControls: { operator: "OR", ...value } });
  test.each<[string, unknown, string]>([
    ["no object", [], "1007"],
    ["nothing", {}, "1007"],
    ["an unknown property", policyBody({ colour: "red" }), "1007"],
    ["an unknown property inside", users({ includeUsers: ["All"], includeCats: [] }), "1007"],
    ["a read-only property", policyBody({ id: NOBODY }), "1007"],
    ["a wrong type", policyBody({ displayName: 7 }), "1007"],
    ["an empty name", policyBody({ displayName: " " }), "1007"],
    ["another state", policyBody({ state: "on" }), "1007"],
    ["unknownFutureValue", grant({ builtInControls: ["unknownFutureValue"] }), "1007"],
    ["no client app types", policyBody({}, { clientAppTypes: undefined }), "1007"],
    ["nobody included", users({ excludeUsers: [ADA] }), "1007"],
    ["no controls", policyBody({ grantControls: null }), "1007"],
    ["no operator", policyBody({ grantControls: { builtInControls: ["mfa"] } }), "1007"],
    [
      "applications and a user action",
      applications({ includeApplications: ["All"], includeUserActions: ["urn:user:registersecurityinfo"] }),
      "1012",
    ],
    ["a password change alone", grant({ builtInControls: ["passwordChange"] }), "1032"],
    [
      "block and more",
      grant({ builtInControls: ["block", "mfa"] }),
      "The grant control 'block' cannot be combined with other controls",
    ],
    [
      "a retired control",
      grant({ builtInControls: ["approvedApplication"] }),
      "The grant control 'approvedApplication' is retired",
    ],
    ["a user who is none", users({ includeUsers: [NOBODY] }), "Policy contains an invalid user"],
    ["a group that is none", users({ includeGroups: [NOBODY] }), "Policy contains an invalid group"],
    ["a role that is none", users({ includeRoles: [NOBODY] }), "Policy contains an invalid role"],
    [
      "an application that is none",
      applications({ includeApplications: [NOBODY] }),
      "Policy contains an invalid application",
    ],
    [
      "a location that is none",
      policyBody({}, { locations: { includeLocations: [NOBODY] } }),
      "Policy contains an invalid location",
    ],
    [
      "a strength that is none",
      grant({ authenticationStrength: { id: NOBODY } }),
      "Policy contains an invalid authentication strength",
    ],
    [
      "both words for guests",
      users({
        includeUsers: ["GuestsOrExternalUsers"],
        includeGuestsOrExternalUsers: { guestOrExternalUserTypes: "internalGuest" },
      }),
      "'GuestsOrExternalUsers' cannot be combined with guestOrExternalUsers",
    ],
    [
      "tenants of no type",
      users({
        includeGuestsOrExternalUsers: { guestOrExternalUserTypes: "internalGuest", externalTenants: {} },
      }),
      "1007",
    ],
    [
      "too many users",
      users({ includeUsers: ["All"], excludeUsers: Array.from({ length: 900 }, () => ADA) }),
      "The policy exceeds the maximum size",
    ],
    ["a megabyte of name", policyBody({ displayName: "‮'\"".repeat(300_000) }), "1007"],
    ["__proto__", JSON.parse('{"__proto__":{"state":"enabled"}}'), "1007"],
  ])("%s: 400", async (_what, body, message) => {
    expect(refusal(await post(body))).toEqual([400, "BadRequest", message]);
  });

  test("a policy for workloads needs Workload ID Premium", async () => {
    const body = policyBody(
      { grantControls: { operator: "OR", builtInControls: ["block"] } },
      {
        users: { includeUsers: ["None"] },
        clientApplications: { includeServicePrincipals: ["ServicePrincipalsInMyTenant"] },
      },
    );
    expect(refusal(await post(body))).toEqual([403, "AccessDenied", "Your tenant is not licensed for this feature"]);
  });

  test("a strength is sent as an id and shown in full", async () => {
    const id = await create({ grantControls: { operator: "OR", authenticationStrength: { id: MFA_STRENGTH } } });
    expect(at(await get(id), "grantControls", "authenticationStrength")).toMatchObject({
      displayName: "Multifactor authentication",
      policyType: "builtIn",
      requirementsSatisfied: "mfa",
    });
    await remove(`${POLICIES}/${id}`);
  });

  test("what came after unknownFutureValue is shown to those who ask", async () => {
    const id = await create(
      { grantControls: { operator: "OR", builtInControls: ["riskRemediation"] } },
      { platforms: { includePlatforms: ["all"], excludePlatforms: ["linux", "iOS"] } },
    );
    const shown = await get(id);
    expect(at(shown, "grantControls", "builtInControls")).toEqual(["unknownFutureValue"]);
    expect(at(shown, "conditions", "platforms", "excludePlatforms")).toEqual(["unknownFutureValue", "iOS"]);
    const headers = { prefer: "include-unknown-enum-members" };
    const { body } = await send(app, `${POLICIES}/${id}`, { headers });
    expect(at(body, "grantControls", "builtInControls")).toEqual(["riskRemediation"]);
    expect(at(body, "conditions", "platforms", "excludePlatforms")).toEqual(["linux", "iOS"]);
    expect((await patch(id, { grantControls: at(shown, "grantControls") })).status).toBe(400);
    await remove(`${POLICIES}/${id}`);
  });
});

describe("changing", () => {
  test("arrays are replaced, objects merged, null removes, the rest stays", async () => {
    const id = await create(
      {},
      { users: { includeUsers: ["All"], excludeUsers: [ADA] }, locations: { includeLocations: ["All"] } },
    );
    const before = await get(id);
    expect((await patch(id, { conditions: { users: { excludeRoles: [SYNC_ROLE] } } })).status).toBe(204);
    expect(at(await get(id), "conditions", "users")).toMatchObject({ excludeUsers: [ADA], excludeRoles: [SYNC_ROLE] });
    await patch(id, { conditions: { users: { excludeUsers: [], excludeGroups: [ALL_EMPLOYEES] }, locations: null } });
    const after = await get(id);
    expect(after).toEqual({
      ...(before as object),
      modifiedDateTime: new Date(now - 1000).toISOString(),
      conditions: {
        ...(at(before, "conditions") as object),
        locations: null,
        users: {
          ...(at(before, "conditions", "users") as object),
          excludeUsers: [],
          excludeGroups: [ALL_EMPLOYEES],
          excludeRoles: [SYNC_ROLE],
        },
      },
    });
    await remove(`${POLICIES}/${id}`);
  });

  test("a policy whose user was deleted can still be changed, but nobody unknown added", async () => {
    const id = await create({}, { users: { includeUsers: ["All"], excludeUsers: [ADA] } });
    await sandbox.graph(app, `/v1.0/users/${ADA}`, { method: "DELETE" });
    expect(
      (await patch(id, { conditions: { users: { excludeUsers: [ADA], excludeRoles: [SYNC_ROLE] } } })).status,
    ).toBe(204);
    expect((await patch(id, { conditions: { users: { excludeUsers: [ADA, NOBODY] } } })).status).toBe(400);
    await remove(`${POLICIES}/${id}`);
  });

  test.each<[string, object, number]>([
    ["state", { state: "disabled" }, 204],
    ["exclusions", { conditions: { users: { excludeRoles: [SYNC_ROLE] } } }, 204],
    ["name", { displayName: "Ours" }, 400],
    ["inclusions", { conditions: { users: { includeRoles: [] } } }, 400],
    ["exclusions and more", { conditions: { users: { excludeRoles: [SYNC_ROLE] }, locations: null } }, 400],
    ["other conditions", { conditions: { clientAppTypes: ["all"] } }, 400],
  ])("of a policy that Microsoft manages: %s", async (_what, json, status) => {
    expect((await patch(MANAGED, json)).status).toBe(status);
  });

  test("a policy that Microsoft manages is not deleted", async () => {
    expect(refusal(await remove(`${POLICIES}/${MANAGED}`))).toEqual([
      400,
      "BadRequest",
      "A Microsoft-managed policy cannot be deleted",
    ]);
  });

  test("changes are in the audit log, with before and after", async () => {
    const id = await create();
    await patch(id, { state: "disabled" });
    await remove(`${POLICIES}/${id}`);
    await send(app, `${DELETED}/policies/${id}/restore`, { method: "POST" });
    const { state } = (await readSandboxState(sandbox.dir)) ?? {};
    const noted = state?.tenants[0]?.directoryAudits.filter((one) => at(one, "targetResources", 0, "id") === id) ?? [];
    expect(noted.map((one) => at(one, "activityDisplayName"))).toEqual([
      "Add conditional access policy",
      "Update conditional access policy",
      "Delete conditional access policy",
      "Restore conditional access policy",
    ]);
    const change = at(noted[1], "targetResources", 0, "modifiedProperties", 0);
    expect([textAt(change, "oldValue"), textAt(change, "newValue")]).toEqual([
      expect.stringContaining('"state":"enabledForReportingButNotEnforced"'),
      expect.stringContaining('"state":"disabled"'),
    ]);
  });
});

describe("deleted policies", () => {
  test.each(["v1.0", "beta"])("%s: listed, read, restored as they were, removed", async (version) => {
    const deleted = DELETED.replace("v1.0", version);
    const id = await create();
    const before = await get(id);
    expect((await remove(`${POLICIES.replace("v1.0", version)}/${id}`)).status).toBe(204);
    const deletedDateTime = new Date(now).toISOString();
    expect((await send(app, `${POLICIES}/${id}`)).status).toBe(404);
    const listed = await send(app, `${deleted}/policies`);
    const found = listAt(listed.body, "value").filter((one) => at(one, "id") === id);
    expect(found).toMatchObject([{ deletedDateTime, displayName: "A policy" }]);
    const one = await send(app, `${deleted}/policies/${id}`);
    expect(one.body).toMatchObject({ id, deletedDateTime });
    const restored = await send(app, `${deleted}/policies/${id}/restore`, { method: "POST" });
    expect([restored.status, at(restored.body, "state")]).toEqual([200, "enabledForReportingButNotEnforced"]);
    expect(await get(id)).toMatchObject({ ...(before as object), "@odata.context": expect.any(String) as string });
    await remove(`${POLICIES}/${id}`);
    expect((await remove(`${deleted}/policies/${id}`)).status).toBe(204);
    expect((await remove(`${deleted}/policies/${id}`)).status).toBe(404);
  });

  test("after 30 days they are gone", async () => {
    const id = await create();
    await remove(`${POLICIES}/${id}`);
    now += 30 * DAY - 5000;
    app = await sandbox.appToken();
    expect((await send(app, `${DELETED}/policies/${id}`)).status).toBe(200);
    now += 5000;
    expect((await send(app, `${DELETED}/policies/${id}`)).status).toBe(404);
    expect((await send(app, `${DELETED}/policies/${id}/restore`, { method: "POST" })).status).toBe(404);
    expect(listAt((await send(app, `${DELETED}/policies`)).body, "value")).toEqual([]);
  });
});

describe("other tenants", () => {
  async function inTenant(change: (tenant: TenantState) => void, work: (ask: Send, token: string) => Promise<void>) {
    let time = Date.parse("2026-11-22T08:00:00Z");
    const other = await startWithTenant(change, { wallClock: () => time });
    try {
      const ask = paced(other, () => {
        time += 1000;
      });
      await work(ask, await other.appToken());
    } finally {
      await other.close();
    }
  }

  test("without a licence policies are read and deleted, and not written", async () => {
    const withoutLicence = (tenant: TenantState) => {
      tenant.subscribedSkus = [];
    };
    await inTenant(withoutLicence, async (ask, token) => {
      const answers = [
        await ask(token, POLICIES),
        await ask(token, POLICIES, { method: "POST", json: policyBody() }),
        await ask(token, `${POLICIES}/${MANAGED}`, { method: "PATCH", json: { state: "disabled" } }),
        await ask(token, `${POLICIES}/${MANAGED}`, { method: "DELETE" }),
        await ask(token, `${DELETED}/policies/${MANAGED}/restore`, { method: "POST" }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 204, 403]);
    });
  });

  test("under security defaults no policy can be enabled; others can be there", async () => {
    const withDefaults = (tenant: TenantState) => {
      tenant.securityDefaultsEnabled = true;
    };
    await inTenant(withDefaults, async (ask, token) => {
      const enabled = await ask(token, POLICIES, { method: "POST", json: policyBody({ state: "enabled" }) });
      expect(refusal(enabled)).toEqual([400, "BadRequest", "Security Defaults is enabled in the tenant"]);
      expect((await ask(token, POLICIES, { method: "POST", json: policyBody() })).status).toBe(201);
    });
  });

  test("240 policies are the most", async () => {
    const full = (tenant: TenantState) => {
      const [first] = tenant.conditionalAccessPolicies;
      if (first === undefined) throw new Error("no policy");
      while (tenant.conditionalAccessPolicies.length < 239) {
        const number = String(tenant.conditionalAccessPolicies.length).padStart(12, "0");
        tenant.conditionalAccessPolicies.push({ ...first, id: `00000000-0000-4000-8000-${number}` });
      }
    };
    await inTenant(full, async (ask, token) => {
      expect((await ask(token, POLICIES, { method: "POST", json: policyBody() })).status).toBe(201);
      expect(refusal(await ask(token, POLICIES, { method: "POST", json: policyBody() }))[0]).toBe(400);
    });
  });

  test("in US Government v1.0 has no path to what was deleted through it, beta has", async () => {
    let time = Date.parse("2026-11-22T08:00:00Z");
    const dir = await preparedFolder();
    const other = await startTestSandbox({ dir, scenario: "wingtip-usgov", wallClock: () => time });
    try {
      const { clientId, clientSecret } = other.info.clients[0] ?? { clientId: "", clientSecret: "" };
      const scope = "https://graph.microsoft.us/.default";
      const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
      const url = `https://login.microsoftonline.us/${other.info.tenantId}/oauth2/v2.0/token`;
      const token = textAt((await other.send(url, { method: "POST", form })).body, "access_token");
      const ask = (path: string, method: "GET" | "POST" | "DELETE" = "GET") => {
        time += 1000;
        return other.send(`https://graph.microsoft.us${path}`, {
          method,
          headers: { authorization: `Bearer ${token}` },
        });
      };
      const id = textAt((await ask(POLICIES)).body, "value", 0, "id");
      expect((await ask(`${POLICIES}/${id}`, "DELETE")).status).toBe(204);
      expect(refusal(await ask(`${DELETED}/policies`))).toEqual([
        400,
        "BadRequest",
        "Resource not found for the segment 'deletedItems'",
      ]);
      const beta = "/beta/identity/conditionalAccess/deletedItems/policies";
      expect(listAt((await ask(beta)).body, "value").map((one) => at(one, "id"))).toEqual([id]);
      expect((await ask(`${beta}/${id}/restore`, "POST")).status).toBe(200);
      expect((await ask(`${POLICIES}/${id}`)).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});

test("what may be read with which permission", async () => {
  const reader = await sandbox.appToken(undefined, 1);
  for (const path of [POLICIES, `${DELETED}/policies`, `${CA}/namedLocations`]) {
    expect([path, (await send(reader, path)).status]).toEqual([path, 403]);
  }
});
