// verify-sync that looks again and again: a swap, a quiet tenant, logs that are late, a service that is down.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFaults } from "../../src/sandbox/faults/faults.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { finish, type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import type { TestTime } from "../support/cli-time.js";
import { createTestWorld, type TestWorld, type TestWorldOptions } from "../support/cli-world.js";

/** What happens in the pauses between looks, counted from 1. */
type Scene = (pause: number, world: TestWorld) => void | Promise<void>;

interface Watched extends Outcome {
  readonly pauses: number;
}

/** Runs the command with something going on between its looks; waits within a look are shorter. */
async function watched(
  stage: Stage,
  argv: readonly string[],
  scene: Scene = () => undefined,
  options: Partial<TestWorldOptions> = {},
): Promise<Watched> {
  let pauses = 0;
  const act = async (ms: number): Promise<void> => {
    if (ms < 14_000) return;
    pauses += 1;
    if (pauses > 200) throw new Error("It waits for ever.");
    await scene(pauses, world);
  };
  const time: TestTime = {
    ...stage.time,
    clock: (onSleep) => {
      const own = stage.time.clock(onSleep);
      return { ...own, sleep: async (ms, signal) => act(ms).then(() => own.sleep(ms, signal)) };
    },
  };
  const world = createTestWorld({ cwd: stage.cwd, time, ...options });
  const outcome = await finish(["verify-sync", ...argv, "--sandbox-dir", stage.dir], world);
  return { ...outcome, pauses };
}

async function play(stage: Stage, event: string): Promise<void> {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...event.split(" ")]);
  if (code !== 0) throw new Error(stderr);
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");
const resultsIn = (text: string) => linesOf(text).map((line) => resultIn("verify-sync", line));

