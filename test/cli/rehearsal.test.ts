// The rehearsal that docs/sandbox.md describes, as it stands there.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { at } from "../sandbox/sandbox-client.js";
import { startStage } from "../support/cli-stage.js";

const PAGE = readFileSync(path.join(import.meta.dirname, "../../docs/sandbox.md"), "utf8");
const YAML = /```yaml\n(?<example>[^`]+)```/u.exec(PAGE)?.groups?.["example"] ?? "";

test("a file of one's own shows what is wrong before the swap, and that it is right after it", async () => {
  const stage = await startStage();
  try {
    writeFileSync(path.join(stage.cwd, "ours.yaml"), YAML);
    const reset = await stage.cli(["sandbox", "reset", "--scenario", "ours.yaml"]);
    expect(reset.code, reset.stderr).toBe(0);
    const before = await stage.cli(["verify-sync", "-o", "json"]);
    expect(before.code, before.stdout).toBe(1);
    expect(at(JSON.parse(before.stdout), "tenant", "displayName")).toBe("Example");
    for (const event of [["swap", "SYNC1", "SYNC2"], ["sync"]]) {
      expect((await stage.cli(["sandbox", "do", ...event])).code).toBe(0);
    }
    expect((await stage.cli(["mfa-exclusion", "add", "--yes"])).code).toBe(0);
    const after = await stage.cli(["verify-sync", "-o", "json"]);
    expect(after.code, after.stdout).toBe(0);
    expect(at(JSON.parse(after.stdout), "summary", "unknown")).toBe(0);
  } finally {
    await stage.close();
  }
});
