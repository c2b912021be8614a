// `cleanup-health` on the emulated tenant: the order of the guide, what the list tells, and disabling only.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  expect((await stage.cli(["mfa-exclusion", "add", "--yes"])).code).toBe(0);
  await play("swap", "AADC-OLD", "AADC-NEW");
  await play("sync");
  await play("advance", "90m");
});
afterAll(() => stage.close());

async function play(...event: readonly string[]) {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
  expect(code, stderr).toBe(0);
}

async function done(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["cleanup-health", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("cleanup-health", stdout);
}

async function refused(...argv: readonly string[]) {
  const { code, stdout } = await stage.cli(["cleanup-health", ...argv, "--yes", "-o", "json"]);
  return { exit: code, ...errorIn(stdout) };
}

function deletions(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method }) => host === "management.azure.com" && method !== "GET")
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").searchParams.get("confirm") ?? ""}`);
}

test("the list tells what each entry is worth, and the page shows it as it is printed", async () => {
  const { servers, connectHealth, warnings } = await done();
  expect(servers.map(({ machineName, verdict }) => [machineName, verdict])).toEqual([
    ["AADC-OLD", "disabled"],
    ["AADC-NEW", "live"],
  ]);
  expect(servers[1]).toMatchObject({ version: { state: "known" }, alerts: { state: "known" } });
  expect(connectHealth).toMatchObject({ value: { premium: true, onboarded: true } });
  expect(warnings).toEqual([]);
  const { stdout } = await stage.cli(["cleanup-health"], { columns: 80 });
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  const page = readFileSync("docs/cleanup-health.md", "utf8").replaceAll("\r", "");
  const example = /( {4}Servers in Connect Health\n(?: {4}.*\n)+)/.exec(page)?.[1] ?? "";
  const timeless = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "TIME");
  expect(timeless(stdout)).toContain(timeless(example).trim());
  expect(example.split("\n").length).toBeGreaterThan(6);
});

describe("refused before anybody signs in", () => {
  test.each([
    [["--disable-only"], "server-missing"],
    [["--attest", "AADC-OLD", "--reason", "gone"], "server-missing"],
    [["--server", "AADC-OLD", "--attest", "AADC-OLD"], "reason-missing"],
  ])("%j", async (argv, code) => {
    stage.newRequests();
    expect(await refused(...argv)).toMatchObject({ exit: 2, code });
    expect(stage.newRequests()).toEqual([]);
  });
});

test("what --yes and somebody's word do not open", async () => {
  deletions();
  for (const [argv, exit, code] of [
    [["--server", "AADC-NEW", "--attest", "AADC-NEW", "--reason", "gone"], 4, "server-active"],
    [
      ["--server", "AADC-OLD", "--active-server", "00000000-0000-4000-8000-000000000009"],
      4,
      "active-server-not-in-health",
    ],
    [["--server", "AADC-OLD", "--confirm-name", "AADC-NEW"], 2, "name-not-typed"],
  ] as const)
    expect(await refused(...argv), code).toMatchObject({ exit, code });
  expect(deletions()).toEqual([]);
});

test("an entry that is disabled already is not disabled again, and that is said", async () => {
  deletions();
  const { plan, warnings } = await done("--server", "AADC-OLD", "--disable-only", "--yes");
  expect([plan, warnings.join(), deletions()]).toEqual([[], expect.stringMatching(/disabled already/), []]);
});

test("a third server that fell silent is disabled only, later removed, each once", async () => {
  await play("install-server", "AADC-3", "--version", "2.6.3.0", "--staging");
  await play("sync");
  await play("advance", "90m");
  expect((await done()).servers.find(({ machineName }) => machineName === "AADC-3")?.verdict).toBe("staging");
  await play("stop-server", "AADC-3");
  await play("advance", "3d");
  const named = ["--server", "aadc-3", "--confirm-name", "AADC-3", "--yes"];
  deletions();
  const disabled = await done(...named, "--disable-only");
  expect(disabled.plan).toMatchObject([{ kind: "disable-health-server", target: { machineName: "AADC-3" } }]);
  expect(disabled.warnings.join()).toMatch(/deletes it after 30 days unless its agent is registered anew/);
  expect((await done()).servers.find(({ machineName }) => machineName === "AADC-3")?.verdict).toBe("disabled");
  const id = disabled.servers.find(({ machineName }) => machineName === "AADC-3")?.id ?? "";
  const active = disabled.servers.find(({ machineName }) => machineName === "AADC-NEW")?.id ?? "";
  const removed = await done("--server", id.toUpperCase(), "--active-server", active.toUpperCase(), ...named.slice(2));
  expect(removed.servers.map(({ machineName }) => machineName)).toEqual(["AADC-OLD", "AADC-NEW"]);
  expect((await done("--server", id, "--yes")).plan).toEqual([]);
  expect(deletions()).toEqual(["DELETE false", "DELETE true"]);
});
