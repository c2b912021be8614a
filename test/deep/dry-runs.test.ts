// Whatever is asked of setup-svc-account with --dry-run or --plan-out: nothing is sent but reads, and nothing is left behind.
import { readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "../support/cli-stage.js";
import { setupVariant, stageOf } from "../support/setup-variants.js";

const oneOf = (...choices: readonly (readonly string[])[]) => fc.constantFrom([], [], ...choices);

/** Some of them refused, since the tenant does not allow it or they contradict one another. */
const besides = fc
  .tuple(
    oneOf(["--name", "svc-other"]),
    oneOf(["--display-name", "Someone"]),
    oneOf(["--domain", "contoso.com"]),
    oneOf(["--password-to", "file:pw"], ["--password-to", "keyvault:kv-contoso/svc"]),
    oneOf(["--tap", "8h"], ["--tap", "30d"]),
    oneOf(["--role", "permanent"], ["--role", "active:14d"], ["--role", "eligible:30d"]),
    oneOf(["--evidence"]),
    oneOf(["--yes"]),
    oneOf(["--ticket", "CHG-1", "--reason", "because"]),
    oneOf(["-o", "json"], ["-o", "md"], ["-o", "html"]),
  )
  .map((parts) => parts.flat());

describe.each([
  ["a new account, with P1", [[]]],
  ["a new account, with P2", [[]]],
  ["an account with a new password", [[], ["--reset-password"], ["--enable"]]],
  ["an account that is disabled", [["--disable"]]],
  ["an account that is restored", [["--restore-deleted"], ["--restore-deleted", "--reset-password"]]],
])("%s", (name, aims) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await stageOf(setupVariant(name));
  });
  afterAll(() => stage.close());

  async function onlyReads(...argv: readonly string[]): Promise<number> {
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli(["setup-svc-account", ...argv]);
    expect([0, 2, 3, 4], `${argv.join(" ")}: ${stdout}${stderr}`).toContain(code);
    const sent = stage.newRequests().filter(({ host }) => !host.startsWith("login."));
    expect(sent.filter(({ method }) => method !== "GET").map(({ method, url }) => `${method} ${url}`)).toEqual([]);
    expect(readdirSync(stage.cwd).filter((file) => !/^plan-\d+$/u.test(file))).toEqual([]);
    expect(runsOf(stage), argv.join(" ")).toEqual([]);
    return code;
  }

  test("only reads", async () => {
    for (const aim of aims) expect(await onlyReads(...aim, "--dry-run")).toBe(0);
    const how = fc.boolean().map((isDry) => (isDry ? ["--dry-run"] : ["--plan-out", `plan-${stage.time.serial()}`]));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...aims), besides, how, async (aim, words, ending) => {
        await onlyReads(...aim, ...words, ...ending);
      }),
      { seed: 20_261_122, numRuns: 20, endOnFailure: true },
    );
  });
});

function runsOf({ dir }: Stage): readonly string[] {
  try {
    return readdirSync(path.join(dir, "state", "runs"));
  } catch {
    return [];
  }
}
