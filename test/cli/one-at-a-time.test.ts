// One invocation at a time changes a tenant; what a cut one has left is finished by the next; journals tell it all.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { resetSandbox } from "../../src/sandbox/control.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import { isWrite } from "../support/is-write.js";

const ASKED = ["mfa-exclusion", "add"];
const EXCLUDE = [...ASKED, "--yes", "-o", "json"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await resetSandbox(stage.dir);
  stage.newRequests();
});

const runs = () => path.join(stage.dir, "state", "runs");
const journals = () =>
  (existsSync(runs()) ? readdirSync(runs()) : [])
    .filter((name) => name.endsWith(".jsonl"))
    .sort()
    .map((name) => path.join(runs(), name));
const entriesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly entry: string; readonly when?: string; readonly result?: object });
const writes = () => stage.newRequests().filter((one) => one.host.startsWith("graph") && isWrite(one));

describe("two at once", () => {
  test("the second is refused before it changes anything, by whom it is told, and how to go on", async () => {
    let second: Outcome | undefined;
    const first = await stage.cli(ASKED, {
      answers: ["y"],
      onQuestion: async () => {
        second = await stage.cli(EXCLUDE);
      },
    });
    expect(first.code).toBe(0);
    expect(second?.code).toBe(4);
    const error = errorIn(second?.stdout ?? "");
    expect(error.code).toBe("locked");
    expect(error.message).toContain(`Process ${process.pid}`);
    expect(error.remedy).toContain("run the same command again");
    expect(writes()).toHaveLength(1);
    expect(journals()).toHaveLength(1);
  });

  test("whoever only looks is kept from nothing", async () => {
    const looks: number[] = [];
    await stage.cli(ASKED, {
      answers: ["n"],
      onQuestion: async () => {
        for (const argv of [[...EXCLUDE, "--dry-run"], ["cleanup-health"], ["mfa-exclusion", "status"]])
          looks.push((await stage.cli(argv)).code);
      },
    });
    expect(looks).toEqual([0, 0, 0]);
    // Whoever says no has written nothing, and gives the turn back.
    expect(writes()).toEqual([]);
    expect(journals()).toEqual([]);
    expect((await stage.cli(EXCLUDE)).code).toBe(0);
  });
});

describe("a run that was cut when all was sent", () => {
  test("is finished without a question, in its own journal", async () => {
    const cut = await stage.cli(EXCLUDE, {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    expect(cut.code).toBe(130);
    const [journal = ""] = journals();
    const runId = path.basename(journal, ".jsonl");
    expect(errorIn(cut.stdout).remedy).toContain(`runs rollback ${runId}`);
    stage.newRequests();
    // Nobody is asked: nothing is to be decided.
    const next = await stage.cli(EXCLUDE.filter((word) => word !== "--yes"));
    expect(next.stderr).toContain(`going on with run ${runId}`);
    expect(next.questions).toEqual([]);
    expect(resultIn("mfa-exclusion-add", next.stdout)).toMatchObject({
      ...{ runId, continued: true, changed: true, plan: [] },
      applied: [{ kind: "exclude-role", outcome: "done-earlier" }],
    });
    expect(writes()).toEqual([]);
    expect(journals()).toEqual([journal]);
    expect(entriesOf(journal).at(-1)?.entry).toBe("finished");
    const third = resultIn("mfa-exclusion-add", (await stage.cli(EXCLUDE)).stdout);
    expect(third).toMatchObject({ runId: null, continued: false, changed: false, applied: [] });
  });

  test("is only told of in a dry run", async () => {
    await stage.cli(EXCLUDE, {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    const [journal = ""] = journals();
    const before = readFileSync(journal, "utf8");
    const { stdout } = await stage.cli([...EXCLUDE, "--dry-run"]);
    expect(resultIn("mfa-exclusion-add", stdout)).toMatchObject({ runId: null, dryRun: true, changed: false });
    expect(readFileSync(journal, "utf8")).toBe(before);
  });
});

describe("a plan that was agreed on", () => {
  const withPlan = [...ASKED, "--plan", "agreed.json", "--yes", "-o", "json"];

  test("is gone on with where the run of it was cut; nothing else is done in its name", async () => {
    expect((await stage.cli([...ASKED, "--plan-out", "agreed.json"])).code).toBe(0);
    expect(writes()).toEqual([]);
    expect(journals()).toEqual([]);
    const cut = await stage.cli(withPlan, {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    expect(cut.code).toBe(130);
    const next = await stage.cli(withPlan);
    expect([next.code, next.stderr]).toEqual([0, expect.stringContaining("going on with run")]);
    expect(resultIn("mfa-exclusion-add", next.stdout)).toMatchObject({ continued: true, changed: true });
    // Its run is finished: the same plan once more is done already, by that run.
    const { runId } = resultIn("mfa-exclusion-add", next.stdout);
    const third = await stage.cli(withPlan);
    expect(third.code).toBe(0);
    const again = resultIn("mfa-exclusion-add", third.stdout);
    expect(again).toMatchObject({ runId: null, changed: false, applied: [] });
    expect(again.warnings.join()).toContain(runId ?? "no run");
    expect(writes()).toHaveLength(1);
  });
});

test("a damaged journal of another run stops nothing, and is told", async () => {
  const strange = path.join(runs(), "20260101T000000Z-00000000.jsonl");
  mkdirSync(runs(), { recursive: true });
  writeFileSync(strange, "not a journal\r\n");
  const { code, stdout } = await stage.cli(EXCLUDE);
  expect(code).toBe(0);
  const told = expect.stringContaining(`The journal ${strange} is damaged: line 1`) as unknown;
  expect(resultIn("mfa-exclusion-add", stdout).warnings).toContainEqual(told);
});

describe("evidence", () => {
  test("of before and after stands in the journal", async () => {
    const { code, stdout } = await stage.cli([...EXCLUDE, "--evidence"]);
    expect(code).toBe(0);
    expect(resultIn("mfa-exclusion-add", stdout).warnings.join()).not.toContain("verify-sync");
    const entries = entriesOf(journals()[0] ?? "");
    expect(entries.map(({ entry, when }) => when ?? entry)).toEqual([
      ...["started", "plan", "before", "intent", "sent", "confirmed", "finished", "after"],
    ]);
    for (const { result } of entries.filter(({ entry }) => entry === "evidence"))
      expect(result).toMatchObject({ schema: "aadc-cloud/verify-sync@1" });
  });

  test("that cannot be had is a warning: all is done by then", async () => {
    const { code, stdout } = await stage.cli([...EXCLUDE, "--evidence"], {
      onAttempt: (_count, world) => {
        const [journal] = journals();
        if (journal !== undefined && entriesOf(journal).at(-1)?.entry === "finished") world.interrupt();
      },
    });
    expect(code).toBe(0);
    const { changed, warnings } = resultIn("mfa-exclusion-add", stdout);
    expect(changed).toBe(true);
    expect(warnings).toContainEqual(expect.stringMatching(/^What verify-sync says after the last change could not/));
  });

  test("of before that is cut stops the run before its first write", async () => {
    const { code } = await stage.cli([...EXCLUDE, "--evidence"], {
      onAttempt: (_count, world) => {
        if (journals().length > 0) world.interrupt();
      },
    });
    expect(code).toBe(130);
    expect(writes()).toEqual([]);
    expect(entriesOf(journals()[0] ?? "").map(({ entry }) => entry)).toEqual(["started", "plan"]);
  });
});
