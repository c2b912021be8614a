// The logs: which server signs in, which one writes, and what came through Graph.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import { at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { consent, folderWithTenant } from "./tenant-at-start.js";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const START = Date.parse("2026-11-22T04:00:00Z");

const roleIdOf = (permission: string) => publishedPermissions(GRAPH).find((one) => one.value === permission)?.roleId;

let now = START;
let sandbox: TestSandbox;
let app: string;

beforeAll(async () => {
  const dir = await folderWithTenant(
    (tenant) => {
      consent(tenant, CLIENT, ["AuditLog.Read.All", "Directory.Read.All"], roleIdOf);
      for (const policy of tenant.conditionalAccessPolicies) {
        const users = at(policy, "conditions", "users") as Record<string, unknown>;
        users["excludeRoles"] = [SYNC_ACCOUNTS];
      }
    },
    { wallClock: () => now },
  );
  sandbox = await startTestSandbox({ dir, wallClock: () => now });
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);

/** Five requests in ten seconds are all that reports allow: each moves on far enough. */
async function read(path: string, token = app) {
  now += 2100;
  return sandbox.graph(token, path);
}

async function log(version: "v1.0" | "beta", kind: "signIns" | "directoryAudits", filter?: string, more = "") {
  const query = filter === undefined ? "" : `$filter=${encodeURIComponent(filter)}`;
  const answer = await read(`/${version}/auditLogs/${kind}?${query}${more}`);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return listAt(answer.body, "value");
}

/** The log knows whole seconds. */
const since = (moment: number) => new Date(Math.floor(moment / 1000) * 1000).toISOString();

describe("sign-ins of engines", () => {
  test("are listed in beta, where their type is asked for; each server signs in, in staging mode too", async () => {
    await play("swap", "AADC-OLD", "AADC-NEW");
    await play("install-server", "THIRD", "--version", "2.5.79.0", "--identity", "legacy", "--staging");
    const from = now;
    await play("sync");
    const filter = `createdDateTime ge ${since(from)} and signInEventTypes/any(t:t eq 'nonInteractiveUser') and startswith(userPrincipalName,'sync_')`;
    const found = await log("beta", "signIns", filter);
    const names = new Set(found.map((one) => textAt(one, "userPrincipalName").split("_")[1]));
    expect([...names].sort()).toEqual(["aadc-new", "third"]);
    expect(found[0]).toMatchObject({
      appId: "cb1056e2-e479-49de-ae31-7812af012ed8",
      signInEventTypes: ["nonInteractiveUser"],
      isInteractive: false,
      status: { errorCode: 0 },
      ipAddress: expect.stringMatching(/^203\.0\.113\.\d+$/u) as string,
    });
    expect(await log("v1.0", "signIns", `createdDateTime ge ${since(from)}`)).toEqual([]);
    expect(await log("beta", "signIns", filter.replace("'sync_'", "'Sync_'"))).toEqual([]);
    const one = await read(`/beta/auditLogs/signIns/${textAt(found[0], "id")}`);
    expect(one.body).toMatchObject({
      id: textAt(found[0], "id"),
      createdDateTime: textAt(found[0], "createdDateTime"),
    });
    expect((await read(`/v1.0/auditLogs/signIns/${textAt(found[0], "id")}`)).status).toBe(404);
  });

  test("an application's show its certificate; the address is the server's", async () => {
    await play("install-server", "MODERN", "--version", "2.6.92.0", "--staging", "--address", "198.51.100.7");
    await play("sync");
    const found = await log(
      "beta",
      "signIns",
      "signInEventTypes/any(t:t eq 'servicePrincipal') and startswith(servicePrincipalName,'ConnectSyncProvisioning_MODERN')",
    );
    expect(found[0]).toMatchObject({
      servicePrincipalCredentialThumbprint: expect.stringMatching(/^[0-9A-F]{40}$/u) as string,
      clientCredentialType: "certificate",
      ipAddress: "198.51.100.7",
      userPrincipalName: null,
    });
    const filter = encodeURIComponent("startswith(displayName,'ConnectSyncProvisioning_MODERN')");
    const { body } = await sandbox.graph(app, `/v1.0/applications?$filter=${filter}`);
    const [key] = listAt(body, "value", 0, "keyCredentials");
    expect(at(found[0], "servicePrincipalCredentialThumbprint")).toBe(at(key, "customKeyIdentifier"));
  });

  test("what fails says by which error and which policy", async () => {
    await play("break", "mfa-blocks-sync");
    const from = now;
    await play("sync");
    await play("mend", "mfa-blocks-sync");
    const [failed] = await log(
      "beta",
      "signIns",
      `createdDateTime ge ${since(from)} and status/errorCode eq 50076 and signInEventTypes/any(t:t eq 'nonInteractiveUser')`,
    );
    expect(failed).toMatchObject({ conditionalAccessStatus: "failure" });
    expect(listAt(failed, "appliedConditionalAccessPolicies")).toContainEqual(
      expect.objectContaining({ result: "failure", enforcedGrantControls: ["Mfa"] }),
    );
  });
});

describe("the directory's audit log", () => {
  test("only who exports stands in it: it tells the active server", async () => {
    const from = now;
    await play("advance", "3h");
    const found = await log(
      "v1.0",
      "directoryAudits",
      `activityDateTime ge ${since(from)} and startswith(initiatedBy/user/userPrincipalName,'Sync_')`,
    );
    const names = new Set(found.map((one) => textAt(one, "initiatedBy", "user", "userPrincipalName")));
    expect([...names]).toEqual([expect.stringMatching(/^Sync_AADC-NEW_/u)]);
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found[0]).toMatchObject({
      activityDisplayName: "Update user",
      category: "UserManagement",
      result: "success",
    });
    const times = found.map((one) => Date.parse(textAt(one, "activityDateTime")));
    expect(times).toEqual([...times].sort((one, other) => other - one));
    for (const version of ["v1.0", "beta"]) {
      const one = await read(`/${version}/auditLogs/directoryAudits/${textAt(found[0], "id")}`);
      expect(one.body).toMatchObject({ id: textAt(found[0], "id") });
    }
  });

  test("pages of $top lead through all of it, each entry once", async () => {
    const all = await log("beta", "directoryAudits");
    const seen: unknown[] = [];
    let next: string | undefined = "/beta/auditLogs/directoryAudits?$top=4";
    while (next !== undefined && seen.length < 100) {
      const { body } = await read(next);
      seen.push(...listAt(body, "value").map((one) => at(one, "id")));
      const link = at(body, "@odata.nextLink");
      next = typeof link === "string" ? link.replace("https://graph.microsoft.com", "") : undefined;
    }
    const ids = all.map((one) => at(one, "id"));
    expect(seen).toEqual(ids.slice(0, seen.length));
    expect(seen.length).toBe(Math.min(100, ids.length));
  });

  test("changes through Graph are noted once, with who made them, without secrets", async () => {
    const json = {
      accountEnabled: true,
      displayName: "Somebody",
      mailNickname: "somebody",
      userPrincipalName: "somebody@contoso.onmicrosoft.com",
      passwordProfile: { password: "Correct-Horse-7" },
    };
    const created = await sandbox.graph(app, "/v1.0/users", { method: "POST", json });
    const id = textAt(created.body, "id");
    const url = "/v1.0/identity/conditionalAccess/policies/2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e203";
    now += 1100;
    expect((await sandbox.graph(app, url, { method: "PATCH", json: { state: "disabled" } })).status).toBe(204);
    const found = await log("v1.0", "directoryAudits", `targetResources/any(t:t/id eq '${id}')`);
    expect(found).toMatchObject([
      { activityDisplayName: "Add user", initiatedBy: { app: { displayName: "Entra Connect migration" } } },
    ]);
    expect(JSON.stringify(found)).not.toContain("Correct-Horse");
    const [policy] = await log(
      "v1.0",
      "directoryAudits",
      "startswith(activityDisplayName,'Update conditional access')",
    );
    expect(policy).toMatchObject({ category: "Policy", operationType: "Update" });
  });

  test.each([
    "initiatedBy/app/appId eq '0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60'",
    "initiatedBy/app/displayName eq 'Entra Connect migration'",
    "loggedByService eq 'Core Directory' and result eq 'success'",
    "category eq 'UserManagement' and activityDateTime le 2030-01-01T00:00:00Z",
  ])("can be asked: %s", async (filter) => {
    expect(await log("beta", "directoryAudits", filter)).not.toEqual([]);
  });
});

