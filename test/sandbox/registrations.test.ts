// What a program that registers itself meets: a name of its own, objects that come through one after the other, consent.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const MISSING = "Request_ResourceNotFound";

const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];

describe("uniqueName", () => {
  let sandbox: TestSandbox;
  let token: string;
  beforeAll(async () => {
    sandbox = await startWithTenant(withAllPermissions, { clock: "manual" });
    token = await sandbox.userToken();
  });
  afterAll(() => sandbox.close());

  const post = (json: unknown) => sandbox.graph(token, "/v1.0/applications", { method: "POST", json });
  const patch = (id: string, json: unknown) =>
    sandbox.graph(token, `/v1.0/applications/${id}`, { method: "PATCH", json });
  const advance = (time: string) =>
    sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", time] } });

  test("is given once, found by, and never another's", async () => {
    const made = await post({ displayName: "Mine", uniqueName: "tool-1" });
    expect([made.status, at(made.body, "uniqueName")]).toEqual([201, "tool-1"]);
    const id = textAt(made.body, "id");
    const found = await sandbox.graph(token, "/v1.0/applications?$filter=uniqueName%20eq%20'tool-1'");
    expect(listAt(found.body, "value").map((one) => at(one, "id"))).toEqual([id]);
    const again = await post({ displayName: "Another", uniqueName: "Tool-1" });
    expect(again.body).toMatchObject({
      error: {
        code: "Request_BadRequest",
        message: "Another object with the same value for property uniqueName already exists.",
        details: [{ code: "ObjectConflict", target: "uniqueName" }],
      },
    });
    expect(again.status).toBe(400);
    expect(codeOf(await patch(id, { uniqueName: "tool-2" }))).toEqual([400, "Request_BadRequest"]);
    expect((await patch(id, { uniqueName: "tool-1", notes: "n" })).status).toBe(204);
  });

  test("may be given later to what has none", async () => {
    const id = textAt((await post({ displayName: "Older" })).body, "id");
    expect((await patch(id, { uniqueName: "tool-1" })).status).toBe(400);
    expect((await patch(id, { uniqueName: "older" })).status).toBe(204);
    expect(at((await sandbox.graph(token, `/v1.0/applications/${id}`)).body, "uniqueName")).toBe("older");
  });

  test("stays with what is deleted until it is purged or 30 days old", async () => {
    const wanted = { displayName: "Gone", uniqueName: "gone" };
    const first = textAt((await post(wanted)).body, "id");
    await sandbox.graph(token, `/v1.0/applications/${first}`, { method: "DELETE" });
    expect(codeOf(await post(wanted))).toEqual([400, "Request_BadRequest"]);
    await sandbox.graph(token, `/v1.0/directory/deletedItems/${first}`, { method: "DELETE" });
    const second = textAt((await post(wanted)).body, "id");
    await sandbox.graph(token, `/v1.0/applications/${second}`, { method: "DELETE" });
    await advance("29d");
    expect((await post(wanted)).status).toBe(400);
    await advance("2d");
    expect((await post(wanted)).status).toBe(201);
  });
});

describe("what was made a moment ago", () => {
  let sandbox: TestSandbox;
  let token: string;
  beforeAll(async () => {
    sandbox = await startWithTenant(withAllPermissions, { lags: { application: { reads: 2 } } });
    token = await sandbox.userToken();
  });
  afterAll(() => sandbox.close());

  const send = (path: string, json: unknown, method: "POST" | "PATCH" | "DELETE" = "POST") =>
    sandbox.graph(token, `/v1.0${path}`, { method, json });

  /** How the same request is answered until it succeeds. */
  async function until(success: number, path: string, json: unknown, method?: "POST" | "PATCH" | "DELETE") {
    const refused: unknown[] = [];
    for (;;) {
      const answer = await send(path, json, method);
      if (answer.status === success) return { refused, body: answer.body };
      refused.push(at(answer.body, "error", "code"));
      expect(refused.length).toBeLessThan(5);
    }
  }

  test("is no application to make a service principal of, and nothing to write to, until it has come through", async () => {
    const graph = await sandbox.graph(token, "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
    const resourceId = textAt(graph.body, "id");
    const made = await send("/applications", { displayName: "Late" });
    const [id, appId] = [textAt(made.body, "id"), textAt(made.body, "appId")];
    const early = await send("/servicePrincipals", { appId });
    expect(early.body).toMatchObject({
      error: { code: "Request_BadRequest", details: [{ code: "NoBackingApplicationObject", target: "appId" }] },
    });
    expect(codeOf(await send(`/applications/${id}`, { notes: "n" }, "PATCH"))).toEqual([404, MISSING]);
    const principal = await until(201, "/servicePrincipals", { appId });
    expect(principal.refused).toEqual([]);
    const clientId = textAt(principal.body, "id");
    const consent = { clientId, consentType: "AllPrincipals", resourceId, scope: "User.Read" };
    const grant = await until(201, "/oauth2PermissionGrants", consent);
    expect(grant.refused).toEqual([MISSING, MISSING]);
    const changed = await until(204, `/oauth2PermissionGrants/${textAt(grant.body, "id")}`, { scope: "" }, "PATCH");
    expect(changed.refused).toEqual([MISSING, MISSING]);
    // A second one is refused by what is there, not by what is seen.
    expect(codeOf(await send("/servicePrincipals", { appId }))).toEqual([
      409,
      "Request_MultipleObjectsWithSameKeyValue",
    ]);
    expect((await until(204, `/applications/${id}`, undefined, "DELETE")).refused).toEqual([]);
  });
});
