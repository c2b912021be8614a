// A redacted snapshot: no name is left in it, the same name has the same mask, and the same findings come of it.
import { describe, expect, test } from "vitest";
import { verdictsOn } from "../../src/commands/judge-snapshot.js";
import { readSnapshotText, redacted, snapshotText } from "../../src/commands/saved-snapshot.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Snapshot } from "../../src/sync/snapshot.js";
import { policyIn } from "../../src/tenant/policies.js";
import { EVERYTHING, NAMES } from "./every-field.js";
import { fact, snapshotOf } from "./healthy-snapshot.js";

const told = <T>(one: { readonly state: string; readonly value?: T }): T => {
  if (one.value === undefined) throw new Error("It is unknown.");
  return one.value;
};
const masked = redacted(EVERYTHING);

test.each(NAMES)("nothing is left of %s", (name) => {
  expect(snapshotText(EVERYTHING).toLowerCase()).toContain(name.toLowerCase());
  expect(snapshotText(masked).toLowerCase()).not.toContain(name.toLowerCase());
});

test("it says that it is redacted, and is read like any other", () => {
  expect(masked.redacted).toBe(true);
  expect(readSnapshotText(snapshotText(masked))).toEqual({ snapshot: masked });
});

test("what is redacted already stays readable when it is redacted again", () => {
  expect(redacted(masked).redacted).toBe(true);
});

test("figures, times, versions and words of the service stay", () => {
  for (const name of ["takenAt", "toolVersion", "cloud", "settings", "credentialPolicy", "writes"] as const) {
    if (name === "writes") expect(told(masked.writes).bursts[0]?.writes).toBe(9);
    else expect(masked[name]).toEqual(EVERYTHING[name]);
  }
  expect(told(masked.lastExport)).toMatchObject({ clientVersion: "2.6.92.0", interval: "PT30M" });
  expect(told(masked.deletedObjects).days).toEqual(told(EVERYTHING.deletedObjects).days);
  expect(told(masked.provisioningErrors)).toMatchObject({ total: 1, fingerprints: "AAECAw==" });
  expect(masked.organization.value.servicePlans).toEqual(EVERYTHING.organization.value.servicePlans);
});

test("sync identities keep their form, so that the server in their name is still told", () => {
  const { machineName, serviceAccount } = told(masked.lastExport) ?? {};
  expect(machineName).toMatch(/^SERVER-\d+\.domain-\d+\.example$/);
  expect(serviceAccount).toMatch(/^Sync_SERVER-\d+_[0-9a-f]{12}@domain-\d+\.onmicrosoft\.com$/);
  expect(serviceAccount).toContain(`_${machineName?.split(".")[0] ?? ""}_`);
  expect(told(masked.syncApplications)[0]?.displayName).toMatch(/^ConnectSyncProvisioning_SERVER-\d+_[0-9a-f]{12}$/);
  expect(told(masked.healthServers)[0]?.machineName).toBe(machineName?.split(".")[0]);
});

test("the same name has the same mask everywhere, in small letters too", () => {
  const holder = told(masked.roleHolders)[0];
  expect(holder?.userPrincipalName).toBe(told(masked.lastExport)?.serviceAccount);
  expect(holder?.principalId).toBe(told(masked.people)[0]?.userId);
  expect(holder?.principalId).toBe(told(masked.signIns).identities[0]?.identityId);
  expect(told(masked.domains)[0]?.name).toBe(masked.organization.value.domains[1]?.name);
});

test("roles and applications that are the same in every tenant keep their ids and names", () => {
  expect(told(masked.roleHolders)[0]?.roleDefinitionId).toBe("d29b2b05-8046-44ba-8758-1e26182fcf32");
  expect(told(masked.serviceAccounts).accounts[0]?.roles[0]).toBe("Hybrid Identity Administrator");
});

test("what nobody has said to be harmless is dropped", () => {
  const text = snapshotText(EVERYTHING).replace('"takenBy": {', '"secretName": "Kim", "takenBy": { "nick": "Kim",');
  const read = readSnapshotText(text);
  if ("why" in read) throw new Error(read.why);
  expect(snapshotText(read.snapshot)).toContain("Kim");
  expect(snapshotText(redacted(read.snapshot))).not.toContain("Kim");
});

test.each([
  ["the reason names a host", "proxy.corp.contoso.net refused the connection.", "proxy.corp"],
  ["the reason names an address", "Connection to 198.51.100.9 failed.", "198.51.100.9"],
  ["the reason names a person", "Ask kim@contoso.com for it.", "kim@"],
  ["the reason names an object", "No object 11111111-2222-4333-8444-555555555555.", "11111111-"],
  ["the reason names the tenant within a word", "The key of ContosoVault is gone.", "Contoso"],
  ["the reason names a server within a name", "The agent AADC-NEW_7 is gone.", "AADC-NEW"],
  ["the reason names a server of the snapshot", "The server aadc-new is not there.", "aadc-new"],
])("%s", (_what, reason, name) => {
  const { agents } = redacted(
    snapshotOf({ agents: unknown(reason, "Grant Policy.Read.All on graph.microsoft.com at 10:40:00.") }),
  );
  expect(JSON.stringify(agents)).not.toContain(name);
  expect(agents).toMatchObject({ remedy: "Grant Policy.Read.All on graph.microsoft.com at 10:40:00." });
});

