// `cleanup-accounts` on whole tenants, in the order of a migration: what is listed, what is refused, what is done, taken back.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as library from "../../src/index.js";
import { checkResult, errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { expectForetold } from "../support/foretold.js";
import { giveUp, OLD_SERVERS, play } from "../support/old-servers.js";

const GRAPH = "graph.microsoft.com";
const OLD = "Sync_AADC-OLD_8f2d6b1c04ae@contoso.onmicrosoft.com";
const NEW = "Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com";
const DAY = 86_400_000;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  expect((await stage.cli(["mfa-exclusion", "add", "--yes"])).code).toBe(0);
});
afterAll(() => stage.close());

async function happens(...event: readonly string[]) {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
  expect(code, stderr).toBe(0);
}

async function done(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["cleanup-accounts", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("cleanup-accounts", stdout);
}

async function refused(...argv: readonly string[]) {
  const { code, stdout } = await stage.cli(["cleanup-accounts", ...argv, "-o", "json"]);
  return { exit: code, ...errorIn(stdout) };
}

const step = (what: "disable" | "delete", ...more: readonly string[]) => ["--step", what, "--identity", OLD, ...more];

async function seen(name: string) {
  const { identities } = await done();
  return identities.find((one) => one.name === name);
}

/** Another administrator. */
async function enable(name: string, accountEnabled: boolean) {
  const { sandbox } = stage;
  const json = { accountEnabled };
  const { status } = await sandbox.graph(await sandbox.userToken(), `/v1.0/users/${name}`, { method: "PATCH", json });
  expect(status).toBe(204);
}

function writes(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method }) => host === GRAPH && method !== "GET")
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").pathname.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
}

describe("before the swap", () => {
  test("nothing may go, and why is said; nothing is written", async () => {
    writes();
    const { identities, activeServer, checklist, plan, runId } = await done();
    expect(identities.map(({ name, class: found, removable, next }) => [name, found, removable, next])).toEqual([
      [NEW, "unknown", false, null],
      [OLD, "active", false, null],
    ]);
    expect([activeServer.state === "known" && activeServer.value, checklist, plan, runId]).toEqual([
      null,
      [],
      [],
      null,
    ]);
    for (const how of [["--yes"], ["--dry-run"], ["--plan-out", "never.json"]])
      expect(await refused(...step("disable"), ...how)).toMatchObject({ exit: 4, code: "identity-active" });
    expect(await refused("--step", "disable", "--identity", NEW, "--yes")).toMatchObject({
      ...{ exit: 4, code: "identity-unknown" },
    });
    expect(writes()).toEqual([]);
  });
});

describe("after the swap", () => {
  beforeAll(async () => {
    await happens("stop-server", "AADC-OLD");
    await happens("set-staging", "AADC-NEW", "off");
    await happens("sync");
  });

  test("a server that signed in until lately stands by, whatever is declared", async () => {
    expect(await seen(OLD)).toMatchObject({ class: "standby", removable: false });
    expect(await refused(...step("disable", "--yes"))).toMatchObject({ exit: 4, code: "identity-standby" });
  });

  test("a week later it is decommissioned; what to type next is said, in text, too", async () => {
    await happens("advance", "8d");
    await happens("sync");
    const old = await seen(OLD);
    expect(old).toMatchObject({ class: "decommissioned", removable: true, enabled: { state: "known", value: true } });
    expect(old?.next).toEqual(["cleanup-accounts", "--step", "disable", "--identity", OLD]);
    const { stdout } = await stage.cli(["cleanup-accounts"]);
    expect(stdout).toContain(`aadc-cloud cleanup-accounts --step disable --identity ${OLD}`);
    expect(stdout).toMatch(/decommissioned +Sync_AADC-OLD/);
    // What is to be copied is not broken.
    expect(stdout.split("\n").filter((line) => line.length > 100 && !line.startsWith("  aadc-cloud"))).toEqual([]);
  });

  test("what may stay of both is held: the active one never goes, and names are not guessed", async () => {
    expect(await refused("--step", "disable", "--identity", NEW, "--yes")).toMatchObject({
      ...{ exit: 4, code: "identity-active" },
    });
    expect(await refused("--step", "disable", "--identity", "Sync_AADC-OLD", "--yes")).toMatchObject({
      ...{ exit: 2, code: "unknown-identity" },
    });
    expect(await refused(...step("disable", "--active-server", "AADC-OLD"))).toMatchObject({
      ...{ exit: 4, code: "other-server-active" },
    });
    expect(await refused(...step("delete", "--yes", "--confirm-name", OLD))).toMatchObject({
      ...{ exit: 4, code: "not-disabled" },
    });
    const gone = await done("--step", "disable", "--yes", "--identity", "00000000-1111-4222-8333-444444444444");
    expect([gone.plan, gone.changed, gone.warnings.join()]).toEqual([
      [],
      false,
      "00000000-1111-4222-8333-444444444444 is not there any more.",
    ]);
  });

  test("nobody there to answer: nothing is done; with No neither", async () => {
    writes();
    expect(await refused(...step("disable"))).toMatchObject({ exit: 2, code: "no-terminal" });
    const { code } = await stage.cli(["cleanup-accounts", ...step("disable")], { answers: ["n"] });
    expect([code, writes()]).toEqual([130, []]);
  });
});

