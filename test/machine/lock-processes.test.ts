// Real processes that count under one lock and are killed at any moment.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { bundled } from "../support/bundled.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const PROCESSES = 5;
const KILLS = Number(process.env["AADC_LOCK_KILLS"] ?? 30);
const TIMES = 40;

test("killed processes lose no count, share no lock and leave nothing in the way", async () => {
  const folder = temporaryFolder();
  const script = await bundled("count-under-lock.ts", temporaryFolder());
  const [lock, counter] = [path.join(folder, "lock"), path.join(folder, "counter")];
  writeFileSync(counter, "0");
  const failures: string[] = [];
  const running = new Set<ChildProcess>();
  const ends: Promise<void>[] = [];
  let whole = 0;

  const begin = (): void => {
    const child = spawn(process.execPath, [script, lock, counter, String(TIMES)], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    running.add(child);
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const ended = new Promise<void>((resolve) =>
      child.once("close", (code, signal) => {
        running.delete(child);
        if (code === 0) whole += 1;
        else if (signal !== "SIGKILL") failures.push(said);
        resolve();
      }),
    );
    ends.push(ended);
  };

  let kills = 0;
  for (let started = 0; started < PROCESSES; started += 1) begin();
  while (kills < KILLS) {
    await delay(20 + Math.random() * 60);
    const [victim] = [...running].sort(() => Math.random() - 0.5);
    // Most often who is inside of the lock: that is where it hurts.
    const inside = holderOf(lock, running);
    if ((Math.random() < 0.7 ? (inside ?? victim) : victim)?.kill("SIGKILL") === true) kills += 1;
    while (running.size < PROCESSES) begin();
  }
  begin();
  begin();
  await Promise.all(ends);

  expect(failures).toEqual([]);
  expect(whole).toBeGreaterThanOrEqual(2);
  expect(existsSync(`${counter}.clash`), "two were inside").toBe(false);
  const counted = readFileSync(`${counter}.log`, "utf8").trim().split("\n").map(Number);
  expect(counted, "no number twice, none lost").toEqual([...new Set(counted)].sort((one, other) => one - other));
  const last = Number(readFileSync(counter, "utf8"));
  // Killed after the count and before its line: at most once a kill.
  expect(last - counted.length).toBeGreaterThanOrEqual(0);
  expect(last - counted.length).toBeLessThanOrEqual(kills);
  expect(last).toBeGreaterThanOrEqual(whole * TIMES);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp") || name.startsWith("lock"))).toEqual([]);
}, 120_000);

function holderOf(lock: string, running: ReadonlySet<ChildProcess>): ChildProcess | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(lock, "utf8")) as { pid: number };
    return [...running].find((child) => child.pid === pid);
  } catch {
    return undefined;
  }
}
