// An archive of a run, checked by programs that know nothing of this one; and journals of a size that nobody expects.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { lineOf } from "../../src/changes/journal-lines.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { runIn, startStage } from "../support/cli-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { isMissing } from "./programs.js";

test.skipIf(isMissing("sha256sum"))(
  "the sums of an archive are taken by sha256sum, and an altered file is found",
  async () => {
    const stage = await startStage();
    try {
      expect((await stage.cli(["mfa-exclusion", "add", "--yes", "--evidence"])).code).toBe(0);
      const { stdout } = await stage.cli(["runs", "export", "last", "-o", "json"]);
      const { file, missing } = resultIn("runs-export", stdout);
      expect(missing).toEqual([]);
      const folder = temporaryFolder();
      for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
        mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
        writeFileSync(path.join(folder, name), bytes);
      }
      const check = () =>
        execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: folder, encoding: "utf8", stdio: "pipe" });
      expect(check()).toMatch(/^journal\.jsonl: OK$/m);
      writeFileSync(path.join(folder, "plan.json"), "{}");
      expect(check).toThrow("1 computed checksum did NOT match");
    } finally {
      await stage.close();
    }
  },
);

test("a journal of 20 MB is listed, shown and exported, and floods no terminal", async () => {
  const cwd = temporaryFolder();
  writeLongJournal(cwd);
  for (const words of [["list"], ["show", "last"], ["export", "last"]]) {
    const { code, stdout } = await runIn(["runs", ...words, "--state-dir", cwd], { cwd });
    expect(code).toBe(0);
    expect(stdout.length).toBeLessThan(1_000_000);
  }
});

function writeLongJournal(cwd: string): void {
  const runs = path.join(cwd, "runs");
  const id = "20261122T100000Z-00000001";
  mkdirSync(runs);
  let hash = "0".repeat(64);
  const line = (entry: object) => {
    const made = lineOf(entry, "2026-11-22T10:00:00.000Z", hash);
    hash = made.hash;
    return `${made.text}\n`;
  };
  const change = {
    kind: "exclude-role",
    target: { policyId: "p", policyName: "x".repeat(50_000) },
    summary: `exclude ${"y".repeat(50_000)}`,
    before: { excludeRoles: [] },
    after: { excludeRoles: ["r"] },
    reversible: true,
  };
  const head = {
    tenantId: "t",
    tenant: { displayName: "T", initialDomain: "t.onmicrosoft.com", cloud: "public" },
    at: "2026-11-22T10:00:00.000Z",
    operator: { id: "o", name: "o", authKind: "secret" },
    toolVersion: "0.1.0",
  };
  const plan = { entry: "plan", command: "c", subject: "s", plan: [], planHash: "h", wishes: null };
  writeFileSync(
    path.join(runs, `${id}.jsonl`),
    [
      line({ entry: "started", run: id, head }),
      line({ ...plan, warnings: [], guardsOverridden: [] }),
      ...Array.from({ length: 200 }, (_, number) => line({ entry: "intent", number, change })),
    ].join(""),
  );
}
