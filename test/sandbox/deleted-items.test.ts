// What was deleted: listed, read, restored and removed for good, for thirty days.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLE } from "../../src/sandbox/laws/directory-roles.js";
import { giveRoles, grantOnly, principalOfClient } from "./granted.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const VERSIONS = ["v1.0", "beta"] as const;
const DAY = 86_400_000;
const ITEMS = "directory/deletedItems";

let sandbox: TestSandbox;
let now = Date.now();
let app: string;
let users: string;
let made: Readonly<Record<"application" | "servicePrincipal" | "group", string>>;

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      grantOnly(tenant, 0, [
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Group.ReadWrite.All",
        "Application.ReadWrite.All",
      ]);
      grantOnly(tenant, 1, ["User.Read.All", "User.DeleteRestore.All"]);
      giveRoles(tenant, principalOfClient(tenant, 0), [ROLE.globalAdministrator]);
      const [application] = tenant.applications;
      const [group] = tenant.groups;
      const principal = tenant.servicePrincipals.find((one) => one.appId === application?.appId);
      if (application === undefined || group === undefined || principal === undefined)
        throw new Error("Too few objects.");
      const deletedDateTime = new Date(now - DAY).toISOString();
      const appId = "3d1f7a52-5d0e-4a6b-9a55-0c2d7f1e8b90";
      for (const index of [1, 2, 3]) {
        const id = `${index}0000000-0000-4000-8000-00000000000`;
        const named = { displayName: `Old ${index}` };
        tenant.deletedApplications.push({
          deletedDateTime,
          application: { ...structuredClone(application), ...named, appId, id: `${id}1` },
        });
        tenant.deletedServicePrincipals.push({
          deletedDateTime,
          servicePrincipal: { ...structuredClone(principal), ...named, appId, id: `${id}2` },
        });
        tenant.deletedGroups.push({
          deletedDateTime,
          group: { ...structuredClone(group), ...named, id: `${id}3`, memberIds: [] },
        });
      }
    },
    { wallClock: () => now },
  );
  [app, users] = await Promise.all([sandbox.appToken(), sandbox.appToken(undefined, 1)]);
  const id = "00000000-0000-4000-8000-00000000000";
  made = { application: `1${id.slice(1)}1`, servicePrincipal: `1${id.slice(1)}2`, group: `1${id.slice(1)}3` };
});
afterAll(() => sandbox.close());

async function deletedUser(version: string, alias: string): Promise<string> {
  const { body } = await sandbox.graph(app, `/${version}/users`, { method: "POST", json: newUser(alias) });
  const id = textAt(body, "id");
  expect((await sandbox.graph(app, `/${version}/users/${id}`, { method: "DELETE" })).status).toBe(204);
  return id;
}

const newUser = (alias: string) => ({
  accountEnabled: true,
  displayName: alias,
  mailNickname: alias,
  userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
  passwordProfile: { password: "Correct-Horse-7" },
});

