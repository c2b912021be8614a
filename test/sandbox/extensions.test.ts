// Open extensions of the three types that have them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantOnly } from "./granted.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let app: string;
let reader: string;

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    grantOnly(tenant, 0, ["User.ReadWrite.All", "Group.ReadWrite.All", "Organization.ReadWrite.All"]);
    grantOnly(tenant, 1, ["User.Read.All", "Group.Read.All", "Organization.Read.All"]);
  });
  [app, reader] = await Promise.all([sandbox.appToken(), sandbox.appToken(undefined, 1)]);
});
afterAll(() => sandbox.close());

const TYPE = "microsoft.graph.openTypeExtension";

const mark = (extensionName: string, more: object = {}) => ({
  "@odata.type": "microsoft.graph.openTypeExtension",
  extensionName,
  ...more,
});

describe.each(["v1.0", "beta"])("%s", (version) => {
  test.each(["users", "groups", "organization"])("%s: made, read, replaced, removed", async (set) => {
    const id =
      set === "organization"
        ? sandbox.info.tenantId
        : textAt((await sandbox.graph(app, `/v1.0/${set}?$top=1`)).body, "value", 0, "id");
    const base = `/${version}/${set}/${id}/extensions`;
    const name = `com.contoso.${version.charAt(0)}.Mark`;
    const made = await sandbox.graph(app, base, { method: "POST", json: mark(name, { run: "r-1", steps: [1, 2] }) });
    expect(made.status).toBe(201);
    const form = { "@odata.type": "#microsoft.graph.openTypeExtension", id: name, extensionName: name };
    expect(made.body).toEqual({
      "@odata.context": `https://graph.microsoft.com/${version}/$metadata#${set}('${id}')/extensions/$entity`,
      ...form,
      run: "r-1",
      steps: [1, 2],
    });
    expect(listAt((await sandbox.graph(reader, base)).body, "value")).toEqual([{ ...form, run: "r-1", steps: [1, 2] }]);
    const patch = { method: "PATCH", json: { "@odata.type": TYPE, state: "done" } } as const;
    expect((await sandbox.graph(reader, `${base}/${name}`, patch)).status).toBe(403);
    expect((await sandbox.graph(app, `${base}/${name.toUpperCase()}`, patch)).status).toBe(204);
    expect((await sandbox.graph(reader, `${base}/${name}`)).body).toMatchObject({ ...form, state: "done" });
    expect((await sandbox.graph(reader, `${base}/${name}`)).body).not.toHaveProperty("run");
    expect((await sandbox.graph(app, base, { method: "POST", json: mark(name) })).status).toBe(409);
    expect((await sandbox.graph(app, `${base}/${name}`, { method: "DELETE" })).status).toBe(204);
    for (const method of ["GET", "DELETE"] as const) {
      expect((await sandbox.graph(app, `${base}/${name}`, { method })).status).toBe(404);
    }
  });
});

test("$expand=extensions of a user", async () => {
  const url = "/v1.0/users/ada.brandt@contoso.com";
  await sandbox.graph(app, `${url}/extensions`, { method: "POST", json: mark("com.contoso.expanded", { a: true }) });
  const { body } = await sandbox.graph(reader, `${url}?$select=displayName&$expand=extensions`);
  expect(at(body, "extensions", 0)).toEqual({
    "@odata.type": "#microsoft.graph.openTypeExtension",
    id: "com.contoso.expanded",
    extensionName: "com.contoso.expanded",
    a: true,
  });
  expect((await sandbox.graph(reader, url)).body).not.toHaveProperty("extensions");
});

test("$expand=extensions of the organization", async () => {
  const url = `/v1.0/organization/${sandbox.info.tenantId}`;
  await sandbox.graph(app, `${url}/extensions`, { method: "POST", json: mark("com.contoso.tenant", { a: 1 }) });
  const { body } = await sandbox.graph(reader, `${url}?$expand=extensions&$select=displayName`);
  expect(body).toMatchObject({ displayName: "Contoso", extensions: [{ id: "com.contoso.tenant", a: 1 }] });
  expect((await sandbox.graph(reader, url)).body).not.toHaveProperty("extensions");
  expect((await sandbox.graph(reader, `${url}?$expand=branding`)).status).toBe(501);
});

test("2 KB each, and two of one application", async () => {
  const base = "/v1.0/users/bruno.costa@contoso.com/extensions";
  const post = (json: object) => sandbox.graph(app, base, { method: "POST", json });
  expect((await post(mark("big", { text: "x".repeat(2048) }))).status).toBe(400);
  expect((await post(mark("one", { text: "x".repeat(1800) }))).status).toBe(201);
  expect((await post(mark("two"))).status).toBe(201);
  expect((await post(mark("three"))).status).toBe(400);
  const large = { method: "PATCH", json: { "@odata.type": TYPE, text: "x".repeat(3000) } } as const;
  expect((await sandbox.graph(app, `${base}/two`, large)).status).toBe(400);
});

test.each([
  ["no name", { "@odata.type": "microsoft.graph.openTypeExtension" }],
  ["another type", { ...mark("a"), "@odata.type": "microsoft.graph.user" }],
  ["a name with a slash", mark("a/b")],
  ["a name of Object's", mark("__proto__")],
  ["an object in it", mark("a", { inner: { a: 1 } })],
  ["an annotation", mark("a", { "x@odata.type": "y" })],
  ["a number for a name", { ...mark("a"), extensionName: 7 }],
  ["a list", [mark("a")]],
])("%s is 400", async (_, json) => {
  const base = "/v1.0/users/chidi.eze@contoso.com/extensions";
  expect((await sandbox.graph(app, base, { method: "POST", json })).status).toBe(400);
  expect((await sandbox.graph(app, base, { method: "POST" })).status).toBe(400);
});
