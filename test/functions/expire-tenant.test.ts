// What was left for a time, on an emulated tenant: taken back where that is allowed, told where it is not.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expireTenant } from "../../src/functions/expire-tenant.js";
import { messageOf } from "../../src/functions/job.js";
import { PartialError } from "../../src/shapes/errors.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { caught } from "../support/caught.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { type ServicesSetup, servicesUnderTest } from "../support/function-services.js";
import { sessionOn } from "../support/session-on-stage.js";

const MINUTE = 60_000;

let stage: Stage;
let moment = 0;
beforeAll(async () => {
  stage = await startStage({ tenant: (state) => grantPermissions(state, ["Group.ReadWrite.All"]) });
  const made = await stage.cli(["setup-svc-account", "--yes", "--password-to", "file:pw"]);
  expect(made.code, made.stderr).toBe(0);
});
afterAll(() => stage.close());

async function exclude(time: string): Promise<void> {
  const argv = ["mfa-exclusion", "add", "--yes", "--for", "svc", "--accept-unprotected", "--expires", time];
  const { code, stderr } = await stage.cli(argv);
  expect(code, stderr).toBe(0);
}

/** As the schedule runs it, on a machine that has no journal of the exclusion: the account's mark tells. */
function functionOn(setup: ServicesSetup = {}) {
  const services = servicesUnderTest({ session: () => sessionOn(stage), ...setup });
  const tenant = stage.sandbox.info.tenantId;
  return {
    services,
    run: () => {
      moment += 1;
      const due = new Date(Date.UTC(2026, 10, 23, 0, moment)).toISOString();
      return expireTenant(services, messageOf({ tenant, due }), services.log);
    },
    alerts: () => services.sent.map(({ alert }) => [alert.kind, alert.severity, ...alert.items.map(({ key }) => key)]),
  };
}

const writes = () =>
  stage
    .newRequests()
    .filter(({ host, method }) => host === "graph.microsoft.com" && (method === "PATCH" || method === "DELETE"));

describe("an exclusion of the service account", () => {
  test("is left alone before its time is over", async () => {
    await exclude("2h");
    writes();
    const own = functionOn({ allowsWrites: () => true });
    await own.run();
    expect([writes(), own.alerts()]).toEqual([[], []]);
  });

  test("past its time, where nothing may be written, is told once, and not touched", async () => {
    stage.time.pass(121 * MINUTE);
    writes();
    const own = functionOn();
    await own.run();
    await own.run();
    expect(own.alerts()).toEqual([["problem", "warning", "exclusions-past-their-time"]]);
    expect(own.services.sent[0]?.alert.items[0]?.remedy).toContain("mfa-exclusion remove --expired");
    expect(writes()).toEqual([]);
    expect(own.services.runs.dump(stage.sandbox.info.tenantId)).toEqual([]);
  });

  test("past its time is taken back, journaled, and that is told; then nothing is left", async () => {
    writes();
    const own = functionOn({ allowsWrites: () => true });
    await own.run();
    expect(writes().map(({ method }) => method)).toEqual(["PATCH", "PATCH", "PATCH"]);
    expect(own.alerts()).toEqual([["change", "info", "exclusions-past-their-time"]]);
    const { tenantId } = stage.sandbox.info;
    const journals = own.services.journals(tenantId, null);
    const [runId, ...more] = await journals.list();
    expect(more).toEqual([]);
    expect(await journals.read(runId ?? "")).toMatchObject({
      command: "mfa-exclusion remove",
      state: "finished",
      reason: "scheduled function: the time is over",
    });
    expect(own.services.sent[0]?.alert.items[0]?.text).toContain(runId);
    await own.run();
    expect(own.alerts()).toHaveLength(1);
    expect(writes()).toEqual([]);
  });

  test("told as past its time is told as over when somebody has taken it back", async () => {
    await exclude("1h");
    stage.time.pass(61 * MINUTE);
    const own = functionOn();
    await own.run();
    const { code } = await stage.cli(["mfa-exclusion", "remove", "--expired", "--yes"]);
    expect(code).toBe(0);
    await own.run();
    expect(own.alerts().map(([kind]) => kind)).toEqual(["problem", "recovery"]);
  });
});

test("a message that comes twice changes nothing twice", async () => {
  await exclude("1h");
  stage.time.pass(61 * MINUTE);
  const own = functionOn({ allowsWrites: () => true });
  await own.run();
  moment -= 1;
  writes();
  await own.run();
  expect(writes()).toEqual([]);
  expect(own.services.events()).toContain("done-already");
});

test("a run that was cut by the end of its worker is gone on with by the next one", async () => {
  await exclude("1h");
  stage.time.pass(61 * MINUTE);
  const own = functionOn({ allowsWrites: () => true });
  let written = 0;
  own.services.runs.before = (what) => {
    // The journal's table is gone in the middle of the run.
    if (what === "write" && ++written > 5) throw new Error("the worker is gone");
  };
  const error = await caught(PartialError, own.run());
  expect(error.message).toContain("the worker is gone");
  own.services.runs.before = () => undefined;
  moment -= 1;
  await own.run();
  const journals = own.services.journals(stage.sandbox.info.tenantId, null);
  const runs = await journals.list();
  expect(runs).toHaveLength(1);
  expect((await journals.read(runs[0] ?? "")).state).toBe("finished");
});