describe("disabled", () => {
  test("by a saved plan: two writes, in this order; it is not proven, and said so", async () => {
    writes();
    const { stderr } = await stage.cli(["cleanup-accounts", ...step("disable"), "--plan-out", "p.json"]);
    expect([stderr, writes()]).toEqual([expect.stringContaining("cleanup-accounts --plan p.json"), []]);
    expect(JSON.parse(readFileSync(path.join(stage.cwd, "p.json"), "utf8"))).toMatchObject({
      wishes: { identities: [OLD], step: "disable", quarantineMs: 7 * DAY, activeServer: null, decommissioned: null },
    });
    const result = await done("--plan", "p.json", "--yes");
    expect(writes()).toEqual(["PATCH /v1.0/users/ID", "POST /v1.0/users/ID/extensions"]);
    expect(result.applied.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["set-identity-enabled", "done"],
      ["note-quarantine", "done"],
    ]);
    const old = result.identities.find(({ name }) => name === OLD);
    expect(old).toMatchObject({
      enabled: { value: false },
      quarantine: { value: { provenAt: null, state: "unproven" } },
      next: ["verify-sync", "--wait-for", `proven=${OLD}`],
    });
  });

  test("again: nothing is disabled twice, and the first step never becomes the second", async () => {
    writes();
    const result = await done(...step("disable", "--yes"));
    expect([result.plan, result.changed, writes()]).toEqual([[], false, []]);
    expect(result.warnings.join()).toMatch(/is disabled, and not proven yet: .* counts/);
  });

  test("too early for a deletion, however short the quarantine", async () => {
    expect(await refused(...step("delete", "--yes"))).toMatchObject({ exit: 4, code: "quarantine-not-over" });
    await happens("advance", "90m");
    expect(await refused(...step("delete", "--quarantine", "1m", "--yes", "--confirm-name", OLD))).toMatchObject({
      ...{ exit: 4, code: "not-proven" },
    });
  });

  test("verify-sync waits for the proof, and writes nothing", async () => {
    writes();
    const wait = (id: string) => stage.cli(["verify-sync", "--wait-for", `proven=${id}`, "--timeout", "1m"]);
    const early = await wait(OLD);
    expect([early.code, early.stderr]).toEqual([6, expect.stringContaining("not yet. The last synchronisation ended")]);
    expect((await wait("nobody@contoso.com")).code).toBe(2);
    await happens("advance", "2h");
    const late = await wait(OLD.toUpperCase());
    expect([late.code, late.stderr]).toEqual([0, expect.stringContaining("more than two hours after the disabling")]);
    expect(writes()).toEqual([]);
  });

  test("the same step records the proof, once", async () => {
    writes();
    expect((await done(...step("disable", "--yes"))).plan.map(({ kind }) => kind)).toEqual(["note-quarantine"]);
    expect(writes()).toEqual(["PATCH /v1.0/users/ID/extensions/com.aadc-cloud"]);
    expect(await seen(OLD)).toMatchObject({ quarantine: { value: { state: "proven" } }, next: null });
    expect((await done(...step("disable", "--yes"))).plan).toEqual([]);
  });
});

