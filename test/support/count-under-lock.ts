// Run as a process of its own: counts in a file that only a lock protects. Arguments: lock, counter, how often.
import { appendFileSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { acquireLock } from "../../src/machine/lock.js";
import { writeOwnerOnly } from "../../src/machine/owner-only.js";
import { systemClock } from "../../src/shapes/clock.js";

const [lock = "", counter = "", times = ""] = process.argv.slice(2);
const inside = `${counter}.inside`;

for (let time = 0; time < Number(times); time += 1) {
  const held = await acquireLock(lock, {
    what: "the counter",
    clock: systemClock,
    signal: new AbortController().signal,
    waitMs: 60_000,
    uuid: () => crypto.randomUUID(),
  });
  // Whoever is killed here leaves his name; somebody else's living name means that two are inside.
  try {
    writeFileSync(inside, String(process.pid), { flag: "wx" });
  } catch {
    const other = Number(readFileSync(inside, "utf8"));
    if (isRunning(other)) appendFileSync(`${counter}.clash`, `${process.pid} met ${other}\n`);
    writeFileSync(inside, String(process.pid));
  }
  const value = Number(readFileSync(counter, "utf8"));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  // Each line is one increment that took place; a kill between the two lines is seen as one that is in one file only.
  writeOwnerOnly(counter, String(value + 1));
  appendFileSync(`${counter}.log`, `${value + 1}\n`);
  unlinkSync(inside);
  held.release();
}

function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
