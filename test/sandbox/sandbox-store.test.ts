// Snapshot and log of changes: whenever the process dies, the folder holds every change that was acknowledged.
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SandboxError } from "../../src/sandbox/sandbox-error.js";
import { buildSandboxState, loadScenario } from "../../src/sandbox/scenarios/known-scenarios.js";
import { openSandboxStore, readSandboxState, type SandboxStore } from "../../src/sandbox/store/sandbox-store.js";
import { caught } from "../support/caught.js";
import { removeFolder } from "../support/recorded-folder.js";

const NOW = Date.parse("2026-11-22T10:00:00Z");
let dir: string;
let copies: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "aadc-store-"));
  copies = mkdtempSync(path.join(os.tmpdir(), "aadc-store-copies-"));
});
afterEach(() => {
  for (const folder of [dir, copies]) removeFolder(folder);
});

async function open(): Promise<SandboxStore> {
  const state = buildSandboxState(await loadScenario("contoso-v1"), NOW);
  return openSandboxStore(dir, (await readSandboxState(dir)) ?? { number: 0, state }, () => NOW);
}

function rename(store: SandboxStore, name: string): void {
  store.change((draft) => {
    const [tenant] = draft.tenants;
    if (tenant !== undefined) tenant.organization.displayName = name;
  });
}

const nameIn = (state: SandboxStore["state"] | undefined) => state?.tenants[0]?.organization.displayName;
const logs = () => readdirSync(dir).filter((name) => name.startsWith("changes-"));

/** What a start would find if the process died now. */
async function afterDeathNow(index: number) {
  const copy = path.join(copies, String(index));
  cpSync(dir, copy, { recursive: true });
  return (await readSandboxState(copy))?.state;
}

test("at every moment the folder holds what was acknowledged, also while snapshots are written", async () => {
  const store = await open();
  const bulk = "x".repeat(300_000);
  let logsSeen = 0;
  for (let index = 0; index < 40; index += 1) {
    rename(store, `${index} ${bulk}`);
    logsSeen = Math.max(logsSeen, logs().length);
    expect(nameIn(await afterDeathNow(index))).toBe(`${index} ${bulk}`);
    await turn();
  }
  await store.close();
  expect(logsSeen, "snapshots were made on the way").toBeGreaterThan(1);
  expect(logs()).toHaveLength(1);
  expect((await readSandboxState(dir))?.state).toEqual(store.state);
});

test("a snapshot that was replaced while it was read is not taken for what is there", async () => {
  const store = await open();
  const old = readFileSync(path.join(dir, "state.json"));
  rename(store, "x".repeat(2_100_000));
  await store.close();
  writeFileSync(path.join(dir, "state.json"), old);
  expect(logs().map((name) => readFileSync(path.join(dir, name), "utf8"))).toEqual([""]);
  expect(await caught(SandboxError, readSandboxState(dir))).toMatchObject({ code: "corrupt" });
});

test("a change that throws has changed nothing, in memory and on disk", async () => {
  const store = await open();
  rename(store, "before");
  const before = store.state;
  expect(() =>
    store.change((draft) => {
      draft.tenants.length = 0;
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(store.state).toBe(before);
  expect(nameIn((await readSandboxState(dir))?.state)).toBe("before");
  await store.close();
});

test("a change of nothing writes nothing", async () => {
  const store = await open();
  const size = () => readFileSync(path.join(dir, logs()[0] ?? "")).length;
  rename(store, "one");
  const before = size();
  rename(store, "one");
  store.change(() => undefined);
  expect(size()).toBe(before);
  await store.close();
});

test("another state altogether is a change like others", async () => {
  const store = await open();
  const other = buildSandboxState(await loadScenario("tailspin-free"), NOW);
  store.replace(other);
  rename(store, "after");
  await store.close();
  const found = (await readSandboxState(dir))?.state;
  expect([found?.scenario, nameIn(found)]).toEqual(["tailspin-free", "after"]);
});

describe("a log that was damaged", () => {
  const logFile = () => path.join(dir, logs()[0] ?? "");
  beforeEach(async () => {
    const store = await open();
    for (const name of ["one", "two", "three"]) rename(store, name);
    await store.close();
  });

  test("a last line that was cut off is dropped, and does not disturb the next", async () => {
    appendFileSync(logFile(), '{"number":4,"patc');
    expect(nameIn((await readSandboxState(dir))?.state)).toBe("three");
    const store = await open();
    rename(store, "four");
    await store.close();
    expect(nameIn((await readSandboxState(dir))?.state)).toBe("four");
  });

  test.each([
    ["a line that is no JSON", (lines: string[]) => lines.splice(1, 1, "rubbish")],
    ["a line that is no change", (lines: string[]) => lines.splice(1, 1, '{"number":2}')],
    ["a line that is missing", (lines: string[]) => lines.splice(1, 1)],
  ])("%s is refused, and reset mends it", async (_what, damage) => {
    const lines = readFileSync(logFile(), "utf8").trimEnd().split("\n");
    damage(lines);
    writeFileSync(logFile(), `${lines.join("\n")}\n`);
    const error = await caught(SandboxError, readSandboxState(dir));
    expect(error).toMatchObject({ code: "corrupt" });
    expect(error.remedy).toContain("sandbox reset");
  });
});
