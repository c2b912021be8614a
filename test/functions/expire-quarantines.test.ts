// Identities in quarantine, by the function's schedule: the proof is noted, what is needed after all is enabled again, and when
// a quarantine is over somebody is told what to run. Nothing is ever deleted.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../src/commands/session.js";
import { expireTenant } from "../../src/functions/expire-tenant.js";
import { messageOf } from "../../src/functions/job.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { servicesUnderTest } from "../support/function-services.js";
import { giveUp, OLD_SERVERS, play, step } from "../support/old-servers.js";
import { applicationOn, sessionOn } from "../support/session-on-stage.js";

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  await giveUp(stage, OLD_SERVERS.user);
  await step(stage, "disable", OLD_SERVERS.user.name);
});
afterEach(() => stage.close());

let moment = 0;
function functionOn(allowed: boolean, session: () => Promise<Session> = () => sessionOn(stage)) {
  const services = servicesUnderTest({ session, allowsWrites: () => allowed });
  return {
    services,
    async run() {
      moment += 1;
      const due = new Date(Date.UTC(2026, 10, 23, 0, moment)).toISOString();
      stage.newRequests();
      await expireTenant(services, messageOf({ tenant: stage.sandbox.info.tenantId, due }), services.log);
      return stage
        .newRequests()
        .filter(({ host, method }) => host === "graph.microsoft.com" && method !== "GET")
        .map(({ method, url }) => `${method} ${url.replace(/^.*\/v1\.0\//, "").replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
    },
    told: () =>
      services.sent.map(({ alert }) => [alert.kind, ...alert.items.map(({ key }) => key.replace(/:.*/, ""))].join(" ")),
    remedies: () => services.sent.flatMap(({ alert }) => alert.items.map(({ remedy }) => remedy)),
  };
}

async function isEnabled(): Promise<boolean> {
  const { sandbox } = stage;
  const path = `/v1.0/users/${OLD_SERVERS.user.name}?$select=accountEnabled`;
  const { body } = await sandbox.graph(await sandbox.userToken(), path);
  return (body as { readonly accountEnabled: boolean }).accountEnabled;
}

describe("synchronisation goes on without it", () => {
  test("the proof is noted once; when the quarantine is over, the command is told, and nothing is deleted", async () => {
    const own = functionOn(true);
    expect([await own.run(), own.told()]).toEqual([[], []]);
    await play(stage, "advance 4h");
    expect(await own.run()).toEqual(["PATCH users/ID/extensions/com.aadc-cloud"]);
    expect([await own.run(), own.told()]).toEqual([[], []]);
    await play(stage, "advance 7d");
    expect([await own.run(), await own.run()]).toEqual([[], []]);
    expect(own.told()).toEqual(["problem quarantine-over"]);
    expect(own.remedies()[0]).toMatch(/^Run aadc-cloud cleanup-accounts --step delete --identity [\da-f-]{36}$/);
    await step(stage, "delete", OLD_SERVERS.user.name);
    await own.run();
    expect(own.told()).toEqual(["problem quarantine-over", "recovery quarantine-over"]);
  });

  test("where nothing may be written, nothing is; that it is over is told all the same", async () => {
    const own = functionOn(false);
    await play(stage, "advance 8d");
    expect([await own.run(), own.told()]).toEqual([[], ["problem quarantine-over"]]);
  });
});

describe("synchronisation got worse", () => {
  beforeEach(() => play(stage, "stop-server AADC-NEW", "advance 12h"));

  test("it is enabled again, told once, and its note is gone", async () => {
    const own = functionOn(true);
    expect(await own.run()).toEqual(["PATCH users/ID", "PATCH users/ID/extensions/com.aadc-cloud"]);
    expect([await isEnabled(), own.told()]).toEqual([true, ["change quarantine-ended"]]);
    expect([await own.run(), own.told().length]).toEqual([[], 1]);
  });

  test("where nothing may be written, it is told while it lasts, and stays disabled", async () => {
    const own = functionOn(false);
    expect([await own.run(), await own.run()]).toEqual([[], []]);
    expect([await isEnabled(), own.told()]).toEqual([false, ["problem quarantine-worse"]]);
  });

  test("an identity of the app without the role for users: it is told, and stays disabled", async () => {
    const own = functionOn(true, () => applicationOn(stage));
    expect(await own.run()).toEqual([]);
    expect(own.services.events()).toContain("applications-only");
    expect([await isEnabled(), own.told()]).toEqual([false, ["problem quarantine-worse"]]);
  });
});