describe("deleted", () => {
  test("after a week, once its name was typed", async () => {
    await happens("advance", "7d");
    expect(await seen(OLD)).toMatchObject({
      quarantine: { value: { state: "over" } },
      next: ["cleanup-accounts", "--step", "delete", "--identity", OLD],
    });
    expect(await refused(...step("delete", "--yes"))).toMatchObject({ exit: 2, code: "name-not-typed" });
    const { code, questions } = await stage.cli(["cleanup-accounts", ...step("delete")], { answers: [NEW] });
    expect([code, questions[0]]).toEqual([130, expect.stringContaining("Type its name to delete it")]);
  });

  test("two at once: the second is refused, and nothing is done twice", async () => {
    let second: number | undefined;
    const { code } = await stage.cli(["cleanup-accounts", ...step("delete"), "--confirm-name", OLD], {
      answers: ["n"],
      onQuestion: async () => {
        second = (await stage.cli(["cleanup-accounts", ...step("disable", "--yes")])).code;
      },
    });
    expect([code, second]).toEqual([130, 4]);
  });

  test("not where somebody enables it while the question stands", async () => {
    writes();
    const { code, stderr } = await stage.cli(["cleanup-accounts", ...step("delete"), "--confirm-name", OLD], {
      answers: ["y"],
      onQuestion: () => enable(OLD, true),
    });
    expect([code, stderr]).toEqual([4, expect.stringContaining(OLD)]);
    expect(writes().filter((one) => one.startsWith("DELETE"))).toEqual([]);
    // And disabled again: what the log tells of counts, whatever the note says.
    await enable(OLD, false);
    expect(await refused(...step("delete", "--yes"))).toMatchObject({ exit: 4, code: "quarantine-not-over" });
    await happens("advance", "7d");
  });

  test("and taken back as far as that goes: without its role that is partly done", async () => {
    writes();
    const result = await done(...step("delete", "--yes", "--confirm-name", OLD));
    expect(writes().at(-1)).toBe("DELETE /v1.0/users/ID");
    expect(result.identities.map(({ name }) => name)).toEqual([NEW]);
    const back = await stage.cli(["runs", "rollback", result.runId ?? "", "--yes", "-o", "json"]);
    expect([back.code, errorIn(back.stdout).remedy]).toEqual([
      5,
      expect.stringContaining("Add-ADSyncAADServiceAccount"),
    ]);
    expect(await seen(OLD)).toMatchObject({ class: "unknown", roles: [], enabled: { value: false } });
  });
});