test("a request in a source names nobody, in whichever letters", () => {
  const one = { ...snapshotOf(), domains: known([], { request: "GET /v1.0/users/kim%40contoso.com/memberOf" }) };
  expect(snapshotText(redacted(one))).not.toMatch(/kim/);
});

test("a time that is none does not carry anything out, and stays none", () => {
  expect(redacted(snapshotOf({ lastPasswordSync: fact("Contoso") })).lastPasswordSync).toMatchObject({
    value: "no time",
  });
});

describe("a policy", () => {
  const user = { ...person(), name: "Sync_AADC-NEW_0123456789ab@contoso.onmicrosoft.com" };
  const withPolicy = (conditions: object, more: object = {}): Snapshot => {
    const policy = policyIn({
      id: "0a000000-0000-4000-8000-00000000000f",
      displayName: "Contoso MFA",
      state: "enabled",
      conditions: { applications: { includeApplications: ["All"] }, clientAppTypes: ["all"], ...conditions },
      grantControls: { operator: "OR", builtInControls: ["mfa"] },
      ...more,
    });
    if (policy === undefined) throw new Error("It is no policy.");
    return snapshotOf({
      policies: fact([policy]),
      people: fact([user]),
      roleHolders: fact([
        {
          principalId: "4e3a2bd8-6c51-4f0a-9d27-000000000003",
          roleDefinitionId: "d29b2b05-8046-44ba-8758-1e26182fcf32",
          type: "user",
          displayName: null,
          userPrincipalName: user.name,
          enabled: true,
        },
      ]),
    });
  };
  const outcome = (snapshot: Snapshot) => {
    const [identity] = told(verdictsOn(snapshot, { failOn: "error", allowUnknown: [] }).identities);
    return [identity?.boundBy.length, identity?.perhapsBoundBy.length];
  };
  const ALL = { includeUsers: ["All"] };

  test.each<[string, object, object?]>([
    ["binds everybody", { users: ALL }],
    ["binds the role", { users: { includeRoles: ["d29b2b05-8046-44ba-8758-1e26182fcf32"] } }],
    ["excludes the user by its id", { users: { ...ALL, excludeUsers: ["4e3a2bd8-6c51-4f0a-9d27-000000000003"] } }],
    ["excludes a group that it is in", { users: { ...ALL, excludeGroups: ["4e3a2bd8-6c51-4f0a-9d27-000000000008"] } }],
    ["binds another group", { users: { includeGroups: ["4e3a2bd8-6c51-4f0a-9d27-0000000000ff"] } }],
    [
      "is about another application",
      { users: ALL, applications: { includeApplications: ["12345678-0000-4000-8000-00000000000f"] } },
    ],
    [
      "is about Microsoft Graph",
      { users: ALL, applications: { includeApplications: ["00000003-0000-0000-c000-000000000000"] } },
    ],
    ["hangs on a place", { users: ALL, locations: { includeLocations: ["0a000000-0000-4000-8000-0000000000aa"] } }],
    [
      "is for devices by name",
      {
        users: ALL,
        devices: {
          deviceFilter: { mode: "include", rule: 'device.displayName -startsWith "CONTOSO-" and -not broken' },
        },
      },
    ],
    [
      "is for all but some devices",
      { users: ALL, devices: { deviceFilter: { mode: "exclude", rule: 'device.extensionAttribute1 -ne "Contoso"' } } },
    ],
    ["has a condition that is not known yet", { users: ALL, contosoWeather: { place: "Contoso City", rain: true } }],
    ["has an unknown form", { users: { includeUsers: "Contoso" } }],
    ["has an unknown state", { users: ALL }, { state: "futureState" }],
    ["asks for a strength", { users: ALL }, { grantControls: { authenticationStrength: { displayName: "Contoso" } } }],
  ])("that %s does so when it is redacted, and names nothing", (_what, conditions, more) => {
    const snapshot = withPolicy(conditions, more);
    const text = snapshotText(redacted(snapshot));
    expect(outcome(redacted(snapshot))).toEqual(outcome(snapshot));
    expect(text.replaceAll("contosoWeather", "")).not.toMatch(/contoso|0a000000|4e3a2bd8|12345678/i);
  });
});

function person() {
  const memberships = fact({ groupIds: ["4e3a2bd8-6c51-4f0a-9d27-000000000008"], roleIds: [] });
  return {
    userId: "4e3a2bd8-6c51-4f0a-9d27-000000000003",
    roleIds: ["d29b2b05-8046-44ba-8758-1e26182fcf32"],
    memberships,
    guest: false,
  };
}
