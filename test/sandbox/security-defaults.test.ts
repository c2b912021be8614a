// Security defaults: one switch, which excludes Conditional Access.
import { afterAll, beforeAll, expect, test } from "vitest";
import { grantPermissions, startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const PATH = "policies/identitySecurityDefaultsEnforcementPolicy";
const POLICIES = "/v1.0/identity/conditionalAccess/policies";
const DELETED = "/v1.0/identity/conditionalAccess/deletedItems/policies";

let sandbox: TestSandbox;
let app: string;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startWithTenant(
    (tenant) => {
      grantPermissions(tenant, ["Policy.ReadWrite.SecurityDefaults"]);
    },
    { wallClock: () => now },
  );
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

const turn = (isEnabled: unknown, version = "v1.0") =>
  sandbox.graph(app, `/${version}/${PATH}`, { method: "PATCH", json: { isEnabled } });

/** Conditional Access takes one request a second. */
async function policyCall(path: string, options: Parameters<TestSandbox["graph"]>[2] = {}) {
  now += 1100;
  return sandbox.graph(app, path, options);
}

test("they cannot be on while there is a Conditional Access policy, nor may one be on beside them", async () => {
  expect((await turn(true)).status).toBe(400);
  for (const version of ["v1.0", "beta"]) {
    expect((await sandbox.graph(app, `/${version}/${PATH}`)).body).toMatchObject({ isEnabled: false });
  }
  const policies = listAt((await policyCall(POLICIES)).body, "value");
  for (const [number, policy] of policies.entries()) {
    const state = number === 0 ? "enabledForReportingButNotEnforced" : "disabled";
    const options = { method: "PATCH", json: { state } } as const;
    expect((await policyCall(`${POLICIES}/${textAt(policy, "id")}`, options)).status).toBe(204);
  }
  const beside = await turn(true);
  expect([beside.status, String(at(beside.body, "error", "message"))]).toEqual([
    400,
    expect.stringContaining("whatever their state"),
  ]);
  for (const policy of policies) {
    expect((await policyCall(`${POLICIES}/${textAt(policy, "id")}`, { method: "DELETE" })).status).toBe(204);
  }
  const on = await turn(true);
  expect([on.status, on.body]).toEqual([204, undefined]);
  expect((await sandbox.graph(app, `/v1.0/${PATH}`)).body).toMatchObject({ isEnabled: true });
  const id = textAt(policies[0], "id");
  expect((await policyCall(`${DELETED}/${id}/restore`, { method: "POST" })).status).toBe(200);
  const enable = { method: "PATCH", json: { state: "enabled" } } as const;
  const refused = await policyCall(`${POLICIES}/${id}`, enable);
  expect([refused.status, String(at(refused.body, "error", "message"))]).toEqual([
    400,
    expect.stringContaining("Security Defaults is enabled"),
  ]);
  expect((await turn(false, "beta")).status).toBe(204);
  expect((await policyCall(`${POLICIES}/${id}`, enable)).status).toBe(204);
});

test.each([["yes"], [null], [1], ["x".repeat(1_000_000)]])(
  "takes no other value than true and false",
  async (value) => {
    expect((await turn(value)).status).toBe(400);
  },
);
