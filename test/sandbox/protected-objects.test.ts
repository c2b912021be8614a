// Who may act on users who hold roles: a table of actors, targets and actions, each through HTTP.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { giveRoles, grantOnly, principalOfClient } from "./granted.js";
import { startWithTenant } from "./prepared-tenant.js";
import { type TestSandbox, textAt } from "./sandbox-client.js";

const PERMISSIONS = [
  "User.ReadWrite.All",
  "User.DeleteRestore.All",
  "User-PasswordProfile.ReadWrite.All",
  "Directory.AccessAsUser.All",
];
const PASSWORD = { passwordProfile: { password: "Another-Horse-8" } };

/** Users of every kind of protection, by their alias. */
const TARGETS = {
  plain: [],
  reader: [ROLE.directoryReaders],
  helper: [ROLE.helpdeskAdministrator],
  syncs: [ROLE.directorySynchronizationAccounts],
  hybrid: [ROLE.hybridIdentityAdministrator, ROLE.directoryReaders],
  boss: [ROLE.globalAdministrator],
  member: [],
} as const;

function prepare(tenant: TenantState, admin: readonly string[], app: readonly string[]): void {
  grantOnly(tenant, 0, PERMISSIONS);
  grantOnly(tenant, 1, ["User.EnableDisableAccount.All", "User.Read.All"]);
  const [first] = tenant.users;
  if (first === undefined) throw new Error("The scenario has no users.");
  giveRoles(tenant, first.id, admin);
  giveRoles(tenant, principalOfClient(tenant, 0), app);
  Object.entries(TARGETS).forEach(([alias, roles], index) => {
    const id = `00000000-0000-4000-8000-00000000000${index}`;
    tenant.users.push({ ...structuredClone(first), id, userPrincipalName: `${alias}@contoso.onmicrosoft.com` });
    giveRoles(tenant, id, roles);
    if (alias !== "member") return;
    const group = tenant.groups[0];
    if (group === undefined) throw new Error("The scenario has no group.");
    group.isAssignableToRole = true;
    group.memberIds.push(id);
  });
}

type Action = readonly [name: string, method: "PATCH" | "DELETE" | "POST", path: string, json: object | undefined];
const DISABLE: Action = ["disable", "PATCH", "", { accountEnabled: true }];
const RESET: Action = ["reset", "PATCH", "", PASSWORD];
const RENAME: Action = ["write the display name of", "PATCH", "", { displayName: "x" }];
const REVOKE: Action = ["revoke", "POST", "/revokeSignInSessions", undefined];

/** Which targets may be acted on; the others answer 403. */
const TABLE: readonly (readonly [who: string, admin: readonly string[], app: readonly string[], allowed: object])[] = [
  [
    "a user with User Administrator",
    [ROLE.userAdministrator],
    [],
    {
      disable: ["plain", "reader", "helper"],
      reset: ["plain", "reader", "helper"],
      "write the display name of": Object.keys(TARGETS),
      revoke: ["plain", "reader", "helper"],
    },
  ],
  [
    "a user with Authentication Administrator",
    [ROLE.authenticationAdministrator],
    [],
    {
      disable: ["plain", "reader"],
      reset: ["plain", "reader"],
      "write the display name of": Object.keys(TARGETS),
      revoke: ["plain", "reader"],
    },
  ],
  [
    "a user with Helpdesk Administrator",
    [ROLE.helpdeskAdministrator],
    [],
    {
      disable: [],
      reset: ["plain", "reader", "helper"],
      "write the display name of": [],
      revoke: ["plain", "reader", "helper"],
    },
  ],
  [
    "a user with Privileged Authentication Administrator",
    [ROLE.privilegedAuthenticationAdministrator],
    [],
    {
      disable: Object.keys(TARGETS),
      reset: Object.keys(TARGETS),
      "write the display name of": Object.keys(TARGETS),
      revoke: Object.keys(TARGETS),
    },
  ],
  ["a user without a role", [], [], { disable: [], reset: [], "write the display name of": [], revoke: [] }],
];

