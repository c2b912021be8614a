// One tenant's look, on an emulated tenant: what is kept, told and measured; and what becomes of a look that fails.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageOf } from "../../src/functions/job.js";
import { poison } from "../../src/functions/poison.js";
import { queueTenants } from "../../src/functions/verify.js";
import { verifyTenant } from "../../src/functions/verify-tenant.js";
import { PermissionError, ServiceError, SignInError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { checkResult } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { type ServicesSetup, servicesUnderTest, TENANT } from "../support/function-services.js";
import { sessionOn } from "../support/session-on-stage.js";

let moment = 0;
const messageFor = (tenant = TENANT) => {
  moment += 1;
  return JSON.parse(messageOf({ tenant, due: new Date(Date.UTC(2026, 10, 23, 0, moment)).toISOString() })) as object;
};

function functionWith(setup: ServicesSetup = {}) {
  const services = servicesUnderTest(setup);
  return {
    services,
    run: () => verifyTenant(services, messageFor(), services.log),
    runOn: (message: unknown) => verifyTenant(services, message, services.log),
    alerts: () => services.sent.map(({ alert }) => `${alert.kind} ${alert.items.map(({ key }) => key).join()}`),
  };
}

describe("on a tenant", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ scenario: "fabrikam-app" });
  });
  afterAll(() => stage.close());
  const play = async (...event: readonly string[]) => {
    const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
    expect(code, stderr).toBe(0);
  };
  const onStage = (setup: ServicesSetup = {}) => functionWith({ session: () => sessionOn(stage), ...setup });

  test("the result that is kept is that of the command line", async () => {
    const own = onStage();
    await own.run();
    const latest = await own.services.store(TENANT).latest();
    if (latest === null || !("result" in latest)) throw new Error("There is none.");
    checkResult("verify-sync", latest.result);
    const { findings } = JSON.parse((await stage.cli(["verify-sync", "-o", "json"])).stdout) as typeof latest.result;
    const outcomes = (list: typeof findings) => list.map(({ id, severity, result }) => [id, severity, result]);
    expect(outcomes(latest.result.findings)).toEqual(outcomes(findings));
  });

  test("a swap is told once, a service that stops once, and its end once", async () => {
    const own = onStage();
    await own.run();
    own.services.sent.length = 0;
    await play("swap", "FAB-SYNC1", "FAB-SYNC2");
    await play("change", "3");
    await play("advance", "31m");
    for (let look = 0; look < 2; look += 1) await own.run();
    await play("break", "sync-service-stopped");
    await play("advance", "5h");
    for (let look = 0; look < 2; look += 1) await own.run();
    await play("mend", "sync-service-stopped");
    await play("advance", "1h");
    for (let look = 0; look < 2; look += 1) await own.run();
    // The only agent of pass-through authentication is on a server that is not active by now: that is worse than it was.
    expect(own.alerts()).toEqual([
      expect.stringMatching(/^problem active-server,.*SYNC-028/),
      expect.stringMatching(/^recovery /),
      "problem SYNC-034",
      "recovery SYNC-034",
    ]);
    expect(own.services.sent[0]?.alert.items[0]?.text).toContain("FAB-SYNC2 is the active server");
  });

  test("what is measured is what was seen", async () => {
    const own = onStage();
    await own.run();
    const [measured] = own.services.measures;
    expect(measured?.tenantId).toBe(stage.sandbox.info.tenantId);
    expect(measured?.syncAge).toBeGreaterThanOrEqual(0);
    expect(measured?.syncAge).toBeLessThan(3_600);
    expect(measured?.daysToExpiry).toBeGreaterThan(0);
    const latest = await own.services.store(TENANT).latest();
    if (latest === null || !("result" in latest)) throw new Error("There is none.");
    const { fail: error, warning, info, unknown } = latest.result.summary;
    expect(measured?.findings).toEqual({ error, warning, info, unknown });
  });

  test("in maintenance nothing alarms, and what lasts is told after it", async () => {
    let maintenanceUntil = Date.UTC(2099, 0);
    const own = onStage({ settingsOf: async (tenant) => ({ tenant, allowUnknown: [], maintenanceUntil }) });
    await own.run();
    expect(own.alerts()).toEqual([]);
    maintenanceUntil = Date.UTC(2020, 0);
    await own.run();
    expect(own.alerts()).toEqual([expect.stringMatching(/^problem .*SYNC-028/)]);
  });

  test("the server that should be active", async () => {
    const own = onStage({ settingsOf: async (tenant) => ({ tenant, allowUnknown: [], activeServer: "FAB-SYNC1" }) });
    await own.run();
    expect(own.alerts()).toEqual([expect.stringMatching(/^problem .*SYNC-003/)]);
  });

  test("a hostile name steers no log and no channel, and is kept as it is", async () => {
    const hostile = "\u001b[2Jx\u202e<!channel> [a](b)";
    const poisoned = await startStage({
      scenario: "fabrikam-app",
      tenant: ({ organization }) => {
        organization.displayName = hostile;
      },
    });
    const own = functionWith({ session: () => sessionOn(poisoned) });
    await own.run();
    expect((await own.services.store(TENANT).read()).state.name).toBe(hostile);
    await poisoned.close();
  });
});

