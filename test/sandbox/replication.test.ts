// What was written is seen later, and not everywhere at the same time.
import { afterEach, describe, expect, test } from "vitest";
import { readLags } from "../../src/sandbox/laws/lag-spec.js";
import type { Lags } from "../../src/sandbox/laws/replication.js";
import {
  at,
  GRAPH_SCOPE,
  listAt,
  preparedFolder,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from "./sandbox-client.js";

let sandbox: TestSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function lagging(lags: Lags) {
  const one = await startTestSandbox({ dir: await preparedFolder(), lags, clock: "manual" });
  sandbox = one;
  const token = await one.userToken(GRAPH_SCOPE);
  const created = await one.graph(token, "/v1.0/users", {
    method: "POST",
    json: {
      accountEnabled: true,
      displayName: "Late",
      mailNickname: "late",
      userPrincipalName: "late@contoso.onmicrosoft.com",
      passwordProfile: { password: "Kq7-verbose-otter-92" },
    },
  });
  const id = textAt(created.body, "id");
  return {
    byId: async () => (await one.graph(token, `/v1.0/users/${id}`)).status,
    found: async () =>
      listAt((await one.graph(token, "/v1.0/users?$filter=displayName eq 'Late'")).body, "value").length,
    advance: async (seconds: number) => {
      const now = Date.parse((await one.graph(token, "/v1.0/organization")).headers["date"] ?? "");
      const until = new Date(now + seconds * 1000).toISOString();
      const answer = await one.send("https://graph.microsoft.com/$sandbox/clock", { method: "POST", json: { until } });
      expect(answer.status).toBe(200);
    },
    rename: () => one.graph(token, `/v1.0/users/${id}`, { method: "PATCH", json: { displayName: "Renamed" } }),
    name: async () => at((await one.graph(token, `/v1.0/users/${id}`)).body, "displayName"),
  };
}

test("without lags everything is seen at once", async () => {
  const tenant = await lagging({});
  expect([await tenant.byId(), await tenant.found()]).toEqual([200, 1]);
});

test("after so many reads of the kind", async () => {
  const tenant = await lagging({ user: { reads: 2 } });
  expect(await tenant.found()).toBe(1);
  expect([await tenant.byId(), await tenant.byId(), await tenant.byId()]).toEqual([404, 404, 200]);
});

test("after so much time, whatever is read; searching lags by itself", async () => {
  const tenant = await lagging({ user: { afterMs: 5000 }, "user-search": { afterMs: 60_000 } });
  expect([await tenant.byId(), await tenant.found()]).toEqual([404, 0]);
  await tenant.advance(6);
  expect([await tenant.byId(), await tenant.found()]).toEqual([200, 0]);
  await tenant.advance(60);
  expect(await tenant.found()).toBe(1);
});

test("a change of what is there lags, too: the old value is read", async () => {
  const tenant = await lagging({ user: { reads: 1 } });
  expect(await tenant.byId()).toBe(404);
  expect(await tenant.name()).toBe("Late");
  expect((await tenant.rename()).status).toBe(204);
  expect([await tenant.name(), await tenant.name()]).toEqual(["Late", "Renamed"]);
});

describe("an account that was made a moment ago", () => {
  const METHODS = "authentication/temporaryAccessPassMethods";
  const MARK = { "@odata.type": "microsoft.graph.openTypeExtension", extensionName: "com.example", purpose: "test" };
  const HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

  async function account(lags: Lags, scenario?: string) {
    const one = await startTestSandbox({ dir: await preparedFolder(), lags, clock: "manual", scenario });
    sandbox = one;
    const token = await one.userToken(GRAPH_SCOPE);
    const { initialDomain } = one.info;
    const created = await one.graph(token, "/v1.0/users", {
      method: "POST",
      json: {
        accountEnabled: true,
        displayName: "Late",
        mailNickname: "late",
        userPrincipalName: `late@${initialDomain}`,
        passwordProfile: { password: "Kq7-verbose-otter-92" },
      },
    });
    const id = textAt(created.body, "id");
    const send = async (method: "GET" | "POST" | "PATCH" | "DELETE", where: string, json?: object) =>
      one.graph(token, where, { method, json });
    return { id, send, user: `/v1.0/users/${id}` };
  }

  test.each([
    ["changed", "PATCH", "", { displayName: "Later" }, 204],
    ["deleted", "DELETE", "", undefined, 204],
    ["marked", "POST", "/extensions", MARK, 201],
    ["given a pass", "POST", `/${METHODS}`, {}, 201],
  ] as const)("cannot be %s through a replica that does not know it", async (_what, method, where, json, status) => {
    const { send, user } = await account({ user: { reads: 1 } });
    expect(await send(method, `${user}${where}`, json)).toMatchObject({
      status: 404,
      body: { error: { code: "Request_ResourceNotFound" } },
    });
    expect((await send(method, `${user}${where}`, json)).status).toBe(status);
  });

  test("has a pass that is listed late", async () => {
    const { send, user } = await account({ "authentication-method": { reads: 1 } });
    expect((await send("POST", `${user}/${METHODS}`, {})).status).toBe(201);
    const listed = async () => listAt((await send("GET", `${user}/${METHODS}`)).body, "value").length;
    expect([await listed(), await listed()]).toEqual([0, 1]);
  });

  test("holds a role through PIM that its schedules show late, and the assignments at once", async () => {
    const { id, send } = await account({ "role-schedule": { reads: 1 } }, "fabrikam-app");
    const base = "/v1.0/roleManagement/directory";
    const made = await send("POST", `${base}/roleAssignmentScheduleRequests`, {
      action: "adminAssign",
      principalId: id,
      roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
      directoryScopeId: "/",
      justification: "test",
      scheduleInfo: { expiration: { type: "afterDuration", duration: "P14D" } },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const listed = async (set: string) =>
      listAt((await send("GET", `${base}/${set}?$filter=principalId eq '${id}'`)).body, "value").length;
    expect(await listed("roleAssignments")).toBe(1);
    expect([await listed("roleAssignmentScheduleInstances"), await listed("roleAssignmentScheduleInstances")]).toEqual([
      0, 1,
    ]);
  });
});

describe("as it is written on the command line", () => {
  test("kinds, reads, times, both, and all", () => {
    expect(readLags("user=2 reads, policy=5 reads+3s")).toEqual({
      user: { reads: 2 },
      policy: { reads: 5, afterMs: 3000 },
    });
    expect(readLags("azure-operation=3s,azure-role=1m")).toEqual({
      "azure-operation": { afterMs: 3000 },
      "azure-role": { afterMs: 60_000 },
    });
    expect(Object.values(readLags("all=1 read"))).toEqual(Array.from({ length: 9 }, () => ({ reads: 1 })));
  });

  test.each(["user", "user=", "nobody=1 read", "user=soon", "user=1s+", "azure-role=1 read"])(
    "%s is refused",
    (spec) => {
      expect(() => readLags(spec)).toThrow(expect.objectContaining({ code: "usage" }));
    },
  );
});
