import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { acquireLock, type LockOptions } from "../../src/machine/lock.js";
import { countOfProcesses, startOf } from "../../src/machine/processes.js";
import { systemClock } from "../../src/shapes/clock.js";
import { GuardError, InterruptedError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const nobody = new AbortController().signal;

function options(given: Partial<LockOptions> = {}): LockOptions {
  return {
    what: "the journal",
    clock: systemClock,
    signal: nobody,
    waitMs: 0,
    uuid: () => crypto.randomUUID(),
    ...given,
  };
}

const lockIn = (folder: string) => path.join(folder, "journal.lock");
const deadPid = () => spawnSync(process.execPath, ["-e", "0"]).pid;

interface Written {
  readonly [field: string]: unknown;
}

/** The lock of another holder. */
function held(file: string, fields: Written = {}): void {
  const holder = {
    host: hostname(),
    pidNamespace: countOfProcesses(),
    pid: deadPid(),
    started: "another start of the machine/1",
    at: "2026-11-22T08:00:00.000Z",
    token: crypto.randomUUID(),
    what: "the journal",
    ...fields,
  };
  writeFileSync(file, JSON.stringify(holder), { mode: 0o600 });
}

function old(file: string): void {
  const then = Date.now() / 1_000 - 60;
  utimesSync(file, then, then);
}

test("one has it, nobody else, until it is given back", async () => {
  const file = lockIn(temporaryFolder());
  const lock = await acquireLock(file, options());
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
    what: "the journal",
  });

  const error = await caught(GuardError, acquireLock(file, options()));
  expect(error.code).toBe("locked");
  expect(error.message).toMatch(/^Process \d+, this one, has the journal to itself since 20.+Z\.$/);

  lock.release();
  expect(readdirSync(path.dirname(file))).toEqual([]);
  (await acquireLock(file, options())).release();
});

test("twenty calls of one process have it one after the other", async () => {
  const file = lockIn(temporaryFolder());
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const lock = await acquireLock(file, options({ waitMs: 15_000, signal: new AbortController().signal }));
      inside += 1;
      most = Math.max(most, inside);
      await systemClock.sleep(2, nobody);
      inside -= 1;
      lock.release();
    }),
  );
  expect(most).toBe(1);
});

test("waiting ends when it is given back, and when it has lasted too long", async () => {
  const file = lockIn(temporaryFolder());
  const first = await acquireLock(file, options());
  const waiting = acquireLock(file, options({ waitMs: 10_000 }));
  const begun = performance.now();
  const error = await caught(GuardError, acquireLock(file, options({ waitMs: 100 })));
  expect(performance.now() - begun).toBeGreaterThanOrEqual(100);
  expect(error.remedy).toContain("Wait until it has ended");
  first.release();
  (await waiting).release();
});

test("waiting ends at once with the signal's reason, and nothing stays", async () => {
  const file = lockIn(temporaryFolder());
  const lock = await acquireLock(file, options());
  const interruption = new AbortController();
  const waiting = caught(InterruptedError, acquireLock(file, options({ waitMs: 60_000, signal: interruption.signal })));
  interruption.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "Again." }));
  await waiting;
  lock.release();
  await caught(InterruptedError, acquireLock(file, options({ signal: interruption.signal })));
  expect(existsSync(file)).toBe(false);
});

test("a lock is given back once, and only if it is ours", async () => {
  const file = lockIn(temporaryFolder());
  const first = await acquireLock(file, options());
  first.release();
  const second = await acquireLock(file, options());
  first.release();
  expect(existsSync(file), "the second one's").toBe(true);

  unlinkSync(file);
  held(file, { pid: process.pid, started: startOf(process.pid) });
  second.release();
  expect(existsSync(file), "a third one's").toBe(true);
});

test("who has ended has nothing any more", async () => {
  const file = lockIn(temporaryFolder());
  held(file);
  (await acquireLock(file, options())).release();
});

test("a number that another process has now does not hold", async () => {
  const file = lockIn(temporaryFolder());
  held(file, { pid: process.pid, started: "00000000-0000-0000-0000-000000000000/1" });
  (await acquireLock(file, options())).release();
});

test("where starts are not told apart, a lock from before the machine's start does not hold; a later one does", async () => {
  const file = lockIn(temporaryFolder());
  held(file, { pid: process.pid, started: null, at: "2001-01-01T00:00:00.000Z" });
  (await acquireLock(file, options())).release();

  held(file, { pid: process.pid, started: null, at: new Date().toISOString() });
  const error = await caught(GuardError, acquireLock(file, options()));
  expect(error.remedy).toContain(`rm '${file}'`);
});