describe("an application", () => {
  let fabrikam: Stage;
  const APP = /^ConnectSyncProvisioning_FAB-SYNC1_/;
  beforeAll(async () => {
    fabrikam = await startStage({ scenario: "fabrikam-app" });
  });
  afterAll(() => fabrikam.close());

  async function run(...argv: readonly string[]) {
    const { code, stdout, stderr } = await fabrikam.cli([...argv, "-o", "json"]);
    expect(code, stderr + stdout).toBe(0);
    return stdout;
  }
  const cleanup = async (...argv: readonly string[]) =>
    resultIn("cleanup-accounts", await run("cleanup-accounts", ...argv));
  const old = async () => (await cleanup()).identities.find(({ name }) => APP.test(name));

  test("goes the whole way and comes back, with its app role", async () => {
    expect(await old()).toMatchObject({ class: "active" });
    for (const event of [
      ["swap", "FAB-SYNC1", "FAB-SYNC2"],
      ["stop-server", "FAB-SYNC1"],
      ["advance", "8d"],
    ])
      expect((await fabrikam.cli(["sandbox", "do", ...event])).code).toBe(0);
    const found = await cleanup();
    const before = found.identities.find(({ name }) => APP.test(name));
    expect(before).toMatchObject({ class: "decommissioned", type: "application", hasAppRole: true });
    // Its agent of pass-through authentication comes first of what is left by hand.
    expect(found.checklist[0]).toMatchObject({ names: [expect.stringContaining("FAB-SYNC1")] });
    const step = (what: string) => ["--step", what, "--identity", before?.appId ?? "", "--yes"];
    const disabled = await cleanup(...step("disable"));
    expect(disabled.plan.map(({ kind }) => kind)).toEqual(["set-identity-enabled", "note-quarantine"]);
    expect(disabled.identities.find(({ name }) => APP.test(name))).toMatchObject({
      quarantine: { value: { state: "unproven" } },
    });
    expect((await fabrikam.cli(["sandbox", "do", "advance", "7d"])).code).toBe(0);
    // What was not noted yet is noted on the way.
    const name = before?.name ?? "";
    const deleted = await cleanup(...step("delete"), "--confirm-name", name);
    expect(deleted.plan.map(({ kind }) => kind)).toEqual(["note-quarantine", "delete-sync-application"]);
    expect(await old()).toBeUndefined();
    const back = await fabrikam.cli(["runs", "rollback", deleted.runId ?? "", "--yes", "-o", "json"]);
    expect([0, 5], back.stdout).toContain(back.code);
    expect(await old()).toMatchObject({ enabled: { value: false }, hasAppRole: true });
    const undone = await fabrikam.cli(["runs", "rollback", disabled.runId ?? "", "--yes", "-o", "json"]);
    expect(undone.code, undone.stdout).toBe(0);
    expect(await old()).toMatchObject({ enabled: { value: true }, quarantine: { value: null } });
  });
});

/** A tenant a week after the swap. */
async function swapped(): Promise<Stage> {
  const late = await startStage();
  expect((await late.cli(["mfa-exclusion", "add", "--yes"])).code).toBe(0);
  for (const event of [["stop-server", "AADC-OLD"], ["set-staging", "AADC-NEW", "off"], ["sync"], ["advance", "8d"]])
    expect((await late.cli(["sandbox", "do", ...event])).code).toBe(0);
  return late;
}

describe("a server that comes back", () => {
  const { application } = OLD_SERVERS;
  const DISABLE = ["--step", "disable", "--identity", application.name];
  let late: Stage;
  beforeEach(async () => {
    late = await startStage(application);
    await giveUp(late, application);
    late.newRequests();
  });
  afterEach(() => late.close());

  const back = () => play(late, "start-server FAB-SYNC1", "set-staging FAB-SYNC1 on", "advance 90m");
  const standing = async () => {
    const patched = late.newRequests().filter(({ method, host }) => method === "PATCH" && host === GRAPH);
    const { stdout } = await late.cli(["cleanup-accounts", "-o", "json"]);
    const found = resultIn("cleanup-accounts", stdout).identities.find(({ name }) => name === application.name);
    return [patched.length, found?.enabled.state === "known" && found.enabled.value, found?.class];
  };

  test("between the saved plan and its end: it is not disabled", async () => {
    const file = path.join(late.cwd, "plan.json");
    const planned = await late.cli(["cleanup-accounts", ...DISABLE, "--plan-out", file]);
    expect(planned.code, planned.stderr).toBe(0);
    await back();
    const { code, stderr } = await late.cli(["cleanup-accounts", "--plan", file, "--yes"]);
    expect([code, stderr]).toEqual([4, expect.stringContaining("standing by")]);
    expect(await standing()).toEqual([0, true, "standby"]);
  });

  test("while the question stands: it is not disabled", async () => {
    const { code, stderr } = await late.cli(["cleanup-accounts", ...DISABLE], { answers: ["y"], onQuestion: back });
    expect([code, stderr]).toEqual([4, expect.stringContaining("standing by")]);
    expect(await standing()).toEqual([0, true, "standby"]);
  });
});

