// Two operators, each with a state folder of his own, and a run that was cut between: whose account it is, and whose password.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Faults } from "../../src/sandbox/faults/faults.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import type { TestWorld, TestWorldOptions } from "../support/cli-world.js";
import { opensWith } from "../support/standing-account.js";

let armed: { readonly work: "done" | "undone"; readonly whenStruck: () => void } | undefined;
/** The making of an account gets no answer. */
const faults: Faults = {
  needEarlierAnswers: false,
  strike({ method, path: address }) {
    if (armed === undefined || method !== "POST" || !address.endsWith("/users")) return undefined;
    const { work, whenStruck } = armed;
    armed = undefined;
    whenStruck();
    return { kind: "reset", work };
  },
};

/** Cut while the request that makes the account is out. */
async function cutSetup(name: string, work: "done" | "undone"): Promise<void> {
  let isFirst = true;
  const onAttempt = (_count: number, world: TestWorld) => {
    if (isFirst) armed = { work, whenStruck: () => world.interrupt() };
    isFirst = false;
  };
  expect((await setup("one", name, { onAttempt })).code).toBe(130);
}

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ faults });
}, 60_000);
afterAll(() => stage.close());

const setup = (operator: string, name: string, options: Partial<TestWorldOptions> = {}) => {
  const where = ["--state-dir", path.join(stage.cwd, operator), "--password-to", `file:${operator}-${name}`];
  return stage.cli(["setup-svc-account", "--name", name, "--yes", ...where, "-o", "json"], options);
};
const passwordOf = (operator: string, name: string) =>
  readFileSync(path.join(stage.cwd, `${operator}-${name}`), "utf8").trim();
const opens = (operator: string, name: string) =>
  opensWith(stage, `${name}@contoso.onmicrosoft.com`, passwordOf(operator, name));
const openRuns = async (operator: string) =>
  (await stage.cli(["runs", "list", "--state-dir", path.join(stage.cwd, operator), "-o", "json"])).stdout.match(
    /"state": ?"open"/gu,
  );

test("an account that another operator has made after the cut is not claimed, and the stored password is not called its own", async () => {
  await cutSetup("svc-two", "undone");
  expect((await setup("two", "svc-two")).code).toBe(0);
  const { code, stdout } = await setup("one", "svc-two");
  expect(code).toBe(0);
  const { plan, applied, changed, account, warnings } = resultIn("setup-svc-account", stdout);
  expect(plan).toEqual([]);
  expect(applied).toMatchObject([{ kind: "create-user", outcome: "already-so" }]);
  expect(changed).toBe(false);
  expect(account).toMatchObject({ existedBefore: true, passwordTo: null });
  expect(warnings.join("\n")).toMatch(/made by somebody else meanwhile: .* not its password.* --reset-password/u);
  expect(await opens("two", "svc-two")).toBe(true);
  expect(await openRuns("one")).toBeNull();
});

test("an account that was made, and whose answer never came, is gone on with, and it is said that this is not proven", async () => {
  await cutSetup("svc-own", "done");
  const { code, stdout } = await setup("one", "svc-own");
  expect(code).toBe(0);
  const { applied, account, warnings } = resultIn("setup-svc-account", stdout);
  expect(applied[0]).toMatchObject({ kind: "create-user", outcome: "done-earlier" });
  expect(account).toMatchObject({
    existedBefore: false,
    passwordTo: `file:${path.join(stage.cwd, "one-svc-own")}`,
  });
  expect(warnings.join("\n")).toContain("is not proven");
  expect(warnings.join("\n")).not.toContain("existed already");
  expect(await opens("one", "svc-own")).toBe(true);
  expect(await openRuns("one")).toBeNull();
});