describe("a look that fails", () => {
  test("for a while is tried again by the queue, and told when that has given up", async () => {
    const failure = new ServiceError("Graph does not answer.", { code: "time-out", remedy: "Wait." });
    const own = functionWith({ session: () => Promise.reject(failure) });
    const message = messageFor();
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await caught(ServiceError, own.runOn(message))).toBe(failure);
    expect(own.alerts()).toEqual([]);
    await poison(own.services, "verify", message, own.services.log);
    expect(own.alerts()).toEqual(["problem unreadable"]);
    expect(own.services.sent[0]?.alert.items[0]).toMatchObject({
      text: "Graph does not answer. (time-out)",
      remedy: "Wait.",
    });
  });

  test.each([
    new SignInError("The secret is over.", { code: "AADSTS7000222", remedy: "Make a new one." }),
    new PermissionError("Not allowed.", { code: "Authorization_RequestDenied", remedy: "Grant it." }),
    new UsageError("A setting is missing.", { code: "setting-missing", remedy: "Set it." }),
  ])("for good is told at once: $name", async (failure) => {
    const own = functionWith({ session: () => Promise.reject(failure) });
    await own.run();
    await own.run();
    expect(own.alerts()).toEqual(["problem unreadable"]);
    expect(own.services.sent[0]?.alert).toMatchObject({ severity: "error", tenantName: TENANT });
    expect(await own.services.store(TENANT).latest()).toMatchObject({ error: { code: failure.code } });
  });

  test("of a setting is told, too, and keeps the tenant's own name", async () => {
    const bad = new UsageError("Its row is wrong.", { code: "bad-value", remedy: "Mend it." });
    const own = functionWith({ settingsOf: () => Promise.reject(bad) });
    await own.run();
    expect(own.alerts()).toEqual(["problem unreadable"]);
  });

  test("by a fault of this program is thrown, and the queue tells in the end", async () => {
    const own = functionWith({ session: () => Promise.reject(new TypeError("x is not a function")) });
    const message = messageFor();
    await expect(own.runOn(message)).rejects.toThrow(TypeError);
    await poison(own.services, "verify", message, own.services.log);
    expect(own.alerts()).toEqual(["problem unreadable"]);
    expect(own.services.sent[0]?.alert.items[0]?.remedy).toContain("log");
  });

  test("and works again is told as over", async () => {
    const stage = await startStage({ scenario: "fabrikam-app" });
    let works = false;
    const down = new SignInError("no", { code: "no", remedy: "" });
    const own = functionWith({ session: () => (works ? sessionOn(stage) : Promise.reject(down)) });
    await own.run();
    works = true;
    await own.run();
    expect(own.alerts()).toEqual(["problem unreadable", "problem SYNC-010,SYNC-028", "recovery unreadable"]);
    await stage.close();
  });
});

test("a tenant that is looked after no more is passed over", async () => {
  const own = functionWith({ settingsOf: async () => null });
  await own.run();
  expect([own.services.events(), own.services.state.dump(TENANT)]).toEqual([["tenant-left-out"], []]);
});

describe("a poison message", () => {
  test("of a tenant whose state cannot be read is told by the app's own: once a day, and not for each message", async () => {
    const own = functionWith();
    await own.services.state.write(TENANT, [{ insert: "state", values: { part0: new Uint8Array([1, 2, 3]) } }]);
    for (let times = 0; times < 3; times += 1)
      await poison(own.services, times === 1 ? "expire" : "verify", messageFor(), own.services.log);
    expect(own.alerts()).toEqual([`problem state-unreadable:${TENANT}`]);
    expect(own.services.sent[0]?.alert.items[0]?.text).toContain(TENANT);
    own.services.clock.advance(86_400_000);
    await poison(own.services, "verify", messageFor(), own.services.log);
    expect(own.alerts().slice(1)).toEqual([`reminder state-unreadable:${TENANT}`]);
  });

  test("of a tenant that was looked at since is not told", async () => {
    const own = functionWith({ session: () => Promise.reject(new SignInError("no", { code: "no", remedy: "" })) });
    const early = messageFor();
    await own.run();
    const before = own.alerts().length;
    await poison(own.services, "verify", early, own.services.log);
    expect(own.alerts()).toHaveLength(before);
  });

  test.each([
    ["text", "hello"],
    ["nothing", undefined],
    ["a number", 7],
    ["another form", { v: 2, tenant: TENANT, due: "2026-11-23T00:00:00Z" }],
    ["no time", { v: 1, tenant: TENANT, due: "yesterday" }],
    ["far too much", { v: 1, tenant: "x".repeat(1_000_000), due: "2026-11-23T00:00:00Z" }],
  ])("that is %s is told once, and refused by the worker", async (_, message) => {
    const own = functionWith();
    expect((await caught(UsageError, own.runOn(message))).code).toBe("bad-message");
    for (let times = 0; times < 2; times += 1) await poison(own.services, "verify", message, own.services.log);
    expect(own.alerts()).toEqual([expect.stringMatching(/^change message-[0-9a-f]{16}$/)]);
    expect(JSON.stringify(own.services.lines).length).toBeLessThan(5_000);
  });

  test("of a domain that nobody knows is told under its name", async () => {
    const own = functionWith();
    await poison(own.services, "verify", messageFor("gone/../Contoso.com"), own.services.log);
    expect(own.services.sent[0]?.alert).toMatchObject({ tenantId: "gone_.._contoso.com" });
  });

  test("of expiry is told as that", async () => {
    const own = functionWith();
    await poison(own.services, "expire", messageFor(), own.services.log);
    expect(own.alerts()).toEqual(["problem not-done:what was left for a time"]);
  });
});

describe("the schedule", () => {
  test("puts one message for each tenant, all due at the same moment", async () => {
    const services = servicesUnderTest({ tenants: async () => [TENANT, "contoso.com"] });
    const messages = await queueTenants(services, { isPastDue: true }, services.log);
    expect(messages.map((one) => JSON.parse(one) as object)).toEqual([
      { v: 1, tenant: TENANT, due: "2026-11-24T12:00:00.000Z" },
      { v: 1, tenant: "contoso.com", due: "2026-11-24T12:00:00.000Z" },
    ]);
    expect(services.events()).toEqual(["schedule-missed", "queued"]);
  });
});