describe.each(TABLE)("%s", (_, adminRoles, appRoles, allowed) => {
  let sandbox: TestSandbox;
  let admin: string;
  beforeAll(async () => {
    sandbox = await startWithTenant((tenant) => {
      prepare(tenant, adminRoles, appRoles);
    });
    admin = await sandbox.userToken();
  });
  afterAll(() => sandbox.close());
  test.each([DISABLE, RESET, RENAME, REVOKE])("may %s only whom the table says", async (name, method, path, json) => {
    const done: string[] = [];
    for (const alias of Object.keys(TARGETS)) {
      const url = `/v1.0/users/${alias}@contoso.onmicrosoft.com${path}`;
      const { status } = await sandbox.graph(admin, url, json === undefined ? { method } : { method, json });
      if (status !== 403) expect([200, 204]).toContain(status);
      if (status !== 403) done.push(alias);
    }
    expect(done).toEqual((allowed as Readonly<Record<string, readonly string[]>>)[name]);
  });
});

describe("an application", () => {
  test.each([
    ["without a role", [], ["plain"], ["plain"]],
    ["with User Administrator", [ROLE.userAdministrator], ["plain", "reader", "helper"], ["plain", "reader", "helper"]],
    [
      "with Privileged Authentication Administrator",
      [ROLE.privilegedAuthenticationAdministrator],
      Object.keys(TARGETS),
      Object.keys(TARGETS),
    ],
  ])("%s, whatever its permissions", async (_, roles, disabled, deleted) => {
    const sandbox = await startWithTenant((tenant) => {
      prepare(tenant, [], roles);
    });
    try {
      const app = await sandbox.appToken();
      const weak = await sandbox.appToken(undefined, 1);
      const done: string[] = [];
      for (const alias of Object.keys(TARGETS)) {
        const url = `/v1.0/users/${alias}@contoso.onmicrosoft.com`;
        const { status } = await sandbox.graph(app, url, { method: "PATCH", json: { accountEnabled: false } });
        if (status === 204) done.push(alias);
        const other = await sandbox.graph(weak, url, { method: "PATCH", json: { accountEnabled: false } });
        expect(other.status).toBe(alias === "plain" ? 204 : 403);
      }
      expect(done).toEqual(disabled);
      const gone: string[] = [];
      for (const alias of Object.keys(TARGETS)) {
        const url = `/v1.0/users/${alias}@contoso.onmicrosoft.com`;
        if ((await sandbox.graph(app, url, { method: "DELETE" })).status === 204) gone.push(alias);
      }
      expect(gone).toEqual(deleted);
    } finally {
      await sandbox.close();
    }
  });

  test("with permission to switch accounts may do nothing else", async () => {
    const sandbox = await startWithTenant((tenant) => {
      prepare(tenant, [], []);
    });
    try {
      const weak = await sandbox.appToken(undefined, 1);
      const url = "/v1.0/users/plain@contoso.onmicrosoft.com";
      for (const json of [{ displayName: "x" }, PASSWORD, { accountEnabled: false, displayName: "x" }]) {
        expect((await sandbox.graph(weak, url, { method: "PATCH", json })).status).toBe(403);
      }
      expect((await sandbox.graph(weak, url, { method: "PATCH", json: { accountEnabled: false } })).status).toBe(204);
      expect((await sandbox.graph(weak, url, { method: "DELETE" })).status).toBe(403);
    } finally {
      await sandbox.close();
    }
  });
});

test.each([
  ["without the scope Directory.AccessAsUser.All", PERMISSIONS.slice(0, 3), 403],
  ["with it", PERMISSIONS, 204],
])("a Global Administrator deletes and restores a role holder %s", async (_, permissions, status) => {
  const sandbox = await startWithTenant((tenant) => {
    prepare(tenant, [ROLE.globalAdministrator], []);
    grantOnly(tenant, 0, permissions);
  });
  try {
    const admin = await sandbox.userToken();
    const url = "/v1.0/users/syncs@contoso.onmicrosoft.com";
    const id = textAt((await sandbox.graph(admin, url)).body, "id");
    expect((await sandbox.graph(admin, url, { method: "DELETE" })).status).toBe(status);
    if (status !== 204) return;
    const restore = `/v1.0/directory/deletedItems/${id}/restore`;
    expect((await sandbox.graph(await sandbox.appToken(), restore, { method: "POST" })).status).toBe(403);
    expect((await sandbox.graph(admin, restore, { method: "POST" })).status).toBe(200);
  } finally {
    await sandbox.close();
  }
});
