// Each breakage shows where an operator would find it, and mending restores what was.
import { cp, mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { doInSandbox, resetSandbox, sandboxStatus } from "../../src/sandbox/control.js";
import { publishedPermissions } from "../../src/sandbox/laws/first-party.js";
import { BREAKAGE_KINDS } from "../../src/sandbox/on-premises/breakages.js";
import { removeFolder } from "../support/recorded-folder.js";
import { signInsOf } from "./people-signing-in.js";
import { ARM_SCOPE, at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";
import { consent, folderWithTenant } from "./tenant-at-start.js";

const SYNC_ACCOUNTS = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const MEMBERS =
  "/providers/Microsoft.ADHybridHealthService/services/AadSyncService-contoso.onmicrosoft.com/servicemembers?api-version=2014-01-01";
const roleIdOf = (permission: string) => publishedPermissions(GRAPH).find((one) => one.value === permission)?.roleId;

let now = Date.parse("2026-11-22T04:00:00Z");
let sandbox: TestSandbox;

let template: string;

/** Contoso after its swap, with a second server in staging mode beside the active one, under an application. */
beforeAll(async () => {
  template = await folderWithTenant(
    (tenant) => {
      consent(tenant, CLIENT, ["AuditLog.Read.All", "Policy.Read.HybridAuthentication"], roleIdOf);
      for (const policy of tenant.conditionalAccessPolicies) {
        const users = at(policy, "conditions", "users") as Record<string, unknown>;
        users["excludeRoles"] = [SYNC_ACCOUNTS];
      }
    },
    { wallClock: () => now },
  );
  const first = await startTestSandbox({ dir: template, wallClock: () => now });
  for (const words of [
    ["swap", "AADC-OLD", "AADC-NEW"],
    ["install-server", "APP", "--version", "2.6.92.0", "--staging", "--pta"],
    ["sync"],
  ]) {
    await doInSandbox(template, words);
  }
  await first.running.stop();
  await first.agent.destroy();
});
afterAll(() => {
  removeFolder(template);
});
beforeEach(async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "aadc-sandbox-"));
  await cp(template, dir, { recursive: true });
  sandbox = await startTestSandbox({ dir, wallClock: () => now });
  return () => sandbox.close();
});

const play = (...words: string[]) => doInSandbox(sandbox.dir, words);
const told = async (...words: string[]) => listAt(await play(...words), "result").join("\n");