describe("synchronisation that got worse", () => {
  test("the same step enables again, and takes the note away", async () => {
    const quiet = await swapped();
    const cli = async (...argv: readonly string[]) => {
      const outcome = await quiet.cli(argv);
      expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
      return outcome;
    };
    await cli("cleanup-accounts", ...step("disable", "--yes"));
    await cli("sandbox", "do", "stop-server", "AADC-NEW");
    await cli("sandbox", "do", "advance", "12h");
    const again = resultIn(
      "cleanup-accounts",
      (await cli("cleanup-accounts", ...step("disable", "--yes", "-o", "json"))).stdout,
    );
    expect(again.plan.map(({ kind, after }) => [kind, after])).toEqual([
      ["set-identity-enabled", { accountEnabled: true }],
      ["note-quarantine", null],
    ]);
    expect(again.warnings.join()).toMatch(/enabled again, since synchronisation got worse/);
    expect(again.identities.find(({ name }) => name === OLD)).toMatchObject({
      ...{ enabled: { value: true }, quarantine: { value: null } },
    });
    await quiet.close();
  });
});

describe("a tenant without P1", () => {
  test("whose second server may be declared gone: its name typed, with a reason, at each step", async () => {
    const free = await startStage({ scenario: "tailspin-free" });
    const NAME = "Sync_TOY-SYNC2_0ad4577be183@tailspintoys.onmicrosoft.com";
    const json = async (...argv: readonly string[]) => {
      const { code, stdout } = await free.cli(["cleanup-accounts", ...argv, "--yes", "-o", "json"]);
      return { code, stdout };
    };
    const declared = ["--decommissioned", "TOY-SYNC2", "--reason", "scrapped"];
    const disable = ["--step", "disable", "--identity", NAME];
    for (const event of [
      ["stop-server", "TOY-SYNC2"],
      ["advance", "8d"],
    ])
      expect((await free.cli(["sandbox", "do", ...event])).code).toBe(0);
    const plain = await json(...disable);
    expect([plain.code, errorIn(plain.stdout).code]).toEqual([4, "identity-unknown"]);
    const active = await json(
      ...["--step", "disable", "--identity", NAME, "--decommissioned", "TOY-SYNC", "--reason", "scrapped"],
    );
    expect([active.code, errorIn(active.stdout).code]).toEqual([4, "identity-active"]);
    const untyped = await json(...disable, ...declared);
    expect([untyped.code, errorIn(untyped.stdout).code]).toEqual([2, "name-not-typed"]);
    const done = resultIn(
      "cleanup-accounts",
      (await json(...disable, ...declared, "--confirm-name", "TOY-SYNC2")).stdout,
    );
    expect(done).toMatchObject({ changed: true, guardsOverridden: ["decommissioned:TOY-SYNC2"], reason: "scrapped" });
    expect((await free.cli(["sandbox", "do", "advance", "7d"])).code).toBe(0);
    const list = resultIn("cleanup-accounts", (await json()).stdout);
    const next = list.identities.find(({ name }) => name === NAME)?.next ?? [];
    expect(next.slice(0, 3)).toEqual(["cleanup-accounts", "--step", "delete"]);
    const typed = next.slice(1).map((word) => (word === "TEXT" ? "scrapped" : word));
    const names = ["--confirm-name", "TOY-SYNC2", "--confirm-name", NAME];
    const deleted = resultIn("cleanup-accounts", (await json(...typed, ...names)).stdout);
    expect(deleted.identities.map(({ name }) => name)).not.toContain(NAME);
    await free.close();
  });
});

