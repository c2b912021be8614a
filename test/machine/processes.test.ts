import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { countOfProcesses, isAlive, startOf } from "../../src/machine/processes.js";

const onLinux = existsSync("/proc/self/stat");

test("a process that runs is alive, one that ended is not", () => {
  expect(isAlive(process.pid)).toBe(true);
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  expect(isAlive(pid)).toBe(false);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 40, Number.MAX_SAFE_INTEGER])("%s is nobody's number", (pid) => {
  expect(isAlive(pid)).toBe(false);
});

test.skipIf(!onLinux)("a zombie is dead", async () => {
  // The shell's child ends while the shell, which has become sleep, waits for nobody.
  const parent = spawn("sh", ["-c", "sleep 0.01 & echo $!; exec sleep 20"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once("data", (data) => resolve(String(data)))),
    );
    const until = performance.now() + 5_000;
    while (isAlive(pid) && performance.now() < until) await delay(20);
    expect(isAlive(pid)).toBe(false);
    // It is there still: only its state tells.
    expect(existsSync(`/proc/${pid}/stat`)).toBe(true);
  } finally {
    parent.kill("SIGKILL");
  }
});

test.skipIf(!onLinux)("each process has a start of its own, which stays", async () => {
  const first = spawn("sleep", ["20"]);
  await delay(30);
  const second = spawn("sleep", ["20"]);
  try {
    const starts = [first.pid ?? 0, second.pid ?? 0].map(startOf);
    expect(starts[0]).toMatch(/^[\da-f-]{36}\/\d+$/);
    expect(starts[1]).not.toBe(starts[0]);
    expect([first.pid ?? 0, second.pid ?? 0].map(startOf)).toEqual(starts);
  } finally {
    first.kill();
    second.kill();
  }
  expect(startOf(2 ** 30)).toBeNull();
});

test.skipIf(!onLinux)("process numbers count in a namespace", () => {
  expect(countOfProcesses()).toMatch(/^pid:\[\d+\]$/);
});