async function graph(path: string, as: "app" | "user" = "app") {
  now += 2100;
  const token = as === "app" ? await sandbox.appToken() : await sandbox.userToken();
  const answer = await sandbox.graph(token, path);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const configuration = async () =>
  at(await graph("/beta/directory/onPremisesSynchronization", "user"), "value", 0, "configuration");
const exporter = async () => at(await configuration(), "currentExportData", "clientMachineName");
const lastSync = async () => textAt(await graph("/v1.0/organization"), "value", 0, "onPremisesLastSyncDateTime");
const sync = async (server: string) => (await told("sync")).split("\n").find((line) => line.startsWith(server)) ?? "";
const keyed = (path: string, filter: string) => graph(`${path}?$filter=${encodeURIComponent(filter)}`);
const members = async () => {
  const { body } = await sandbox.arm(await sandbox.userToken(ARM_SCOPE), MEMBERS);
  return listAt(body, "value");
};
const application = async () =>
  at(await keyed("/v1.0/applications", "startswith(displayName,'ConnectSyncProvisioning_APP')"), "value", 0);

/** What to look at, by kind; the words after the kind; and what shows that it is broken. */
const CASES: readonly (readonly [
  kind: string,
  words: readonly string[],
  look: () => Promise<unknown>,
  broken: (found: unknown) => void,
])[] = [
  ["mfa-blocks-sync", [], () => sync("AADC-NEW").then(outcomeOf), (line) => expect(line).toContain("AADSTS50076")],
  [
    "security-defaults-on",
    [],
    async () => {
      const { body } = await sandbox.graph(await sandbox.appToken(), "/v1.0/identity/conditionalAccess/policies");
      now += 1100;
      return listAt(body, "value").map((one) => at(one, "state"));
    },
    (states) => expect(states).toEqual([]),
  ],
  [
    "password-sync-off",
    [],
    async () =>
      at(
        await graph("/beta/directory/onPremisesSynchronization", "user"),
        "value",
        0,
        "features",
        "passwordSyncEnabled",
      ),
    (flag) => expect(flag).toBe(false),
  ],
  [
    "deletion-threshold",
    [],
    async () => {
      await told("sync");
      return at(await configuration(), "currentExportData", "pendingObjectsDeletion");
    },
    (pending) => expect(pending).toBe(500),
  ],
  [
    "domain-federated",
    ["contoso.com"],
    async () =>
      at(
        listAt(await graph("/v1.0/domains"), "value").find((one) => at(one, "id") === "contoso.com"),
        "authenticationType",
      ),
    (type) => expect(type).toBe("Federated"),
  ],
  [
    "certificate-expiring",
    [],
    async () => at(await application(), "keyCredentials", 0, "endDateTime"),
    (end) => expect((Date.parse(String(end)) - now) / 86_400_000).toBeCloseTo(5, 1),
  ],
  [
    "rogue-credential-on-app",
    ["APP"],
    async () => listAt(await application(), "passwordCredentials").length,
    (count) => expect(count).toBe(1),
  ],
  [
    "sync-account-disabled",
    ["APP"],
    () => sync("APP").then(outcomeOf),
    (line) => expect(line).toContain("AADSTS7000112"),
  ],
  ["identity-deleted", ["APP"], () => sync("APP").then(outcomeOf), (line) => expect(line).toContain("AADSTS700016")],
  ["sync-service-disabled", [], () => sync("APP").then(outcomeOf), (line) => expect(line).toContain("AADSTS500014")],
  [
    "health-agent-disabled",
    ["AADC-NEW"],
    async () =>
      at(
        (await members()).find((one) => at(one, "machineName") === "AADC-NEW"),
        "disabled",
      ),
    (flag) => expect(flag).toBe(true),
  ],
  [
    "health-entry-duplicated",
    ["AADC-NEW"],
    async () => (await members()).filter((one) => at(one, "machineName") === "AADC-NEW").length,
    (count) => expect(count).toBe(2),
  ],
  [
    "only-pta-agent-on-old",
    ["AADC-NEW"],
    async () =>
      listAt(await graph("/beta/onPremisesPublishingProfiles/authentication/agents", "user"), "value").map((one) =>
        at(one, "machineName"),
      ),
    (names) => expect(names).toEqual(["AADC-NEW.corp.contoso.com"]),
  ],
  [
    "duplicate-attributes",
    [],
    async () => {
      const path = "/v1.0/users?$select=onPremisesProvisioningErrors";
      return listAt(await graph(path), "value").flatMap((one) => listAt(one, "onPremisesProvisioningErrors"));
    },
    (errors) =>
      expect(errors).toMatchObject([
        { category: "PropertyConflict", propertyCausingError: "ProxyAddress", value: "SMTP:ada.brandt@contoso.com" },
      ]),
  ],
  [
    "two-active",
    ["APP"],
    async () => {
      const seen = new Set<unknown>();
      for (let count = 0; count < 4; count += 1) {
        await play("advance", "16m");
        seen.add(await exporter());
      }
      return [...seen].sort();
    },
    (names) => expect(names).toEqual(["AADC-NEW", "APP"]),
  ],
  ["none-active", [], hasSyncedSince, (moved) => expect(moved).toBe(false)],
  ["scheduler-suspended", [], hasSyncedSince, (moved) => expect(moved).toBe(false)],
  ["sync-service-stopped", ["AADC-NEW"], hasSyncedSince, (moved) => expect(moved).toBe(false)],
  [
    "quiet-tenant",
    [],
    async () => {
      const from = new Date(Math.floor(now / 1000) * 1000 + 1000).toISOString();
      now += 5000;
      await told("sync");
      const found = await keyed("/v1.0/auditLogs/directoryAudits", `activityDateTime ge ${from}`);
      return listAt(found, "value").length > 0;
    },
    (hasEntries) => expect(hasEntries).toBe(false),
  ],
  [
    "audit-lag",
    ["30m"],
    async () => {
      const from = new Date(Math.floor(now / 1000) * 1000 + 1000).toISOString();
      now += 5000;
      await told("sync");
      const found = await keyed("/v1.0/auditLogs/directoryAudits", `activityDateTime ge ${from}`);
      return listAt(found, "value").length > 0;
    },
    (hasEntries) => expect(hasEntries).toBe(false),
  ],
  ["device-code-ignored", [], () => signInsOf(sandbox), (found) => expect(found).toEqual([70016, "token"])],
  ["consent-declined", [], () => signInsOf(sandbox), (found) => expect(found).toEqual([65004, 65004])],
  ["sign-in-blocked", [], () => signInsOf(sandbox), (found) => expect(found).toEqual([53003, 53003])],
  ["device-code-blocked", [], () => signInsOf(sandbox), (found) => expect(found).toEqual([53003, "token"])],
];

/** A sentence of `sync` without its moment. */
function outcomeOf(line: string): string {
  return line.replace(/ at \S+:/u, "");
}

async function hasSyncedSince(): Promise<boolean> {
  const before = await lastSync();
  await play("advance", "2h");
  return (await lastSync()) > before;
}

describe("breakages", () => {
  test("every kind is tested here", () => {
    expect(CASES.map(([kind]) => kind).sort()).toEqual(Object.keys(BREAKAGE_KINDS).sort());
  });

  test.each(CASES)("%s: shows, and is mended", async (kind, words, look, broken) => {
    const before = await look();
    const done = await play("break", kind, ...words);
    expect(listAt(done, "breakages")).toMatchObject([{ kind }]);
    broken(await look());
    await expect(play("break", kind, ...words)).rejects.toMatchObject({
      code: "failed",
      remedy: expect.stringContaining(`mend ${kind}`) as string,
    });
    const mended = await play("mend", kind);
    expect(listAt(mended, "breakages")).toEqual([]);
    expect(await look()).toEqual(before);
    await expect(play("mend", kind)).rejects.toMatchObject({ code: "failed" });
  });
});

describe("what a breakage of servers can be made of", () => {
  async function untouched(): Promise<TestSandbox> {
    const dir = await folderWithTenant(
      (tenant) => {
        consent(tenant, CLIENT, ["Policy.Read.HybridAuthentication"], roleIdOf);
      },
      { wallClock: () => now },
    );
    return startTestSandbox({ dir, wallClock: () => now });
  }

  test("none-active stops a server whose wizard cannot sign in, its agent with it, and mending starts both", async () => {
    const old = await untouched();
    const agent = async () => {
      now += 2100;
      const path = "/beta/onPremisesPublishingProfiles/authentication/agents";
      const agents = listAt((await old.graph(await old.userToken(), path)).body, "value");
      return at(
        agents.find((one) => textAt(one, "machineName").startsWith("AADC-OLD")),
        "status",
      );
    };
    await doInSandbox(old.dir, ["install-agent", "AADC-OLD"]);
    expect(await agent()).toBe("active");
    const done = await doInSandbox(old.dir, ["break", "none-active"]);
    expect(listAt(done, "servers")[0]).toMatchObject({ name: "AADC-OLD", running: false, staging: false });
    expect(await agent()).toBe("inactive");
    const mended = await doInSandbox(old.dir, ["mend", "none-active"]);
    expect(listAt(mended, "servers")[0]).toMatchObject({ running: true, staging: false });
    expect(await agent()).toBe("active");
    await old.close();
  });

  test("two-active takes no server that the service refuses", async () => {
    await expect(play("break", "two-active", "AADC-OLD")).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining("APP") as string,
      remedy: expect.stringContaining("install-server") as string,
    });
    await play("uninstall-server", "APP");
    await expect(play("break", "two-active")).rejects.toMatchObject({ code: "failed" });
  });

  test("a server that two-active starts brings its agent along", async () => {
    await play("stop-server", "APP");
    await play("break", "two-active", "APP");
    const path = "/beta/onPremisesPublishingProfiles/authentication/agents";
    const agents = listAt(await graph(path, "user"), "value");
    expect(agents.filter((one) => textAt(one, "machineName").startsWith("APP."))).toMatchObject([{ status: "active" }]);
    await play("mend", "two-active");
    const after = listAt(await graph(path, "user"), "value");
    expect(after.filter((one) => textAt(one, "machineName").startsWith("APP."))).toMatchObject([
      { status: "inactive" },
    ]);
  });
});

