// One at a time changes a tenant, and finds the run of the same command that was cut.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { fileJournals } from "../../src/changes/file-journals.js";
import type { Journals } from "../../src/changes/journal.js";
import { listRuns } from "../../src/commands/run-views.js";
import { takeTurn } from "../../src/commands/turn.js";
import { GuardError, InterruptedError, UsageError } from "../../src/shapes/errors.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { typedPlainly } from "../../src/shapes/typed.js";
import { finished, HEAD, intentOf, planEntry, sentOf, started } from "../changes/journal-entries.js";
import { excludeOf } from "../changes/scripted-run.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";

const ABOUT = { tenantId: HEAD.tenantId, command: "mfa-exclusion add", subject: "sync" };
const session = { signal: new AbortController().signal, typed: typedPlainly };

function journalsIn(stateDir: string): Journals {
  const { signal } = session;
  return fileJournals({ stateDir, clock: manualClock(), signal, uuid: () => crypto.randomUUID() });
}

async function write(journals: Journals, runId: string, ...entries: readonly RunEntry[]): Promise<void> {
  const journal = await journals.start(runId);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
}

/** One that has sent a change, and then was cut. */
const cut = (journals: Journals, runId: string, subject = "sync") =>
  write(journals, runId, started(runId), planEntry(subject), intentOf(0), sentOf(0));

async function openRun(journals: Journals, about = ABOUT) {
  const turn = await takeTurn(session, { journals, dryRun: false }, about);
  turn.release();
  return turn;
}

describe("the turn", () => {
  test("is one's alone until it is given back, for a tenant", async () => {
    const journals = journalsIn(temporaryFolder());
    const options = { journals, dryRun: false };
    const turn = await takeTurn(session, options, ABOUT);
    const error = await caught(GuardError, takeTurn(session, options, { ...ABOUT, command: "register-app" }));
    expect(error.code).toBe("locked");
    expect(error.message).toContain(`Process ${process.pid}`);
    (await takeTurn(session, options, { ...ABOUT, tenantId: "another" })).release();
    turn.release();
    turn.release();
    (await takeTurn(session, options, ABOUT)).release();
    expect(readdirSync(journals.where)).toEqual([]);
  });

  test("is not needed where nothing is changed, nor is a folder that can be written", async () => {
    const folder = temporaryFolder();
    const journals = journalsIn(folder);
    const turn = await takeTurn(session, { journals, dryRun: false }, ABOUT);
    await takeTurn(session, { journals, dryRun: true }, ABOUT);
    await takeTurn(session, { journals, dryRun: false, savePlan: () => undefined }, ABOUT);
    turn.release();
    const nowhere = journalsIn(path.join(folder, "not-there"));
    expect(await takeTurn(session, { journals: nowhere, dryRun: true }, ABOUT)).toMatchObject({ openRun: null });
    expect(readdirSync(folder)).not.toContain("not-there");
  });

  test("is refused where journals cannot be read: whether a run is open is not known", async () => {
    const journals = journalsIn(temporaryFile("state", "a file"));
    for (const dryRun of [true, false])
      expect((await caught(UsageError, takeTurn(session, { journals, dryRun }, ABOUT))).code).toBe("journal");
  });

  test("is given back where looking for an open run fails", async () => {
    const journals = journalsIn(temporaryFolder());
    const stop = new InterruptedError("stop", { code: "stop", remedy: "" });
    const reading = { ...journals, unfinished: () => Promise.reject(stop) };
    await expect(takeTurn(session, { journals: reading, dryRun: false }, ABOUT)).rejects.toBe(stop);
    (await takeTurn(session, { journals, dryRun: false }, ABOUT)).release();
  });
});

