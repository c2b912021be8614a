// Whatever mfa-exclusion is asked for in a dry run, or to save as a plan: it only reads, and leaves nothing behind.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { isWrite } from "../support/is-write.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const oneOf = (...choices: readonly (readonly string[])[]) => fc.constantFrom([], ...choices);

/** Some of them refused, since they contradict one another or a guard stands before them. */
const words = fc
  .tuple(
    fc.constantFrom(["add"], ["add"], ["remove"]),
    oneOf(["--for", "sync"], ["--for", "bruno.costa@contoso.com"]),
    oneOf(["--via", "user"], ["--via", "group"], ["--via", "group:Mine"]),
    oneOf(["--expires", "8h", "--accept-human", "--accept-unprotected"]),
    oneOf(["--lock-to", "203.0.113.11/32"], ["--lock-to", "203.0.113.11/32", "--enforce"]),
    oneOf(["-o", "json"], ["-o", "md"], ["-o", "html"]),
    fc.boolean(),
  )
  .map(([[verb = "add"], asked, via, ends, lock, output, saves]) => {
    const more = verb === "add" ? [...via, ...ends, ...lock] : [];
    const ending = saves ? ["--plan-out", `plan-${stage.time.serial()}`] : ["--dry-run"];
    return [verb, ...asked, ...more, ...output, ...ending];
  });

async function onlyReads(argv: readonly string[]): Promise<number> {
  stage.time.pass(2_000);
  stage.newRequests();
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", ...argv]);
  expect([0, 2, 4], `${argv.join(" ")}: ${stdout}${stderr}`).toContain(code);
  const sent = stage.newRequests().filter((one) => !one.host.startsWith("login.") && isWrite(one));
  expect(sent.map(({ method, url }) => `${argv.join(" ")}: ${method} ${url}`)).toEqual([]);
  expect(readdirSync(stage.cwd).filter((file) => !/^plan-\d+$/u.test(file))).toEqual([]);
  expect(existsSync(path.join(stage.dir, "state", "runs"))).toBe(false);
  return code;
}

test("only reads", async () => {
  for (const argv of [
    ["--via", "group"],
    ["--lock-to", "203.0.113.11/32"],
  ])
    expect(await onlyReads(["add", ...argv, "--dry-run"])).toBe(0);
  await fc.assert(
    fc.asyncProperty(words, async (argv) => {
      await onlyReads(argv);
    }),
    { seed: 20_261_122, numRuns: 30, endOnFailure: true },
  );
});