describe("a swap", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
  });
  afterAll(() => stage.close());

  test("is seen at the next look, and the wait ends at the one after", async () => {
    const { code, stdout, stderr, pauses } = await watched(
      stage,
      ["--watch=60s", "--wait-for", "active=AADC-NEW", "-o", "json"],
      async (pause) => {
        if (pause !== 2) return;
        await play(stage, "swap AADC-OLD AADC-NEW");
        await play(stage, "sync");
      },
    );
    const results = resultsIn(stdout);
    expect(stderr).toContain("active=AADC-NEW: not yet.");
    expect(results.map(({ watch }) => watch?.wait?.conditions[0]?.holds)).toEqual([false, false, true, true]);
    expect(results.map(({ watch }) => watch?.wait?.held)).toEqual([false, false, false, true]);
    expect(results.map(({ watch }) => watch?.poll)).toEqual([1, 2, 3, 4]);
    expect(pauses).toBe(3);
    const kinds = results[2]?.watch?.transitions.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["active-server", "first-export", "version", "last-sync"]));
    expect(results[2]?.watch?.transitions.every(({ at }) => at === results[2]?.at)).toBe(true);
    expect(stderr).toContain("All of it held at two successive looks");
    expect(code).toBe(0);
  });

  test("that is over holds at the first two looks, with the result printed once", async () => {
    const { code, stdout, stderr, pauses } = await watched(stage, ["--wait-for", "active=aadc-new,version=2.6.1.0"]);
    expect({ code, pauses }).toEqual({ code: 0, pauses: 1 });
    expect(stdout.match(/Synchronisation is|It cannot be told|No fault was found/g)).toHaveLength(1);
    expect(stderr).toContain("version=2.6.1.0: holds.");
  });

  test("a deadline tells what held and what did not", async () => {
    const argv = ["--wait-for", "active=AADC-NEW,active=AADC-OLD", "--timeout", "2m", "-o", "json"];
    const { code, stdout } = await watched(stage, argv);
    expect(code).toBe(6);
    const { message } = errorIn(stdout);
    expect(message).toContain("Held at the last look: active=AADC-NEW.");
    expect(message).toContain("Not: active=AADC-OLD. AADC-NEW is the active server.");
  });

  test("a cycle counts only when it ends after the wait began", async () => {
    const { code, pauses, stderr } = await watched(stage, ["--wait-for", "synced"], async (pause) => {
      if (pause === 3) await play(stage, "sync");
    });
    expect({ code, pauses }).toEqual({ code: 0, pauses: 4 });
    expect(stderr).toContain("synced: not yet.");
    expect(stderr).toContain("A synchronisation ended at");
  });

  test("without a terminal one line tells of each transition, and Ctrl-C ends it", async () => {
    const { code, stdout, stderr } = await watched(stage, ["--watch", "15s"], async (pause, world) => {
      if (pause === 1) await play(stage, "sync");
      if (pause === 3) world.interrupt();
    });
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted.");
    const [, after = ""] = stdout.split(/\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )/);
    expect(after).toMatch(/^\S+ \S+ A synchronisation ended at /);
  });

  test("on a terminal the page is drawn over itself, and nothing stays switched on", async () => {
    const { code, stdout } = await watched(
      stage,
      ["--watch"],
      (pause, world) => {
        if (pause === 2) world.interrupt();
      },
      { terminal: true, columns: 80 },
    );
    expect(code).toBe(130);
    const frames = stdout.split("\u001B[?7l").slice(1);
    expect(frames).toHaveLength(2);
    for (const frame of frames) {
      expect(frame.startsWith("\u001B[H")).toBe(true);
      expect(frame.endsWith("\u001B[?7h")).toBe(true);
      // 24 rows where nothing else is told, one of them free.
      expect(frame.split("\r\n").length).toBeLessThanOrEqual(24);
    }
  });

  test("a file is replaced whole at each look", async () => {
    const seen: string[] = [];
    const file = path.join(stage.cwd, "page.yaml");
    const { code, stdout } = await watched(stage, ["--watch", "-o", "yaml", "--out", "page.yaml"], (pause, world) => {
      seen.push(readFileSync(file, "utf8"));
      if (pause === 2) world.interrupt();
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(seen.map((text) => /poll: (\d+)/.exec(text)?.[1])).toEqual(["1", "2"]);
    expect(existsSync(file)).toBe(true);
  });

  test.each([
    [["--watch", "5s"], "bad-watch"],
    [["--watch", "soon"], "bad-duration"],
    [["--watch", "-o", "yaml"], "contradiction"],
    [["--wait-for", "activ=AADC-NEW"], "bad-condition"],
    [["--wait-for", "SYNC-999"], "unknown-check"],
    [["--wait-for", "SYNC-001", "--checks", "SYNC-002"], "contradiction"],
    [["--canary-password"], "contradiction"],
    [["--maintenance-until", "tomorrow"], "bad-time"],
    [["--checks", "SYNC-1"], "unknown-check"],
    [["--canary", "nobody@contoso.com"], "canary-missing"],
    [["--canary", "admin@contoso.onmicrosoft.com"], "canary-not-synced"],
  ])("%j is refused", async (argv, code) => {
    stage.time.pass(2_000);
    const refused = await watched(stage, argv);
    expect({ exit: refused.code, pauses: refused.pauses }).toEqual({ exit: 2, pauses: 0 });
    const again = await stage.cli([
      "verify-sync",
      ...argv.filter((word) => word !== "yaml" && word !== "-o"),
      "-o",
      argv.includes("yaml") ? "yaml" : "json",
    ]);
    if (!argv.includes("yaml")) expect(errorIn(again.stdout).code).toBe(code);
  });

  test("some checks alone are made, and nothing alarms during a maintenance", async () => {
    stage.time.pass(2_000);
    const argv = ["--checks", "SYNC-001,SYNC-003", "--active-server", "AADC-OLD", "-o", "json"];
    const failed = await stage.cli(["verify-sync", ...argv]);
    const result = resultIn("verify-sync", failed.stdout);
    expect(result.findings.map(({ id }) => id)).toEqual(["SYNC-001", "SYNC-003"]);
    expect({ code: failed.code, verdict: result.verdict }).toEqual({ code: 1, verdict: "fail" });

    stage.time.pass(2_000);
    const until = new Date(stage.time.now() + 3_600_000).toISOString();
    const muted = await stage.cli(["verify-sync", ...argv, "--maintenance-until", until]);
    expect(muted.code).toBe(0);
    expect(resultIn("verify-sync", muted.stdout)).toMatchObject({
      verdict: "fail",
      maintenance: { until, muted: true },
    });

    stage.time.pass(3_700_000);
    const over = await stage.cli(["verify-sync", ...argv, "--maintenance-until", until]);
    expect(over.code).toBe(1);
    expect(resultIn("verify-sync", over.stdout).maintenance).toEqual({ until, muted: false });
    stage.time.pass(2_000);
    const told = await stage.cli(["verify-sync", ...argv.slice(0, 4), "--maintenance-until", until]);
    expect(told.stdout.replace(/\s+/g, " ")).toContain("The maintenance ended at");
  });
});