describe("a program by a timer", () => {
  test("tends what is in quarantine: disables nothing, records the proof once, deletes never", async () => {
    const tended = await swapped();
    const signal = new AbortController().signal;
    const clock = tended.time.clock();
    const tend = async () => {
      const { info } = tended.sandbox;
      const opening = await library.openSession({
        cloud: library.CLOUDS.public,
        tenant: info.tenantId,
        auth: { kind: "device-code", clientId: info.clients[0]?.clientId ?? "" },
        connections: {
          ...{ caFiles: [], environment: {} },
          elsewhere: { host: "127.0.0.1", port: info.port, caFile: info.caFile },
        },
        ...{ redactor: library.createRedactor(), signal, showDeviceCode: () => undefined, clock },
      });
      const session = await opening.session;
      const stateDir = `${tended.cwd}/state`;
      const journals = library.fileJournals({ stateDir, clock, signal, uuid: () => crypto.randomUUID() });
      const dialogue = { progress: () => undefined, approve: async () => undefined };
      try {
        return await library.tendQuarantines(session, { dryRun: false, journals }, dialogue);
      } finally {
        await session.close();
      }
    };
    expect((await tend()).plan).toEqual([]);
    expect((await tended.cli(["cleanup-accounts", ...step("disable", "--yes")])).code).toBe(0);
    const early = await tend();
    expect([early.plan, early.warnings.join()]).toEqual([[], expect.stringContaining("not proven yet")]);
    expect((await tended.cli(["sandbox", "do", "advance", "8d"])).code).toBe(0);
    const late = await tend();
    checkResult("cleanup-accounts", late);
    expect([late.changed, late.plan.map(({ summary }) => summary)]).toEqual([
      true,
      [`note that synchronisation goes on without ${OLD}`],
    ]);
    expect((await tend()).plan).toEqual([]);
    await tended.close();
  });
});

test("what a change request foretells of the log is what stands there then", async () => {
  const watched = await swapped();
  await expectForetold(watched, ["cleanup-accounts", ...step("disable")]);
  expect((await watched.cli(["sandbox", "do", "advance", "8d"])).code).toBe(0);
  await expectForetold(watched, ["cleanup-accounts", ...step("delete", "--confirm-name", OLD)]);
  await watched.close();
});

describe("a hostile tenant", () => {
  test("no name steers the terminal, and as data each is what it is", async () => {
    const hostile = "\u001b[2Jx\u202e\r\nFORGED: line\u2028";
    const poisoned = await startStage({
      scenario: "fabrikam-app",
      tenant: ({ servicePrincipals, health }) => {
        for (const one of servicePrincipals) if (one.displayName.startsWith("ConnectSync")) one.displayName += hostile;
        for (const one of health.members) one.machineName += hostile;
      },
    });
    const { code, stdout, stderr } = await poisoned.cli(["cleanup-accounts"]);
    expect(code, stderr).toBe(0);
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(stdout.split("\n").filter((line) => line.trimStart().startsWith("FORGED"))).toEqual([]);
    const data = await poisoned.cli(["cleanup-accounts", "-o", "json"]);
    const { identities } = resultIn("cleanup-accounts", data.stdout);
    expect(identities.filter(({ name }) => name.endsWith(hostile)).length).toBeGreaterThan(0);
    await poisoned.close();
  });
});

describe("interrupted", () => {
  test("after the first write: the same command goes on, in the same run", async () => {
    const cut = await swapped();
    const argv = ["cleanup-accounts", ...step("disable", "--yes")];
    const first = await cut.cli(argv, {
      onStderr: (text, world) => text.includes("... note that") && world.interrupt(),
    });
    expect([first.code, first.stderr]).toEqual([130, expect.stringContaining("runs rollback")]);
    const next = await cut.cli([...argv, "-o", "json"]);
    expect(next.code, next.stderr + next.stdout).toBe(0);
    const result = resultIn("cleanup-accounts", next.stdout);
    expect([result.continued, result.identities.find(({ name }) => name === OLD)]).toMatchObject([
      true,
      { enabled: { value: false }, quarantine: { value: { state: "unproven" } } },
    ]);
    await cut.close();
  });
});
