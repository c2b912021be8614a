// `cleanup-accounts`: what is refused before anybody signs in, before and after a swap. The whole way is among the long tests.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const GRAPH = "graph.microsoft.com";
const OLD = "Sync_AADC-OLD_8f2d6b1c04ae@contoso.onmicrosoft.com";
const NEW = "Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  expect((await stage.cli(["mfa-exclusion", "add", "--yes"])).code).toBe(0);
});
afterAll(() => stage.close());

async function play(...event: readonly string[]) {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
  expect(code, stderr).toBe(0);
}

async function done(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["cleanup-accounts", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("cleanup-accounts", stdout);
}

async function refused(...argv: readonly string[]) {
  const { code, stdout } = await stage.cli(["cleanup-accounts", ...argv, "-o", "json"]);
  return { exit: code, ...errorIn(stdout) };
}

const step = (what: "disable" | "delete", ...more: readonly string[]) => ["--step", what, "--identity", OLD, ...more];

function writes(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method }) => host === GRAPH && method !== "GET")
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").pathname.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
}

describe("before anybody signs in", () => {
  test.each([
    [["--step", "disable"], "identity-missing"],
    [["--step", "purge", "--identity", OLD], "invalidArgument"],
    [["--identity", OLD], "step-missing"],
    [step("disable", "--decommissioned", "AADC-OLD"), "reason-missing"],
    [step("delete", "--quarantine", "soon"), "bad-duration"],
    [step("delete", "--quarantine", "9999d"), "bad-quarantine"],
  ])("%j is refused", async (argv, code) => {
    stage.newRequests();
    expect(await refused(...argv)).toMatchObject({ exit: 2, code });
    expect(stage.newRequests()).toEqual([]);
  });
});

describe("before the swap", () => {
  test("nothing may go, and why is said; nothing is written", async () => {
    writes();
    const { identities, activeServer, checklist, plan, runId } = await done();
    expect(identities.map(({ name, class: found, removable, next }) => [name, found, removable, next])).toEqual([
      [NEW, "unknown", false, null],
      [OLD, "active", false, null],
    ]);
    expect([activeServer.state === "known" && activeServer.value, checklist, plan, runId]).toEqual([
      null,
      [],
      [],
      null,
    ]);
    for (const how of ["--yes", "--dry-run"])
      expect(await refused(...step("disable", how))).toMatchObject({ exit: 4, code: "identity-active" });
    expect(await refused("--step", "disable", "--identity", NEW, "--yes")).toMatchObject({
      ...{ exit: 4, code: "identity-unknown" },
    });
    expect(writes()).toEqual([]);
  });
});

describe("after the swap", () => {
  beforeAll(async () => {
    for (const event of [["stop-server", "AADC-OLD"], ["set-staging", "AADC-NEW", "off"], ["sync"], ["advance", "8d"]])
      await play(...event);
  });

  test("what may go is said, with what to type", async () => {
    const { stdout } = await stage.cli(["cleanup-accounts"]);
    expect(stdout).toMatch(/decommissioned +Sync_AADC-OLD/);
    expect(stdout).toContain(`  aadc-cloud cleanup-accounts --step disable --identity ${OLD}`);
    const page = readFileSync("docs/cleanup-accounts.md", "utf8").replaceAll("\r", "");
    const example = /( {4}Identities that synchronise, or did\n(?: {4}.*\n)+)/.exec(page)?.[1] ?? "";
    const timeless = (text: string) =>
      text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "TIME").replaceAll(/\s+/g, " ");
    expect(timeless(stdout)).toContain(timeless(example).trim());
    expect(example.split("\n").length).toBeGreaterThan(8);
    // What is to be copied is not broken.
    expect(stdout.split("\n").filter((line) => line.length > 100 && !line.startsWith("  aadc-cloud"))).toEqual([]);
  });

  test("it is disabled, once; the active one never is, and names are not guessed", async () => {
    for (const [name, exit, code] of [
      [NEW, 4, "identity-active"],
      ["Sync_AADC-OLD", 2, "unknown-identity"],
    ] as const)
      expect(await refused("--step", "disable", "--identity", name, "--yes")).toMatchObject({ exit, code });
    writes();
    const result = await done(...step("disable", "--yes"));
    expect(writes()).toEqual(["PATCH /v1.0/users/ID", "POST /v1.0/users/ID/extensions"]);
    expect(result.identities.find(({ name }) => name === OLD)).toMatchObject({
      enabled: { value: false },
      quarantine: { value: { provenAt: null, state: "unproven" } },
      next: ["verify-sync", "--wait-for", `proven=${OLD}`],
    });
    const again = await done(...step("disable", "--yes"));
    expect([again.plan, again.warnings.join(), writes()]).toEqual([[], expect.stringMatching(/not proven yet/), []]);
    expect(await refused(...step("delete", "--yes"))).toMatchObject({ exit: 4, code: "quarantine-not-over" });
  });
});