describe("the open run", () => {
  test("is the newest one of the same command on the same subject in the same tenant", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    await cut(journals, "2");
    await cut(journals, "3", "another subject");
    await write(journals, "4", started("4"), planEntry("sync"), intentOf(0), sentOf(0), finished);
    await write(journals, "5", started("5"), planEntry("sync"));
    await write(journals, "6", started("6"));
    expect(await openRun(journals)).toMatchObject({ openRun: { runId: "2" }, warnings: [] });
    await write(journals, "7");
    expect((await openRun(journals)).warnings).toEqual([expect.stringContaining("7.jsonl is empty")]);
    for (const other of [{ tenantId: "t" }, { command: "register-app" }, { subject: "svc" }])
      expect((await openRun(journals, { ...ABOUT, ...other })).openRun).toBeNull();
    expect((await openRun(journals, { ...ABOUT, subject: "another subject" })).openRun?.runId).toBe("3");
  });

  test("is none that was taken back", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    const back = [started("2", { rollbackOf: "1" }), planEntry("1")];
    await write(journals, "2", ...back, intentOf(0), sentOf(0), finished);
    expect((await openRun(journals)).openRun).toBeNull();
  });

  test("is one whose taking back was stopped before it did anything", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    await write(journals, "2", started("2", { rollbackOf: "1" }), planEntry("1"));
    expect((await openRun(journals)).openRun?.runId).toBe("1");
  });

  test("is one whose taking back was taken back", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    await write(journals, "2", started("2", { rollbackOf: "1" }), planEntry("1"), intentOf(0));
    await write(journals, "3", started("3", { rollbackOf: "2" }), planEntry("2"), intentOf(0), sentOf(0), finished);
    expect((await openRun(journals)).openRun?.runId).toBe("1");
    const states = (await listRuns(journals)).map(({ state, rollback }) => [state, rollback?.runId]);
    expect(states).toEqual([
      ["finished", undefined],
      ["rolled-back", "3"],
      ["open", undefined],
    ]);
  });

  test("is listed with what it had done of what was planned", async () => {
    const journals = journalsIn(temporaryFolder());
    const plan = { ...planEntry("sync"), plan: ["p", "q", "r"].map((name) => excludeOf(name)) } as RunEntry;
    await write(journals, "1", started("1"), plan, intentOf(0), sentOf(0));
    const [run] = await listRuns(journals);
    expect([run?.changes, run?.notBegun]).toEqual([1, 2]);
  });

  test("that is half taken back is a refusal, which says how to finish that, and keeps no turn", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    await write(journals, "2", started("2", { rollbackOf: "1" }), planEntry("1"), intentOf(0));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await caught(GuardError, openRun(journals));
      expect([error.code, error.remedy]).toEqual(["rollback-open", expect.stringContaining("runs rollback 1")]);
    }
  });

  test("is asked for in vain while another run on the same subject is half taken back, also a finished one", async () => {
    const journals = journalsIn(temporaryFolder());
    await write(journals, "1", started("1"), planEntry("sync"), intentOf(0), sentOf(0), finished);
    await write(journals, "2", started("2", { rollbackOf: "1" }), planEntry("1"), intentOf(0));
    for (const command of [ABOUT.command, "mfa-exclusion remove"]) {
      const error = await caught(GuardError, openRun(journals, { ...ABOUT, command }));
      expect([error.code, error.remedy]).toEqual(["rollback-open", expect.stringContaining("runs rollback 1")]);
      expect(error.message).toContain("Run 1 (mfa-exclusion add, sync) is being taken back by run 2");
    }
    expect((await openRun(journals, { ...ABOUT, subject: "another" })).openRun).toBeNull();
    const again = { ...ABOUT, command: "runs rollback", subject: "1" };
    expect((await openRun(journals, { ...again, tenantId: "t" })).openRun).toBeNull();
    expect((await openRun(journals, { ...ABOUT, tenantId: "t" })).openRun).toBeNull();
    await write(journals, "3", started("3", { rollbackOf: "2" }), planEntry("2"), intentOf(0), sentOf(0), finished);
    expect((await openRun(journals)).openRun).toBeNull();
  });

  test("is found beside a journal that is damaged, which is told", async () => {
    const journals = journalsIn(temporaryFolder());
    await cut(journals, "1");
    await cut(journals, "2");
    const damaged = path.join(journals.where, "2.jsonl");
    writeFileSync(damaged, "not a journal\n");
    const { openRun: found, warnings } = await openRun(journals);
    expect(found?.runId).toBe("1");
    expect(warnings).toEqual([expect.stringContaining(`The journal ${damaged} is damaged: line 1`)]);
  });
});