test("a month of two servers passes quickly, stays small, and shows thirty days and no more", async () => {
  const began = performance.now();
  await play("advance", "60d");
  const took = performance.now() - began;
  const size = JSON.stringify(await play("mend")).length;
  expect(size).toBeLessThan(20_000);
  // Generous, for shared machines; some 150 ms where nothing else runs.
  expect(took).toBeLessThan(3000);
  const oldest = await log("beta", "directoryAudits", undefined, "&$top=1&$orderby=activityDateTime%20asc");
  const age = now - START + 60 * 86_400_000 - (Date.parse(textAt(oldest[0], "activityDateTime")) - START);
  expect(Math.abs(age / 86_400_000 - 30)).toBeLessThan(1);
  const page = await log("beta", "signIns", "signInEventTypes/any(t:t eq 'nonInteractiveUser')");
  expect(page).toHaveLength(1000);
});

describe("refusals", () => {
  test("the sixth request within ten seconds", async () => {
    now += 20_000;
    const answers = [];
    for (let count = 0; count < 6; count += 1)
      answers.push(await sandbox.graph(app, "/v1.0/auditLogs/directoryAudits"));
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 429]);
    now += 20_000;
  });

  test("without the permission; with a query that is none", async () => {
    const reader = await sandbox.appToken(undefined, 1);
    expect((await read("/v1.0/auditLogs/signIns", reader)).status).toBe(403);
    const asked = async (query: string) => (await read(`/v1.0/auditLogs/signIns?${query}`)).status;
    expect(await asked("$top=1001")).toBe(400);
    expect(await asked("$orderby=appId")).toBe(400);
    expect(await asked(`$filter=${encodeURIComponent("signInEventTypes/any(t:t eq 'servicePrincipal')")}`)).toBe(400);
    expect(await asked(`$filter=${encodeURIComponent(`userPrincipalName eq '${"x".repeat(5000)}`)}`)).toBe(400);
    expect((await read("/v1.0/auditLogs/directoryAudits/nothing")).status).toBe(404);
  });

  test("a tenant without a premium licence has no sign-in log, and an audit log of a week", async () => {
    const dir = await folderWithTenant((tenant) => {
      consent(tenant, CLIENT, ["AuditLog.Read.All"], roleIdOf);
      tenant.subscribedSkus = [];
      tenant.directoryAudits = [1, 8].map((days) => ({
        id: `Directory_${days}`,
        activityDateTime: new Date(Date.now() - days * 86_400_000).toISOString(),
      }));
    });
    const free = await startTestSandbox({ dir });
    const token = await free.appToken();
    const refused = await free.graph(token, "/v1.0/auditLogs/signIns");
    expect([refused.status, at(refused.body, "error", "code")]).toEqual([
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
    ]);
    const { body } = await free.graph(token, "/v1.0/auditLogs/directoryAudits?$select=id");
    const ids = listAt(body, "value").map((one) => at(one, "id"));
    expect(ids).toContain("Directory_1");
    expect(ids).not.toContain("Directory_8");
    await free.close();
  });
});