describe.each(VERSIONS)("%s", (version) => {
  test("a deleted user bears its id in its name, until it is restored", async () => {
    const alias = `gone-${version.charAt(0)}`;
    const id = await deletedUser(version, alias);
    const name = `${id.replaceAll("-", "")}${alias}@contoso.onmicrosoft.com`;
    const list = `/${version}/${ITEMS}/microsoft.graph.user?$select=userPrincipalName,deletedDateTime&$filter=`;
    const found = await sandbox.graph(users, `${list}startswith(userPrincipalName,'${id.replaceAll("-", "")}')`);
    expect(listAt(found.body, "value")).toMatchObject([{ userPrincipalName: name }]);
    expect(at(found.body, "value", 0)).not.toHaveProperty("id");
    expect(typeof at(found.body, "value", 0, "deletedDateTime")).toBe("string");
    const byName = await sandbox.graph(users, `${list}userPrincipalName eq '${alias}@contoso.onmicrosoft.com'`);
    expect(listAt(byName.body, "value")).toEqual([]);
    const one = await sandbox.graph(users, `/${version}/${ITEMS}/${id}`);
    expect(one.body).toMatchObject({ "@odata.type": "#microsoft.graph.user", userPrincipalName: name });
    const restored = await sandbox.graph(users, `/${version}/${ITEMS}/${id}/restore`, { method: "POST" });
    expect(restored.status).toBe(200);
    expect(restored.body).toMatchObject({ id, userPrincipalName: `${alias}@contoso.onmicrosoft.com` });
    expect((await sandbox.graph(app, `/${version}/users/${alias}@contoso.onmicrosoft.com`)).status).toBe(200);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}`)).status).toBe(404);
  });

  test("removed for good is gone", async () => {
    const id = await deletedUser(version, `never-${version.charAt(0)}`);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}/restore`, { method: "POST" })).status).toBe(404);
  });

  test.each(["group", "application", "servicePrincipal"] as const)("%s: listed and read", async (type) => {
    const list = await sandbox.graph(app, `/${version}/${ITEMS}/microsoft.graph.${type}?$top=2`);
    expect(listAt(list.body, "value").length).toBeGreaterThan(0);
    expect(typeof at(list.body, "value", 0, "deletedDateTime")).toBe("string");
    const id = made[type].replace("1", "2");
    const one = await sandbox.graph(app, `/${version}/${ITEMS}/${id}`);
    expect(one.body).toMatchObject({ "@odata.type": `#microsoft.graph.${type}`, displayName: "Old 2" });
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/microsoft.graph.${type}`)).status).toBe(403);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}`)).status).toBe(403);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}/restore`, { method: "POST" })).status).toBe(403);
    expect((await sandbox.graph(users, `/${version}/${ITEMS}/${id}`, { method: "DELETE" })).status).toBe(403);
  });
});

test("an application and its service principal are restored one by one", async () => {
  const back = async (id: string) => sandbox.graph(app, `/v1.0/${ITEMS}/${id}/restore`, { method: "POST" });
  expect((await back(made.application)).body).toMatchObject({ id: made.application, deletedDateTime: null });
  const principals = `/v1.0/${ITEMS}/microsoft.graph.servicePrincipal?$filter=displayName eq 'Old 1'`;
  expect(listAt((await sandbox.graph(app, principals)).body, "value")).toHaveLength(1);
  expect((await back(made.servicePrincipal)).status).toBe(200);
  expect(listAt((await sandbox.graph(app, principals)).body, "value")).toHaveLength(0);
  expect((await back(made.group)).status).toBe(200);
  expect((await sandbox.graph(app, `/v1.0/groups/${made.group}`)).body).toMatchObject({ displayName: "Old 1" });
});

test("the name may be given again; then the restored user needs another", async () => {
  const id = await deletedUser("v1.0", "twice");
  const again = await sandbox.graph(app, "/v1.0/users", { method: "POST", json: newUser("twice") });
  expect(again.status).toBe(201);
  const url = `/v1.0/${ITEMS}/${id}/restore`;
  const refused = await sandbox.graph(users, url, { method: "POST" });
  expect([refused.status, at(refused.body, "error", "details", 1, "target")]).toEqual([
    400,
    `User_${textAt(again.body, "id")}`,
  ]);
  const newUserPrincipalName = "second@contoso.onmicrosoft.com";
  for (const json of [{ newUserPrincipalName: "x@fabrikam.com" }, { newUserPrincipalName: 7 }, { other: 1 }]) {
    expect((await sandbox.graph(users, url, { method: "POST", json })).status).toBe(400);
  }
  const restored = await sandbox.graph(users, url, { method: "POST", json: { newUserPrincipalName } });
  expect(restored.body).toMatchObject({ id, userPrincipalName: newUserPrincipalName });
});

test("a restored user is back in its groups, and has none of its roles", async () => {
  const dana = "/v1.0/users/dana.fischer@contoso.com";
  const id = textAt((await sandbox.graph(app, dana)).body, "id");
  const groups = async () => listAt((await sandbox.graph(app, `${dana}/transitiveMemberOf`)).body, "value").length;
  expect(await groups()).toBe(2);
  expect((await sandbox.graph(app, dana, { method: "DELETE" })).status).toBe(204);
  expect((await sandbox.graph(users, `/v1.0/${ITEMS}/${id}/restore`, { method: "POST" })).status).toBe(200);
  expect(await groups()).toBe(2);
  const holder = "c84f1d27-71b3-49e6-a5d0-3e2f9b608d1c";
  expect((await sandbox.graph(app, `/v1.0/users/${holder}`, { method: "DELETE" })).status).toBe(204);
  expect((await sandbox.graph(users, `/v1.0/${ITEMS}/${holder}/restore`, { method: "POST" })).status).toBe(403);
  expect((await sandbox.graph(app, `/v1.0/${ITEMS}/${holder}/restore`, { method: "POST" })).status).toBe(200);
  const memberOf = await sandbox.graph(app, `/v1.0/users/${holder}/memberOf`);
  expect(listAt(memberOf.body, "value")).toEqual([]);
});

test("after thirty days nothing is left", async () => {
  const id = await deletedUser("v1.0", "late");
  const path = `/v1.0/${ITEMS}/${id}`;
  now += 30 * DAY - 5000;
  [app, users] = await Promise.all([sandbox.appToken(), sandbox.appToken(undefined, 1)]);
  expect((await sandbox.graph(users, path)).status).toBe(200);
  now += 6000;
  expect((await sandbox.graph(users, path)).status).toBe(404);
  expect((await sandbox.graph(users, `${path}/restore`, { method: "POST" })).status).toBe(404);
  expect(listAt((await sandbox.graph(users, `/v1.0/${ITEMS}/microsoft.graph.user`)).body, "value")).toEqual([]);
});
