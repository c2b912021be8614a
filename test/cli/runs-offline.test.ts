// runs list, show and export: journals as they are, without asking anybody.
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lineOf } from "../../src/changes/journal-lines.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const POLICY_RUN = ["mfa-exclusion", "add", "--yes", "--ticket", "CHG-7", "--reason", "Swap of servers"];

describe("runs of one place", () => {
  let stage: Stage;
  let runs: string;
  let runId: string;
  beforeAll(async () => {
    stage = await startStage();
    runs = path.join(stage.dir, "state", "runs");
    const { code, stdout } = await stage.cli([...POLICY_RUN, "-o", "json"]);
    expect(code).toBe(0);
    runId = resultIn("mfa-exclusion-add", stdout).runId ?? "";
    stage.newRequests();
  });
  afterAll(() => stage.close());

  const list = async (...more: string[]) =>
    resultIn("runs-list", (await stage.cli(["runs", "list", "-o", "json", ...more])).stdout).runs;
  const journalOf = (id: string) => path.join(runs, `${id}.jsonl`);

  test("the list has who, what, when, for which ticket", async () => {
    const [run, ...others] = await list();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      runId,
      state: "finished",
      command: "mfa-exclusion add",
      ticket: "CHG-7",
      reason: "Swap of servers",
      tenant: { initialDomain: "contoso.onmicrosoft.com" },
      rollback: null,
      problem: null,
    });
    expect(run?.changes).toBeGreaterThan(0);
    expect(stage.newRequests()).toEqual([]);
  });

  test("of one tenant only, by id or initial domain", async () => {
    const [run] = await list();
    expect(await list("--tenant", "CONTOSO.onmicrosoft.com")).toHaveLength(1);
    expect(await list("--tenant", run?.tenantId ?? "")).toHaveLength(1);
    expect(await list("--tenant", "fabrikam.onmicrosoft.com")).toEqual([]);
    const { code, stdout } = await stage.cli(["runs", "list", "--tenant", "contoso.com"]);
    expect(code).toBe(0);
    expect(stdout).toContain("No run here is known to be of contoso.com.");
    expect(stdout).toContain(`contoso.onmicrosoft.com (${run?.tenantId ?? "?"})`);
    expect(stdout).not.toContain("nothing was changed");
    const nonsense = await stage.cli(["runs", "list", "--tenant", "nonsense", "-o", "json"]);
    expect([nonsense.code, errorIn(nonsense.stdout).code]).toEqual([2, "tenant-malformed"]);
  });

  test("as text, yaml and csv", async () => {
    const { stdout: text } = await stage.cli(["runs", "list"]);
    expect(text).toContain(`${runId}  finished`);
    expect(text).toContain("ticket CHG-7");
    expect((await stage.cli(["runs", "list", "-o", "yaml"])).stdout).toContain(`runId: ${runId}`);
    const { stdout } = await stage.cli(["runs", "list", "-o", "csv"]);
    const [header, line, end] = stdout.split("\r\n");
    expect(header).toMatch(/^runId,state,begunAt,command/);
    expect(line).toMatch(new RegExp(`^${runId},finished,`));
    expect(end).toBe("");
  });

  test("a run is shown with its steps, their request ids, and what to type next", async () => {
    for (const given of [runId, runId.slice(0, -3), "last", runId.toLowerCase()]) {
      const { run, next } = resultIn("runs-show", (await stage.cli(["runs", "show", given, "-o", "json"])).stdout);
      expect(run.runId).toBe(runId);
      expect(run.steps.length).toBe(run.changes);
      for (const step of run.steps) {
        expect(step).toMatchObject({ state: "confirmed", outcome: "done", takingBack: { possible: true } });
        expect(step.requestId).toMatch(/^[0-9a-f-]{36}$/);
        expect(step.imageBefore).toMatchObject({ conditions: {} });
      }
      expect(next.goOn).toBeNull();
      expect(next.rollBack).toBe(`aadc-cloud runs rollback ${runId} --sandbox-dir ${stage.dir}`);
    }
    const { stdout } = await stage.cli(["runs", "show", "last"]);
    expect(stdout).toContain("1. done: ");
    expect(stdout).toContain(`aadc-cloud runs export ${runId}`);
    expect(stage.newRequests()).toEqual([]);
  });

  test.each(["../x", "..", "", "nobody", "/etc/passwd", "20261122T1%00", `..\\..\\x`])(
    "%j names no run",
    async (given) => {
      for (const command of ["show", "export"]) {
        const { code, stdout } = await stage.cli(["runs", command, given, "-o", "json"]);
        expect(errorIn(stdout).code).toBe("no-such-run");
        expect(code).toBe(2);
      }
    },
  );

  test("an archive holds everything, and its sums are right", async () => {
    const { stdout } = await stage.cli(["runs", "export", runId, "-o", "json"]);
    const { file, files, missing, sha256 } = resultIn("runs-export", stdout);
    expect(file).toBe(path.join(stage.cwd, `${runId}.zip`));
    const zip = readFileSync(file);
    expect(createHash("sha256").update(zip).digest("hex")).toBe(sha256);
    expect(statSync(file).mode & 0o077).toBe(0);
    const content = unzipSync(zip);
    expect(Object.keys(content)).toEqual(files.map(({ name }) => name));
    const text = (name: string) => Buffer.from(content[name] ?? []).toString("utf8");
    expect(text("journal.jsonl")).toBe(readFileSync(journalOf(runId), "utf8"));
    expect(JSON.parse(text("plan.json"))).toMatchObject({ schema: "aadc-cloud/plan@1", ticket: "CHG-7" });
    expect(JSON.parse(text("images/001-before.json"))).toMatchObject({ conditions: {} });
    const sums = text("SHA256SUMS").trimEnd().split("\n");
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      Object.keys(content)
        .filter((name) => name !== "SHA256SUMS")
        .sort(),
    );
    for (const line of sums)
      expect(
        createHash("sha256")
          .update(content[line.slice(66)] ?? "")
          .digest("hex"),
      ).toBe(line.slice(0, 64));
    for (const { what } of missing) expect(text("README.txt")).toContain(what);
    expect(missing.map(({ what }) => what)).toContain("verify-sync-before.json");
  });

  test("the same archive comes out anywhere, and never over a file", async () => {
    const first = path.join(stage.cwd, "first.zip");
    const zone = process.env["TZ"];
    process.env["TZ"] = "Pacific/Auckland";
    try {
      expect((await stage.cli(["runs", "export", "last", "--out", "first.zip"])).code).toBe(0);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
    expect(readFileSync(first).equals(readFileSync(path.join(stage.cwd, `${runId}.zip`)))).toBe(true);
    const again = await stage.cli(["runs", "export", "last", "--out", "first.zip", "-o", "json"]);
    expect([again.code, errorIn(again.stdout).code]).toEqual([4, "file-exists"]);
    const piped = await stage.cli(["runs", "export", "last", "--out", "-", "-o", "json"]);
    expect([piped.code, errorIn(piped.stdout).code]).toEqual([2, "bad-value"]);
  });

  test("damaged, foreign, newer and hardly begun journals hide no other", async () => {
    const text = readFileSync(journalOf(runId), "utf8");
    const lines = text.split("\n");
    const as = (id: string, content: string) => writeFileSync(journalOf(id), content.replaceAll(runId, id));
    as("20200101T000000Z-00000001", text.replace("CHG-7", "CHG-8"));
    writeFileSync(journalOf("20200101T000000Z-00000002"), '{"a":1}\n{}\n');
    as("20200101T000000Z-00000003", "");
    as("20200101T000000Z-00000004", `${lines[0]?.slice(0, 40)}`);
    const started = { entry: "started", run: "20200101T000000Z-00000005", head: headOf(lines[0] ?? "") };
    const first = lineOf(started, "2020-01-01T00:00:00.000Z", "0".repeat(64));
    const newer = lineOf({ entry: "notarized", by: "x" }, "2020-01-01T00:00:00.000Z", first.hash);
    writeFileSync(journalOf(started.run), `${first.text}\n${newer.text}\n`);
    mkdirSync(journalOf("20200101T000000Z-00000006"));
    appendFileSync(path.join(runs, "notes.txt"), "mine");
    const states = (await list()).map(({ runId: id, state }) => [id.slice(0, 8) + id.slice(-1), state]);
    expect(states).toEqual([
      [runId.slice(0, 8) + runId.slice(-1), "finished"],
      ["202001015", "other-version"],
      ["202001014", "nothing-done"],
      ["202001013", "damaged"],
      ["202001012", "damaged"],
      ["202001011", "damaged"],
    ]);
    const [, other, , emptied, , altered] = await list();
    expect(emptied?.problem).toContain("cannot be told");
    expect(other?.problem).toContain("another version");
    expect(altered?.problem).toContain("line 1");
    const shown = await stage.cli(["runs", "show", "20200101T000000Z-00000001", "-o", "json"]);
    expect([shown.code, errorIn(shown.stdout).code]).toEqual([4, "journal-damaged"]);
    const unbegun = await stage.cli(["runs", "show", "20200101T000000Z-00000004", "-o", "json"]);
    expect([unbegun.code, errorIn(unbegun.stdout).message]).toEqual([
      2,
      expect.stringContaining("cut before it began"),
    ]);
    const ambiguous = await stage.cli(["runs", "show", "20200101", "-o", "json"]);
    expect([ambiguous.code, errorIn(ambiguous.stdout).code]).toEqual([2, "ambiguous-run"]);
    expect((await stage.cli(["runs", "list"])).stdout).toContain("damaged");
  });

  test("names that would act on a terminal or in a spreadsheet are harmless", async () => {
    const [, ...rest] = readFileSync(journalOf(runId), "utf8").split("\n");
    expect(rest.length).toBeGreaterThan(3);
    const id = "20190101T000000Z-00000001";
    const head = {
      ...headOf(readFileSync(journalOf(runId), "utf8").split("\n")[0] ?? ""),
      ticket: "=cmd|' /C calc'!A0",
    };
    const plan = {
      entry: "plan",
      command: "\u001b[2Jsetup",
      subject: "\u202e@evil",
      plan: [],
      planHash: "x",
      wishes: null,
      warnings: [],
      guardsOverridden: [],
    };
    let hash = "0".repeat(64);
    const content = [{ entry: "started", run: id, head }, plan].map((entry) => {
      const line = lineOf(entry, "2019-01-01T00:00:00.000Z", hash);
      hash = line.hash;
      return `${line.text}\n`;
    });
    writeFileSync(journalOf(id), content.join(""));
    for (const argv of [
      ["runs", "list"],
      ["runs", "list", "-o", "csv"],
      ["runs", "show", id],
      ["runs", "export", id],
    ]) {
      const { code, stdout } = await stage.cli(argv);
      expect(code).toBe(0);
      expect(stdout.replace(/[\r\n]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(stdout).not.toMatch(/(^|,)"?=cmd/m);
    }
  });

  test("a run that a process is at just now is under way", async () => {
    let seen: ReturnType<typeof list> | undefined;
    const { code } = await stage.cli(["setup-svc-account", "--password-to", "file:pw", "--yes"], {
      onStderr: (text) => {
        if (text.includes("confirming")) seen ??= list();
      },
    });
    expect(code).toBe(0);
    expect((await seen)?.[0]).toMatchObject({ state: "under-way", command: "setup-svc-account" });
    expect((await list())[0]).toMatchObject({ state: "finished", command: "setup-svc-account" });
  });

  test("where nothing was ever changed, that is said", async () => {
    const { code, stdout } = await stage.cli(["runs", "list", "--state-dir", "elsewhere"]);
    expect(code).toBe(0);
    expect(stdout).toContain("nothing was changed from here");
    const last = await stage.cli(["runs", "show", "last", "--state-dir", "elsewhere", "-o", "json"]);
    expect([last.code, errorIn(last.stdout).code]).toEqual([2, "no-such-run"]);
    expect(readdirSync(stage.cwd)).not.toContain("elsewhere");
  });
});

function headOf(line: string): object {
  return (JSON.parse(line) as { head: object }).head;
}
