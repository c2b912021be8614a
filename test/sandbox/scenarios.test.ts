// The scenarios that come with the sandbox, and files of one's own.
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { buildSandboxState, loadScenario, SCENARIO_NAMES } from "../../src/sandbox/scenarios/known-scenarios.js";
import { removeFolder } from "../support/recorded-folder.js";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const dir = mkdtempSync(path.join(os.tmpdir(), "aadc-scenarios-"));
afterAll(() => {
  removeFolder(dir);
});

async function build(name: string) {
  return buildSandboxState(await loadScenario(name), NOW);
}

describe.each(SCENARIO_NAMES)("%s", (name) => {
  test("builds the same tenants every time", async () => {
    const [one, other] = [await build(name), await build(name)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test("every id that it refers to is there, and no id twice", async () => {
    const state = await build(name);
    for (const tenant of state.tenants) {
      const principals = [...tenant.users, ...tenant.groups, ...tenant.servicePrincipals].map((one) => one.id);
      expect(new Set(principals).size).toBe(principals.length);
      for (const one of [...tenant.roleAssignments, ...tenant.appRoleAssignments]) {
        expect(principals).toContain(one.principalId);
      }
      for (const access of tenant.health.access) expect(principals).toContain(access.principalId);
      for (const group of tenant.groups) for (const id of group.memberIds) expect(principals).toContain(id);
      for (const { identity } of tenant.onPremises.servers) {
        expect(principals).toContain(identity.kind === "legacy" ? identity.userId : identity.servicePrincipalId);
      }
    }
  });

  test("somebody can sign in to each tenant", async () => {
    const state = await build(name);
    for (const tenant of state.tenants) {
      expect(tenant.users.some((user) => state.signInUsers.includes(user.userPrincipalName))).toBe(true);
    }
  });
});

test("what each is there to show", async () => {
  const first = async (name: string) => (await build(name)).tenants[0];
  const fabrikam = await first("fabrikam-app");
  expect(fabrikam?.onPremises.servers.map((server) => server.identity.kind)).toEqual(["application", "application"]);
  expect(fabrikam?.onPremises.servers.map((server) => server.lastCycle?.succeeded)).toEqual([true, true]);
  const tailspin = await first("tailspin-free");
  expect([tailspin?.subscribedSkus, tailspin?.health.onboarded, tailspin?.securityDefaultsEnabled]).toEqual([
    [],
    false,
    true,
  ]);
  const northwind = await first("northwind-large");
  expect(northwind?.population).toMatchObject({ users: 500_000, usersWithProvisioningErrors: 50_000 });
  expect(northwind?.conditionalAccessPolicies).toHaveLength(200);
  const adatum = await build("adatum-msp");
  expect(adatum.tenants).toHaveLength(25);
  expect(new Set(adatum.tenants.map((tenant) => tenant.organization.id)).size).toBe(25);
  expect((await first("wingtip-usgov"))?.cloud).toBe("usgov");
  const rogue = await first("rogue-server");
  expect(rogue?.onPremises.servers.filter((server) => server.running && !server.staging)).toHaveLength(2);
  expect(rogue?.onPremises.servers.map((server) => server.lastCycle?.succeeded)).toEqual([true, true]);
});

describe("a file of one's own", () => {
  const write = (name: string, content: string) => {
    const file = path.join(dir, name);
    writeFileSync(file, content);
    return file;
  };

  test("in YAML, with a byte order mark and CRLF", async () => {
    const file = write(
      "own.yaml",
      "\uFEFFname: mine\r\ndescription: One tenant\r\ntenants:\r\n  - name: Mine\r\n    initialDomain: mine.onmicrosoft.com\r\n    people:\r\n      - { alias: me, name: Me, roles: [Global Administrator], signsIn: true }\r\n",
    );
    const state = await build(file);
    expect(state.scenario).toBe(file);
    expect(state.signInUsers).toEqual(["me@mine.onmicrosoft.com"]);
  });

  test.each([
    ["an unknown name", "no-such-scenario", "Known scenarios"],
    ["no such file", path.join(dir, "none.json"), "cannot be read"],
    ["not JSON", write("bad.json", "{"), "cannot be read"],
    ["another form", write("form.json", '{"name":"x","description":"x","tenants":[{"nam":1}]}'), "tenants.0"],
    [
      "a role that is not there",
      write(
        "role.json",
        '{"name":"x","description":"x","tenants":[{"name":"X","initialDomain":"x.onmicrosoft.com","people":[{"alias":"a","name":"A","roles":["Emperor"]}]}]}',
      ),
      "Emperor",
    ],
  ])("%s is refused with what is wrong", async (_what, name, message) => {
    const error = await build(name).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: "SandboxError", code: "usage" });
    const { message: said, remedy } = error as { message: string; remedy: string };
    expect(`${said} ${remedy}`).toContain(message);
  });
});

test("what a file may say besides: vaults, eligible roles, rights, agents, an application of one's own", async () => {
  const file = path.join(dir, "rich.json");
  const person = { alias: "me", name: "Me", roles: ["Global Administrator"], signsIn: true, health: "Owner" };
  const tenant = {
    name: "Rich",
    initialDomain: "rich.onmicrosoft.com",
    people: [
      person,
      { alias: "oncall", name: "On call", eligibleRoles: ["User Administrator"], perUserMfa: "enforced" },
    ],
    vaults: [{ name: "kv-rich", access: [{ who: "me", permissions: ["get", "set", "list"] }] }],
    authenticationAgents: [{ machine: "PTA01", address: "203.0.113.9", active: false }],
    appManagementPolicy: { isEnabled: true },
    synchronization: { quiet: true, deletionPrevention: "enabledForPercentage", deletionThreshold: 5 },
    servers: [
      {
        name: "SYNC1",
        version: "2.6.92.0",
        interval: "PT1H",
        identity: { kind: "application", machineIdentifier: "a1b2c3d4e5f6", ownApplication: "Our own application" },
      },
    ],
  };
  writeFileSync(file, JSON.stringify({ name: "rich", description: "Rich", tenants: [tenant] }));
  const built = (await build(file)).tenants[0];
  const [me, oncall] = built?.users ?? [];
  expect(built?.vaults).toEqual([
    { name: "kv-rich", access: [{ principalId: me?.id, permissions: ["get", "set", "list"] }] },
  ]);
  expect(built?.privilegedIdentity.schedules).toMatchObject([{ kind: "eligible", principalId: oncall?.id }]);
  expect(oncall?.perUserMfaState).toBe("enforced");
  expect(built?.health.access).toMatchObject([{ principalId: me?.id, role: "Owner" }]);
  expect(built?.onPremises).toMatchObject({
    isQuiet: true,
    authenticationAgents: [{ machineName: "PTA01.corp.rich.onmicrosoft.com", status: "inactive" }],
    servers: [{ interval: "PT1H", identity: { renewsCertificate: false } }],
  });
  expect(built?.servicePrincipals.some((one) => one.displayName === "Our own application")).toBe(true);
  expect(built?.synchronization.accidentalDeletionPrevention).toEqual({
    synchronizationPreventionType: "enabledForPercentage",
    alertThreshold: 5,
  });
});