test.each<readonly [string, Written]>([
  ["another machine's", { host: "server-7" }],
  ["that of a container of the same name", { pidNamespace: "pid:[1]" }],
])("%s lock is refused with the command that removes it", async (_whose, fields) => {
  const file = path.join(temporaryFolder(), "it's.lock");
  held(file, { pid: 4711, ...fields });
  const error = await caught(GuardError, acquireLock(file, options()));
  expect(error.message).toContain("Process 4711 of ");
  expect(error.message).toContain("since 2026-11-22T08:00:00.000Z");
  expect(error.remedy).toContain(`: rm '${file.replace("'", "'\\''")}'`);
  expect(existsSync(file)).toBe(true);

  const onWindows = await caught(GuardError, acquireLock(file, options({ calls: { platform: "win32" } })));
  expect(onWindows.remedy).toContain(`: del "${file}"`);
});

test.each([
  ["nothing", ""],
  ["half of it", '{"host":"a","pid":1'],
  ["no JSON", "1234\n"],
  ["no object", "[]"],
  [
    "no number",
    JSON.stringify({ host: "a", pid: "1", started: null, at: "2026-11-22T08:00:00Z", token: "t", what: "" }),
  ],
  [
    "a token that is a path",
    JSON.stringify({ host: "a", pid: 1, started: null, at: "2026-11-22T08:00:00Z", token: "../../x", what: "" }),
  ],
  [
    "a time with a remark",
    JSON.stringify({ host: "a", pid: 1, started: null, at: "2026-11-22 (or so)", token: "t", what: "" }),
  ],
  ["more than any lock holds", `${" ".repeat(100_000)}{}`],
])("a lock with %s in it is refused, never taken", async (_what, text) => {
  const file = lockIn(temporaryFolder());
  writeFileSync(file, text);
  // Somebody may be writing it.
  const young = await caught(GuardError, acquireLock(file, options()));
  expect(young.message).toBe("Somebody is just about to take the journal.");
  expect(young.remedy).not.toContain("rm");

  old(file);
  const error = await caught(GuardError, acquireLock(file, options()));
  expect(error.code).toBe("locked");
  expect(error.message).toContain("does not say who has the journal");
  expect(error.remedy).toContain(`rm '${file}'`);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.skipIf(process.platform === "win32")("what is no file does not hold anybody up", async () => {
  const folder = temporaryFolder();
  const [dir, link, pipe] = ["dir", "link", "pipe"].map((name) => path.join(folder, name)) as [string, string, string];
  mkdirSync(dir);
  symlinkSync(path.join(folder, "nowhere"), link);
  const made = spawnSync("sh", ["-c", 'mkfifo "$0"', pipe]).status === 0;
  for (const file of [dir, link, ...(made ? [pipe] : [])]) {
    const error = await caught(GuardError, acquireLock(file, options({ waitMs: 50 })));
    expect(error.message).toMatch(/just about|no file/);
  }
});

test("a folder that is not there is said", async () => {
  const file = path.join(temporaryFolder(), "missing", "lock");
  const error = await caught(UsageError, acquireLock(file, options()));
  expect(error.code).toBe("lock-not-made");
  expect(error.remedy).toContain("--state-dir");
});

/** @returns an error as the system gives it */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: not today`), { code });
}

function failing(code: string): () => never {
  return () => {
    throw systemError(code);
  };
}

test.each(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV"])(
  "a file system without links (%s) does, too",
  async (code) => {
    const file = lockIn(temporaryFolder());
    const calls = { link: failing(code) };
    held(file);
    const lock = await acquireLock(file, options({ calls }));
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
    await caught(GuardError, acquireLock(file, options({ calls })));
    lock.release();
    expect(readdirSync(path.dirname(file))).toEqual([]);
  },
);

test("on Windows a file that a scanner has open is waited for", async () => {
  const file = lockIn(temporaryFolder());
  let refusals = 3;
  const pauses: number[] = [];
  const unlink = (name: string) => {
    refusals -= 1;
    if (refusals >= 0) throw systemError("EBUSY");
    unlinkSync(name);
  };
  const calls = { platform: "win32" as const, unlink, pause: (ms: number) => void pauses.push(ms) };
  held(file);
  const lock = await acquireLock(file, options({ calls, waitMs: 5_000 }));
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });

  refusals = 3;
  pauses.length = 0;
  lock.release();
  expect(pauses).toHaveLength(3);
  expect(existsSync(file)).toBe(false);

  // Elsewhere the same means that it may not be done, and waiting changes nothing.
  held(file);
  const error = await caught(
    UsageError,
    acquireLock(file, options({ calls: { unlink: failing("EACCES") }, waitMs: 5_000 })),
  );
  expect(error.code).toBe("lock-not-made");
});

test("on a full disk the remedy is to make room", async () => {
  const file = lockIn(temporaryFolder());
  const error = await caught(UsageError, acquireLock(file, options({ calls: { link: failing("ENOSPC") } })));
  expect([error.code, error.remedy]).toEqual(["lock-not-made", expect.stringMatching(/^Make room/)]);
});

test("a lock that cannot be given back does not spoil the work that is done", async () => {
  const file = lockIn(temporaryFolder());
  let broken = true;
  const unlink = (name: string) => {
    if (broken) throw systemError("EIO");
    unlinkSync(name);
  };
  const lock = await acquireLock(file, options({ calls: { unlink } }));
  lock.release();
  expect(existsSync(file)).toBe(true);
  broken = false;
  lock.release();
  expect(existsSync(file)).toBe(false);
});

test("who removes a dead holder's lock removes nobody else's: the other one waits", async () => {
  const file = lockIn(temporaryFolder());
  held(file);
  const order: string[] = [];
  let second: Promise<void> | undefined;
  // The first one has seen that the holder is dead, and is about to remove the lock; now a second one comes.
  const unlink = (name: string) => {
    if (name === file)
      second ??= acquireLock(file, options({ waitMs: 10_000 })).then((lock) => {
        order.push("second has it");
        lock.release();
      });
    unlinkSync(name);
  };
  const first = await acquireLock(file, options({ calls: { unlink } }));
  order.push("first has it");
  await systemClock.sleep(200, nobody);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
  order.push("first gives it back");
  first.release();
  await second;
  expect(order).toEqual(["first has it", "first gives it back", "second has it"]);
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test("who died while removing a dead holder's lock is in nobody's way", async () => {
  const folder = temporaryFolder();
  const file = lockIn(folder);
  const tokens = Array.from({ length: 6 }, () => crypto.randomUUID());
  held(file, { token: tokens[0] });
  // Each was killed while it removed the one before.
  for (const [index, token] of tokens.slice(1).entries()) held(`${file}.${tokens[index] ?? ""}`, { token });
  (await acquireLock(file, options())).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("what killed processes have left goes; what is others' stays", async () => {
  const folder = temporaryFolder();
  const file = lockIn(folder);
  const token = crypto.randomUUID();
  const names = {
    deadDraft: `journal.lock.${token}.${deadPid()}.tmp`,
    guardsDraft: `journal.lock.${token}.${crypto.randomUUID()}.${deadPid()}.tmp`,
    ownDraft: `journal.lock.${token}.${process.pid}.tmp`,
    forgotten: `journal.lock.${crypto.randomUUID()}.${process.pid}.tmp`,
    others: `other.lock.${token}.${deadPid()}.tmp`,
    unlike: "journal.lock.tmp",
    guard: `journal.lock.${crypto.randomUUID()}`,
    elsewhere: `journal.lock.${crypto.randomUUID()}`,
    otherLock: "journal.lock.2",
  };
  for (const name of Object.values(names)) writeFileSync(path.join(folder, name), "");
  held(path.join(folder, names.guard));
  held(path.join(folder, names.otherLock));
  held(path.join(folder, names.elsewhere), { host: "server-7" });
  const longAgo = Date.now() / 1_000 - 7_200;
  utimesSync(path.join(folder, names.forgotten), longAgo, longAgo);

  (await acquireLock(file, options())).release();
  const { ownDraft, others, unlike, elsewhere, otherLock } = names;
  expect(readdirSync(folder).sort()).toEqual([ownDraft, others, unlike, elsewhere, otherLock].sort());
});

test("a name with marks of another direction or line breaks is written without them", async () => {
  const file = lockIn(temporaryFolder());
  const host = "server\n\u202e7\u001b[31m";
  const lock = await acquireLock(file, options({ host }));
  const { host: written } = JSON.parse(readFileSync(file, "utf8")) as { host: string };
  expect(written).toBe("server??7?[31m");
  // It is still known as this machine's.
  const error = await caught(GuardError, acquireLock(file, options({ host })));
  expect(error.message).toContain("this one");
  lock.release();

  held(file, { host: "evil\u001b]0;\u202e", pid: 7 });
  const foreign = await caught(GuardError, acquireLock(file, options()));
  expect(foreign.message).toContain("Process 7 of evil?]0;? has");
});
