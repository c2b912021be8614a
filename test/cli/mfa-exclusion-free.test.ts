// `mfa-exclusion` in a tenant without Microsoft Entra ID P1, with security defaults on: what cannot be had there is said.
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const LOCK = ["--lock-to", "203.0.113.10"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ scenario: "tailspin-free" });
});
afterAll(() => stage.close());

test.each([LOCK, [...LOCK, "--enforce"], [...LOCK, "--dry-run"]])(
  "no lock without the licence: %s %s %s",
  async (...lock) => {
    stage.newRequests();
    const { code, stdout } = await stage.cli(["mfa-exclusion", "add", "--yes", ...lock, "-o", "json"]);
    expect([code, errorIn(stdout)]).toMatchObject([4, { code: "lock-unlicensed" }]);
    expect(errorIn(stdout).message).toContain("Microsoft Entra ID P1");
    expect(stage.newRequests().filter(({ host, method }) => host.startsWith("graph.") && method !== "GET")).toEqual([]);
  },
);

test("who is bound by security defaults is told so, and not that everything is as it should be", async () => {
  const argv = ["mfa-exclusion", "add", "--for", "admin@tailspintoys.onmicrosoft.com", "--expires", "1h", "--yes"];
  const { code, stdout } = await stage.cli([...argv, "--accept-human", "-o", "json"]);
  expect(code).toBe(0);
  const { plan, warnings } = resultIn("mfa-exclusion-add", stdout);
  expect(plan).toEqual([]);
  expect(warnings.join("\n")).toMatch(
    /Security defaults are on: .*admin@tailspintoys.* No exclusion can be made from them/,
  );
  const told = await stage.cli([...argv, "--accept-human"]);
  expect(told.stdout).toContain("Nothing to change.");
  expect(told.stdout).not.toContain("as it should be");
});

test("those that synchronise are exempt from security defaults, and nobody is warned of these", async () => {
  const { stdout } = await stage.cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
  expect(resultIn("mfa-exclusion-add", stdout).warnings.join()).not.toContain("Security defaults");
});