test("a legacy identity that was deleted comes back with its role", async () => {
  await play("break", "identity-deleted", "AADC-NEW");
  expect(await sync("AADC-NEW")).toContain("AADSTS50034");
  await play("mend", "identity-deleted");
  expect(await sync("AADC-NEW")).toContain("cycle done");
});

test("an application that was deleted comes back with its app role when Graph restores both its objects", async () => {
  await sandbox.close();
  const dir = await folderWithTenant(
    (tenant) => {
      consent(tenant, CLIENT, ["Application.ReadWrite.All", "Directory.Read.All"], roleIdOf);
    },
    { scenario: "fabrikam-app", wallClock: () => now },
  );
  sandbox = await startTestSandbox({ dir, wallClock: () => now });
  const servers = listAt(await play("sync"), "servers");
  const server = textAt(servers[0], "name");
  expect(await sync(server)).toContain("cycle done");
  await play("break", "identity-deleted", server);
  const token = await sandbox.appToken();
  for (const type of ["application", "servicePrincipal"]) {
    now += 1100;
    const deleted = await sandbox.graph(token, `/v1.0/directory/deletedItems/microsoft.graph.${type}`);
    const id = textAt(deleted.body, "value", 0, "id");
    const restored = await sandbox.graph(token, `/v1.0/directory/deletedItems/${id}/restore`, { method: "POST" });
    expect(restored.status).toBe(200);
  }
  now += 60_000;
  expect(await sync(server)).toContain("cycle done");
});

