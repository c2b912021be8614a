// Journals that cannot be read: nothing is guessed of them, and they keep nobody from the runs that can be read.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const YES = ["--yes", "-o", "json"];
const journalOf = (runId: string) => path.join(stage.dir, "state", "runs", `${runId}.jsonl`);
const list = async () => resultIn("runs-list", (await stage.cli(["runs", "list", "-o", "json"])).stdout).runs;
const typed = (line: string, ...more: readonly string[]) =>
  stage.cli([...line.replace(` --sandbox-dir ${stage.dir}`, "").split(" "), ...more]);

async function made(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cli([...argv, ...YES]);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as { runId: string }).runId;
}

describe("a damaged journal", () => {
  let older: string;
  let broken: string;
  let rollback: string;
  beforeAll(async () => {
    older = await made(["mfa-exclusion", "add"]);
    broken = await made(["setup-svc-account", "--password-to", "file:pw"]);
    rollback = await made(["runs", "rollback", broken]);
    writeFileSync(journalOf(broken), readFileSync(journalOf(broken), "utf8").replace("svc-adconnect", "svc-adconnecx"));
  });

  test("is listed as damaged, whatever another run says of it", async () => {
    expect((await list()).find(({ runId }) => runId === broken)).toMatchObject({
      state: "damaged",
      rollback: { runId: rollback, finished: true },
    });
    const { stdout } = await stage.cli(["runs", "list"]);
    expect(stdout).toContain(`${broken}  damaged, taken back by ${rollback}`);
  });

  test("that is newer than all that can be read may be the last one: none is taken in its place, the next is named", async () => {
    stage.newRequests();
    const { code, stdout } = await stage.cli(["runs", "rollback", "last", ...YES]);
    expect([code, errorIn(stdout).code]).toEqual([4, "last-unclear"]);
    expect(errorIn(stdout).message).toContain(broken);
    expect(stage.newRequests()).toEqual([]);
    const lines = errorIn(stdout).remedy.match(/(?<=aadc-cloud )runs [^.]*?--sandbox-dir [\w/-]+/g) ?? [];
    expect(lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "runs list --sandbox-dir",
      `runs rollback ${older}`,
    ]);
    const [listing = "", next = ""] = lines;
    expect((await typed(listing)).stdout).toContain(older);
    expect((await typed(next, "--dry-run")).stdout).toContain(older);
  });

  test("that is older than the last one keeps nobody from it", async () => {
    await made(["runs", "rollback", older]);
    const newer = await made(["mfa-exclusion", "add"]);
    const { code, stdout } = await stage.cli(["runs", "rollback", "last", ...YES]);
    expect(code).toBe(0);
    expect(resultIn("runs-rollback", stdout).run.runId).toBe(newer);
  });
});

test("of an empty journal nothing is told, and whoever changes something is warned", async () => {
  const emptied = "20261201T000000Z-00000001";
  writeFileSync(journalOf(emptied), "");
  const [view] = await list();
  expect(view).toMatchObject({ runId: emptied, state: "damaged", changes: null });
  expect(view?.problem).toContain("is empty");
  const shown = await stage.cli(["runs", "show", emptied, "-o", "json"]);
  expect([shown.code, errorIn(shown.stdout).code]).toEqual([4, "journal-damaged"]);
  expect(errorIn(shown.stdout).message).not.toContain("changed nothing");
  const { stdout } = await stage.cli(["mfa-exclusion", "add", "--dry-run", "-o", "json"]);
  expect(resultIn("mfa-exclusion-add", stdout).warnings.join()).toContain(`${emptied}.jsonl is empty`);
});

test.each([
  [["runs", "list"]],
  [["mfa-exclusion", "remove", "--dry-run"]],
  [["mfa-exclusion", "status"]],
  [["mfa-exclusion", "add", "--dry-run"]],
])("a state folder that is a file does not hold no runs, it cannot be read: %j", async (argv) => {
  writeFileSync(path.join(stage.cwd, "file"), "");
  const { code, stdout } = await stage.cli([...argv, "--state-dir", "file", "-o", "json"]);
  expect([code, errorIn(stdout).code]).toEqual([2, "journal"]);
  expect(errorIn(stdout).message).toContain("cannot be read");
});
