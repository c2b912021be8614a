// The alerts of Connect Health: raised and resolved by its own job as tenant time passes.
import { afterEach, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { startWithTenant } from "./prepared-tenant.js";
import { ARM_SCOPE, at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const SERVICE = "/providers/Microsoft.ADHybridHealthService/services/AadSyncService-contoso.onmicrosoft.com";
const VERSION = "api-version=2014-01-01";
/** The freshness job runs at even hours, so the hour decides how long a server is silent before it is seen. */
const TEN_PAST_NINE = Date.UTC(2026, 10, 20, 9, 10);

let sandbox: TestSandbox;

afterEach(() => sandbox.close());

async function open(
  change: (tenant: TenantState) => void = () => undefined,
  startedAt: number = TEN_PAST_NINE,
): Promise<void> {
  sandbox = await startWithTenant(
    (tenant) => {
      atPeace(tenant);
      change(tenant);
    },
    { clock: "manual", wallClock: () => startedAt },
  );
}
/** In the scenario a policy stands in the way of the new server's sign-in, which is an alert of its own. */
function atPeace(tenant: TenantState): void {
  tenant.conditionalAccessPolicies = [];
  for (const server of tenant.onPremises.servers) server.lastCycle = null;
}

async function get(path: string): Promise<unknown> {
  const answer = await sandbox.arm(
    await sandbox.appToken(ARM_SCOPE),
    `${SERVICE}${path}${path.includes("?") ? "&" : "?"}${VERSION}`,
  );
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}
async function play(...event: readonly string[]): Promise<void> {
  const answer = await sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event } });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}