test("a certificate that nobody renews runs out", async () => {
  await play("break", "certificate-expiring");
  await play("advance", "6d");
  expect(await sync("APP")).toContain("AADSTS700027");
});

test("several of a kind are told apart by name; without a kind, what there is", async () => {
  expect(await told("break")).toContain("two-active [SERVER]: ");
  expect(await told("mend")).toBe("nothing is broken");
  await play("break", "sync-account-disabled", "AADC-NEW");
  await play("break", "sync-account-disabled", "app");
  await expect(play("mend", "sync-account-disabled")).rejects.toMatchObject({ code: "usage" });
  expect(await told("mend")).toMatch(/sync-account-disabled AADC-NEW, since .*\nsync-account-disabled APP, since /u);
  await play("mend", "sync-account-disabled", "app");
  await play("mend", "sync-account-disabled");
  expect(await told("mend")).toBe("nothing is broken");
});

test("a lag passes: late entries do appear", async () => {
  await play("break", "audit-lag", "30m");
  const from = new Date(Math.floor(now / 1000) * 1000 + 1000).toISOString();
  now += 5000;
  await told("sync");
  await play("advance", "31m");
  const found = await keyed("/v1.0/auditLogs/directoryAudits", `activityDateTime ge ${from}`);
  expect(listAt(found, "value")).not.toEqual([]);
});

test("what is broken outlives a restart, and status tells of it", async () => {
  await play("break", "quiet-tenant");
  const { dir } = sandbox;
  await sandbox.running.stop();
  sandbox = await startTestSandbox({ dir, wallClock: () => now });
  expect(await told("mend")).toContain("quiet-tenant");
  expect(await sandboxStatus(dir)).toMatchObject({ breakages: [{ kind: "quiet-tenant", name: null }] });
  await resetSandbox(dir);
  expect(await told("mend")).toBe("nothing is broken");
});
