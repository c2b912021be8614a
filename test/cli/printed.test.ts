// What people read, both streams to the letter; times and ids masked.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";

/** Those of 2022 and 2023 are the same in every run. */
function unlessPast(mask: string) {
  return (time: string) => (/^202[23]/.test(time) ? time : mask);
}

function masked({ code, stdout, stderr }: Outcome, stage: Stage): string {
  const mask = (text: string) =>
    text
      .replaceAll(stage.dir, "DIR")
      .replaceAll(stage.cwd, "CWD")
      .replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, "RUN")
      .replace(/enter the code \w{9}/g, "enter the code CODE")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, unlessPast("TIME"))
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, unlessPast("TIME UTC"))
      .replace(/\bon \d{4}-\d\d-\d\d\b/g, (date) => (/ 202[23]/.test(date) ? date : "on DATE"))
      .replace(/\bback by \d{4}-\d\d-\d\d,/g, "back by DATE,")
      .replace(/\d+ days ago/g, "N days ago")
      .replace(/It ended .*? ago/g, "It ended N ago")
      .replace(/\brequest [0-9a-f-]{36}$/gm, "request ID")
      .replace(/\(([0-9a-f]{8})-[0-9a-f-]{27}\)/g, "(ID)");
  return `exit code ${code}\n\n== stdout\n${mask(stdout)}\n== stderr\n${mask(stderr)}`;
}

describe("printed on a migration", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  const prints = async (name: string, argv: readonly string[], answers?: readonly string[]) =>
    expect(masked(await stage.cli(argv, answers === undefined ? {} : { answers }), stage)).toMatchFileSnapshot(
      `printed/${name}.txt`,
    );

  test("verify-sync before", () => prints("verify-sync-before", ["verify-sync"]));

  test("the plan of setup-svc-account, as a dry run", () =>
    prints("setup-svc-account-plan", ["setup-svc-account", "--dry-run"]));

  test("setup-svc-account, declined", () =>
    prints("setup-svc-account-declined", ["setup-svc-account", "--password-to", "file:pw"], [""]));

  test("setup-svc-account, carried out", () =>
    prints("setup-svc-account", ["setup-svc-account", "--password-to", "file:pw", "--yes"]));

  test("setup-svc-account again", () => prints("setup-svc-account-again", ["setup-svc-account", "--yes"]));

  test("mfa-exclusion status", () => prints("mfa-exclusion-status", ["mfa-exclusion", "status"]));

  test("a guard that refuses", () => prints("cleanup-health-guard", ["cleanup-health", "--server", "AADC-OLD"]));

  test("verify-sync after the swap", async () => {
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
    await prints("verify-sync-after", ["verify-sync", "--active-server", "AADC-NEW"]);
  });

  test("the plan of cleanup-health, name typed and consent given", () =>
    prints("cleanup-health", ["cleanup-health", "--server", "AADC-OLD"], ["AADC-OLD", "y"]));

  test("no line of a text is wider than the terminal, names aside", async () => {
    for (const columns of [60, 80]) {
      const { stdout } = await stage.cli(["verify-sync"], { columns });
      const wide = stdout.split("\n").filter((line) => line.length > columns && !line.includes("@"));
      expect(wide).toEqual([]);
    }
  });

  test("colours only on a terminal that wants them", async () => {
    const colour = "\u001b[";
    const argv = ["cleanup-health"];
    expect((await stage.cli(argv)).stdout).not.toContain(colour);
    expect((await stage.cli(argv, { terminal: true })).stdout).toContain(colour);
    expect((await stage.cli([...argv, "--no-color"], { terminal: true })).stdout).not.toContain(colour);
    const environment = { NO_COLOR: "1" };
    expect((await stage.cli(argv, { terminal: true, environment })).stdout).not.toContain(colour);
    const json = await stage.cli([...argv, "-o", "json"], { terminal: true });
    expect(json.stdout).not.toContain(colour);
  });
});

test("the page of verify-sync shows what is printed after the swap, with … for what is left out", () => {
  const read = (file: string) => readFileSync(path.join(import.meta.dirname, file), "utf8").replaceAll("\r\n", "\n");
  const [, example = ""] = /In the emulated tenant after the swap:\n\n((?: {4}.*\n|\n)+)/.exec(
    read("../../docs/verify-sync.md"),
  ) ?? [""];
  const parts = example
    .replace(/^ {4}/gm, "")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, unlessPast("TIME UTC"))
    .split(/^ *…\n/m)
    .filter((part) => part.trim() !== "");
  expect(parts.length).toBeGreaterThan(1);
  let rest = read("printed/verify-sync-after.txt");
  for (const part of parts) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
});

describe("printed on signing in and out", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  test.each([
    ["whoami-nobody", ["whoami"]],
    ["login", ["login"]],
    ["whoami", ["whoami"]],
    ["logout", ["logout"]],
    ["logout-again", ["logout"]],
  ])("%s", async (name, argv) => {
    const outcome = await stage.cli(argv, { columns: 80 });
    await expect(masked(outcome, stage)).toMatchFileSnapshot(`printed/${name}.txt`);
    const wide = outcome.stdout.split("\n").filter((line) => line.length > 80 && !line.includes(stage.dir));
    expect(wide).toEqual([]);
  });
});