describe("a quiet tenant, and logs that are late", () => {
  const USER = "ada.brandt@contoso.com";
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
    await play(stage, "swap AADC-OLD AADC-NEW");
    await play(stage, "sync");
    await play(stage, "break quiet-tenant");
    await play(stage, "break audit-lag");
  });
  afterAll(() => stage.close());

  test("the canary arrives, and it is said how long it took", async () => {
    const { code, stdout, stderr, pauses } = await watched(stage, ["--canary", USER, "-o", "json"], async (pause) => {
      if (pause === 2) await play(stage, `change-user ${USER}`);
      if (pause === 4) await play(stage, "sync");
    });
    expect({ code, pauses }).toEqual({ code: 0, pauses: 5 });
    expect(stderr).toMatch(new RegExp(`Now change an attribute of ${USER} in Active Directory`));
    expect(stderr).toMatch(/All of it held at two successive looks, \d+ min after the wait began/);
    const { conditions, held } = resultIn("verify-sync", stdout).watch?.wait ?? {};
    expect(held).toBe(true);
    expect(conditions).toMatchObject([{ condition: `canary=${USER}`, holds: true }]);
  });

  test("a canary that nobody changed does not arrive, however many cycles end", async () => {
    const { code, stdout, stderr } = await watched(stage, [
      "--watch",
      "10m",
      "--canary",
      USER,
      "--timeout",
      "2h",
      "-o",
      "json",
    ]);
    expect(code).toBe(6);
    expect(errorIn(linesOf(stdout).at(-1) ?? "").message).toContain(`Not: canary=${USER}.`);
    expect(stderr).toContain(`Was ${USER} really changed in Active Directory`);
  });

  test("a check that a late log leaves open does not hold, and the deadline tells why", async () => {
    // By now the log shows what was written two hours ago.
    await play(stage, "advance 2d");
    const { code, stdout } = await watched(stage, ["--wait-for", "SYNC-012", "--timeout", "90s", "-o", "json"]);
    expect(code).toBe(6);
    expect(errorIn(stdout).message).toMatch(/Not: SYNC-012\. unknown: \S/);
  });

  test("a server that finds nothing to export is not waited for in silence", async () => {
    await play(stage, "install-server AADC-3 --version 2.6.84.0 --staging");
    await play(stage, "swap AADC-NEW AADC-3");
    const argv = ["--watch", "10m", "--wait-for", "active=AADC-3", "--timeout", "2h", "-o", "json"];
    const { code, stdout, stderr } = await watched(stage, argv);
    expect(code).toBe(6);
    const results = linesOf(stdout).slice(0, -1);
    for (const line of results) expect(resultIn("verify-sync", line).watch?.wait?.held).toBe(false);
    expect(errorIn(linesOf(stdout).at(-1) ?? "").message).toContain("Not: active=AADC-3.");
    expect(stderr.match(/Add --canary UPN/g)).toHaveLength(1);
  });
});

test("a service that is down is told once, waited for longer each time, and seen to come back", async () => {
  const down = { is: false };
  const rules = createFaults(
    [{ host: "graph", path: "/v1.0/organization", fault: { kind: "status", status: 503, body: "json" } }],
    1,
  );
  const stage = await startStage({
    faults: { needEarlierAnswers: false, strike: (request) => (down.is ? rules.strike(request) : undefined) },
  });
  const waits: number[] = [];
  try {
    const { code, stdout, stderr } = await watched(
      stage,
      ["--watch", "60s", "-o", "json"],
      (pause, world) => {
        down.is = pause >= 1 && pause < 4;
        if (pause === 5) world.interrupt();
      },
      {
        onSleep: (ms) => {
          if (ms >= 50_000) waits.push(ms);
        },
      },
    );
    expect(code).toBe(130);
    const lines = linesOf(stdout).slice(0, -1);
    expect(lines.map((line) => line.startsWith('{"error":'))).toEqual([false, true, true, true, false]);
    const back = resultIn("verify-sync", lines[4] ?? "");
    expect(back.watch?.transitions.map(({ kind }) => kind)).toContain("poll-works");
    expect(waits[3]).toBeGreaterThan(waits[0] ?? 0);
    expect(stderr).toContain("Interrupted.");
  } finally {
    await stage.close();
  }
});