async function member(name: string): Promise<unknown> {
  const found = listAt(await get("/servicemembers"), "value").find((one) => at(one, "machineName") === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}
const alerts = async (query = "") => listAt(await get(`/alerts${query}`), "value");
const short = (list: readonly unknown[]) => list.map((one) => `${textAt(one, "shortName")} ${textAt(one, "level")}`);

test("a silent server: nothing for two hours, an error with the job, resolved by a later one", async () => {
  await open();
  await play("stop-server", "AADC-NEW");
  await play("advance", "119m");
  expect(await alerts()).toEqual([]);
  await play("advance", "2h");
  const [alert] = await alerts("?state=Active");
  expect(alert).toMatchObject({
    level: "Error",
    state: "Active",
    shortName: "HealthServiceDataNotUpToDate",
    resolvedDate: "0001-01-01T00:00:00",
    scope: "ServiceMember",
  });
  expect(textAt(alert, "remediation")).toMatch(/<p>.*<b>/u);
  expect(textAt(alert, "createdDate")).toMatch(/^\d{4}-\d\d-\d\dT\d[02468]:00:00\.0000805Z$/u);
  const ill = await member("AADC-NEW");
  expect(ill).toMatchObject({ status: "Error", activeAlerts: 1, resolvedAlerts: 0 });
  expect(await get("")).toMatchObject({ health: "Error", activeAlerts: 1 });
  const own = await get(`/servicemembers/${textAt(ill, "serviceMemberId")}/alerts?state=active`);
  expect(short(listAt(own, "value"))).toEqual(["HealthServiceDataNotUpToDate Error"]);

  await play("start-server", "AADC-NEW");
  expect(await alerts("?state=Active")).toHaveLength(1);
  await play("advance", "2h");
  expect(await alerts("?state=Active")).toEqual([]);
  const [resolved] = await alerts("?state=Resolved");
  expect(resolved).toMatchObject({ state: "ResolvedByPositiveResult", alertId: at(alert, "alertId") });
  expect(await member("AADC-NEW")).toMatchObject({ status: "Healthy", activeAlerts: 0, resolvedAlerts: 1 });
  const created = encodeURIComponent(textAt(alert, "createdDate"));
  expect(await alerts(`?from=${created}&to=${created}`)).toHaveLength(1);
  expect(await alerts(`?to=2020-01-01T00:00:00Z`)).toEqual([]);
  expect(await alerts("?state=ResolvedByTimer")).toEqual([]);
  await play("advance", "31d");
  expect(await alerts()).toEqual([]);
});

test("a server that falls silent right after the job is seen four hours later", async () => {
  await open(undefined, Date.UTC(2026, 10, 20, 10, 0, 30));
  await play("stop-server", "AADC-NEW");
  await play("advance", "239m");
  expect(await alerts()).toEqual([]);
  await play("advance", "1m");
  expect(short(await alerts())).toEqual(["HealthServiceDataNotUpToDate Error"]);
});

test("an alert that came and went between two looks leaves a trace", async () => {
  await open();
  await play("stop-server", "AADC-NEW");
  await play("advance", "5h");
  await play("start-server", "AADC-NEW");
  await play("advance", "1h");
  await play("advance", "2h");
  expect(short(await alerts("?state=Resolved"))).toEqual(["HealthServiceDataNotUpToDate Error"]);
});

test("after 30 days of silence the server is disabled, and judged no more", async () => {
  await open();
  await play("stop-server", "AADC-NEW");
  await play("advance", "30d");
  expect(await member("AADC-NEW")).toMatchObject({ disabled: false, status: "Error" });
  await play("advance", "1d");
  const disabled = await member("AADC-NEW");
  expect(disabled).toMatchObject({ disabled: true, status: "Healthy", activeAlerts: 0 });
  expect(textAt(disabled, "lastDisabled")).toMatch(/\.\d{7}Z$/u);
  expect(at((await alerts())[0], "state")).toBe("ResolvedByStateChange");
  await play("start-server", "AADC-NEW");
  expect(await member("AADC-NEW")).toMatchObject({ disabled: true });
});

test("some data missing is a warning, all of it an error", async () => {
  await open((tenant) => {
    const serviceMemberId = tenant.health.members.find((one) => one.machineName === "AADC-NEW")?.serviceMemberId ?? "";
    tenant.health.stalledUploads = [
      { serviceMemberId, dataType: "AadSyncService-RunProfileResults", since: "2026-01-05T00:00:00Z" },
    ];
  });
  expect(short(await alerts())).toEqual(["HealthServiceDataNotUpToDate Warning"]);
  const fresh = await member("AADC-NEW");
  expect(fresh).toMatchObject({ status: "Warning" });
  const uploads = listAt(await get(`/servicemembers/${textAt(fresh, "serviceMemberId")}/datafreshness`));
  expect(uploads).toContainEqual({ key: "AadSyncService-RunProfileResults", value: "2026-01-05T00:00:00.0000805Z" });
  await play("stop-server", "AADC-NEW");
  await play("advance", "4h");
  expect(short(await alerts("?state=Active"))).toEqual(["HealthServiceDataNotUpToDate Error"]);
  expect(at((await alerts("?state=Resolved"))[0], "state")).toBe("ResolvedByStateChange");
});

test("a server that cannot sign in, and then can", async () => {
  await open();
  const identity = async (accountEnabled: boolean) => {
    const upn = "Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com";
    const token = await sandbox.userToken();
    const answer = await sandbox.graph(token, `/v1.0/users/${upn}`, { method: "PATCH", json: { accountEnabled } });
    if (answer.status !== 204) throw new Error(JSON.stringify(answer.body));
  };
  await identity(false);
  await play("sync");
  expect(short(await alerts("?state=Active"))).toEqual(["EntraIdAuthenticationFailure Error"]);
  await identity(true);
  await play("sync");
  expect(at((await alerts())[0], "state")).toBe("ResolvedByPositiveResult");
});

test("an alert of a server that fell silent resolves itself after 72 hours", async () => {
  await open((tenant) => {
    tenant.onPremises.deletionsWaiting = 501;
  });
  await play("swap", "AADC-OLD", "AADC-NEW");
  await play("sync");
  expect(short(await alerts("?state=Active"))).toContain("AccidentalDeleteThresholdReached Warning");
  await play("stop-server", "AADC-NEW");
  await play("advance", "71h");
  expect(short(await alerts("?state=Active"))).toContain("AccidentalDeleteThresholdReached Warning");
  await play("advance", "2h");
  expect(short(await alerts("?state=ResolvedByTimer"))).toContain("AccidentalDeleteThresholdReached Warning");
});

test("password hashes that nobody synchronises for two hours", async () => {
  await open();
  await play("swap", "AADC-OLD", "AADC-NEW");
  await play("advance", "1h");
  expect(await alerts()).toEqual([]);
  await play("break", "sync-service-stopped", "AADC-NEW");
  const silent = async () => (await alerts()).filter((one) => short([one])[0]?.startsWith("PasswordHashSync") === true);
  await play("advance", "80m");
  expect(await silent()).toEqual([]);
  await play("advance", "60m");
  expect(short(await silent())).toEqual(["PasswordHashSyncHeartbeatSkipped Warning"]);
  await play("mend", "sync-service-stopped", "AADC-NEW");
  await play("advance", "31m");
  expect(at((await silent())[0], "state")).toBe("ResolvedByPositiveResult");
});

test("an export that the threshold stops does not keep password hashes", async () => {
  await open();
  await play("swap", "AADC-OLD", "AADC-NEW");
  await play("break", "deletion-threshold");
  await play("advance", "3h");
  expect(short(await alerts())).toEqual(["AccidentalDeleteThresholdReached Warning"]);
});

test("a policy that demands MFA of the engine is seen as a failed sign-in", async () => {
  sandbox = await startWithTenant(() => undefined, { clock: "manual", wallClock: () => TEN_PAST_NINE });
  expect(short(await alerts("?state=Active"))).toEqual(["EntraIdAuthenticationFailure Error"]);
});

test("an engine that is stopped beside an agent that goes on", async () => {
  await open();
  await play("break", "sync-service-stopped", "AADC-NEW");
  expect(short(await alerts("?state=Active"))).toEqual(["SyncServiceNotRunning Error"]);
  await play("mend", "sync-service-stopped");
  expect(at((await alerts())[0], "state")).toBe("ResolvedByPositiveResult");
});
