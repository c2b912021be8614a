// Whatever is asked of setup-svc-account with --dry-run or --plan-out: nothing is sent but reads, and nothing is left behind.
import { readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "../support/cli-stage.js";
import { setupVariant, stageOf } from "../support/setup-variants.js";

const oneOf = (...choices: readonly (readonly string[])[]) => fc.constantFrom(...choices);

const someWords = fc
  .tuple(
    oneOf([], ["--name", "svc-other"], ["--name", "admin"]),
    oneOf([], ["--display-name", "Someone"]),
    oneOf([], ["--domain", "contoso.com"], ["--domain", "fabrikam.onmicrosoft.com"]),
    oneOf([], ["--password-to", "file:pw"], ["--password-to", "keyvault:kv-contoso/svc"], ["--password-to", "stdout"]),
    oneOf([], ["--tap", "8h"], ["--tap", "30d"]),
    oneOf([], ["--role", "permanent"], ["--role", "active:14d"], ["--role", "eligible:400d"]),
    oneOf([], ["--restore-deleted"]),
    oneOf([], ["--reset-password"]),
    oneOf([], [], ["--disable"], ["--enable"]),
    oneOf([], ["--evidence"]),
    oneOf([], ["--yes"]),
    oneOf([], ["--ticket", "CHG-1", "--reason", "because"]),
    oneOf([], ["-o", "json"], ["-o", "md"], ["-o", "html"]),
  )
  .map((parts) => parts.flat());

describe.each([
  "a new account, with P1",
  "a new account, with P2",
  "an account with a new password",
  "an account that is restored",
])("%s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await stageOf(setupVariant(name));
  });
  afterAll(() => stage.close());

  test("only reads", async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(someWords, fc.constantFrom("--dry-run", "--plan-out"), async (words, how) => {
        stage.newRequests();
        const argv = ["setup-svc-account", ...words, how, ...(how === "--plan-out" ? ["plan.json"] : [])];
        const { code, stdout, stderr } = await stage.cli(argv);
        expect([0, 2, 3, 4], `${argv.join(" ")}: ${stdout}${stderr}`).toContain(code);
        if (code === 0) plans += 1;
        const sent = stage.newRequests().filter(({ host }) => !host.startsWith("login."));
        expect(sent.filter(({ method }) => method !== "GET").map(({ method, url }) => `${method} ${url}`)).toEqual([]);
        expect(readdirSync(stage.cwd).filter((file) => file !== "plan.json")).toEqual([]);
        expect(runsOf(stage), argv.join(" ")).toEqual([]);
      }),
      { seed: 20_261_122, numRuns: 10, endOnFailure: true },
    );
    expect(plans).toBeGreaterThan(1);
  });
});

function runsOf({ dir }: Stage): readonly string[] {
  try {
    return readdirSync(path.join(dir, "state", "runs"));
  } catch {
    return [];
  }
}
