// The system's keyring is asked by a process of its own: what it may answer, and that nothing waits for it for ever. What
// it is asked through are small modules here; the real one is in test/deep/gnome-keyring.test.ts.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { KeyringUnavailable } from "../../../src/cloud/sign-in/keyring.js";
import { type SystemKeyringOptions, systemKeyring } from "../../../src/cloud/sign-in/system-keyring.js";
import { systemClock } from "../../../src/shapes/clock.js";
import { InterruptedError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { placesWith } from "../../support/cli-canaries.js";
import { manualClock } from "../../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../../support/temporary-folder.js";

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

function keyringOf(library: string | undefined, given: Partial<SystemKeyringOptions> = {}) {
  const signal = new AbortController().signal;
  return systemKeyring({ clock: systemClock, signal, environment: process.env, library, ...given });
}

/** A library that keeps its secrets in files of a folder. */
function keepingIn(folder: string, get = "return [...bytes]"): string {
  return temporaryFile(
    "keeping.cjs",
    `const fs = require("node:fs"), path = require("node:path");
     exports.Entry = class {
       constructor(...given) {
         fs.writeFileSync(path.join(${JSON.stringify(folder)}, "given"), JSON.stringify({ given, argv: process.argv, exec: process.execArgv }));
         this.file = path.join(${JSON.stringify(folder)}, given[1]);
       }
       getSecret() {
         if (!fs.existsSync(this.file)) return null;
         const bytes = fs.readFileSync(this.file);
         ${get};
       }
       setSecret(secret) { fs.writeFileSync(this.file, secret); }
       deleteCredential() { fs.rmSync(this.file, { force: true }); return true; }
     };`,
  );
}

const failing = (body: string) => temporaryFile("failing.cjs", `exports.Entry = class { constructor() { ${body} } };`);

test("a key is kept, read and removed, under the program's name, and only in the Secret Service on Linux", async () => {
  const folder = temporaryFolder();
  const keyring = keyringOf(keepingIn(folder));
  expect(await keyring.read("one")).toBeNull();
  await keyring.write("one", KEY);
  expect(Uint8Array.from((await keyring.read("one")) ?? [])).toEqual(KEY);
  const told = readFileSync(path.join(folder, "given"), "utf8");
  expect(JSON.parse(told)).toMatchObject({ given: ["aadc-cloud", "one", { linux: { store: "secret-service" } }] });
  expect(placesWith(Buffer.from(KEY).toString("latin1"), { told })).toEqual([]);
  await keyring.remove("one");
  await keyring.remove("one");
  expect(await keyring.read("one")).toBeNull();
});

test("the key is in no argument", async () => {
  const folder = temporaryFolder();
  await keyringOf(keepingIn(folder)).write("one", KEY);
  expect(readFileSync(path.join(folder, "given"), "utf8")).not.toContain(
    Buffer.from(KEY).toString("base64").slice(0, 12),
  );
});

test("a keyring that gives back something else than it got is not used", async () => {
  const keyring = keyringOf(keepingIn(temporaryFolder(), "return [1, 2, 3]"));
  const refusal = await caught(KeyringUnavailable, keyring.write("one", KEY));
  expect(refusal.message).toBe("the system's keyring does not keep what it is given");
});

test("without the optional package it is said so, and no process is started", async () => {
  const refusal = await caught(KeyringUnavailable, keyringOf(undefined, { environment: {} }).read("one"));
  expect(refusal.message).toContain("the optional package @napi-rs/keyring, which speaks to it, is not installed");
});

for (const [what, body, told] of [
  [
    "refuses",
    'throw new Error("No access. Possible causes include: many.")',
    "the system's keyring cannot be used (No access)",
  ],
  [
    "refuses in words that would do harm",
    'throw new Error("a\\u001b[2Jb\\r\\nc\\u202Ed" + "e".repeat(1000))',
    `the system's keyring cannot be used (a [2Jb c d${"e".repeat(190)}…)`,
  ],
  ["throws what is no error", "throw null", "the system's keyring cannot be used (null)"],
  ["ends the process", "process.exit(0)", "the library that speaks to the system's keyring has failed"],
  [
    "kills the process",
    'process.kill(process.pid, "SIGSEGV")',
    "the library that speaks to the system's keyring has failed",
  ],
  [
    "writes to the output",
    'process.stdout.write("hello")',
    "the library that speaks to the system's keyring has failed",
  ],
] as const)
  test(`a library that ${what}: it is told in a line`, async () => {
    expect((await caught(KeyringUnavailable, keyringOf(failing(body)).read("one"))).message).toBe(told);
  });

test("a file that is no library: it is told", async () => {
  const library = temporaryFile("no.cjs", "this is no JavaScript");
  const refusal = await caught(KeyringUnavailable, keyringOf(library).read("one"));
  expect(refusal.message).toMatch(/^the system's keyring cannot be used \(Unexpected identifier/);
});

/** A library that blocks its thread, and leaves its process's number. */
function blocking() {
  const mark = path.join(temporaryFolder(), "pid");
  const library = failing(
    `require("node:fs").writeFileSync(${JSON.stringify(mark)}, String(process.pid));
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120000);`,
  );
  return {
    library,
    /** Resolves when it has begun to block. */
    async begun(this: void) {
      while (!existsSync(mark) || readFileSync(mark, "utf8") === "") await delay(5);
      return Number(readFileSync(mark, "utf8"));
    },
  };
}

/** Killed processes are reaped shortly after. */
async function isGone(pid: number): Promise<true> {
  for (;;)
    try {
      process.kill(pid, 0);
      await delay(5);
    } catch {
      return true;
    }
}

test("one that blocks is given up after 5 seconds, and its process is ended", async () => {
  const clock = manualClock();
  const { library, begun } = blocking();
  const asking = caught(KeyringUnavailable, keyringOf(library, { clock }).read("one"));
  const pid = await begun();
  expect(clock.timeLimits).toEqual([5_000]);
  clock.runOut();
  expect((await asking).message).toBe("the system's keyring has not answered within 5 seconds");
  expect(await isGone(pid)).toBe(true);
});

test("Ctrl-C ends the waiting at once, and the process", async () => {
  const interruption = new AbortController();
  const { library, begun } = blocking();
  const clock = manualClock();
  const asking = caught(InterruptedError, keyringOf(library, { signal: interruption.signal, clock }).read("one"));
  const pid = await begun();
  interruption.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "Again." }));
  await asking;
  expect(clock.timeLimits, "no time-out is left").toEqual([]);
  expect(await isGone(pid)).toBe(true);
  await caught(InterruptedError, keyringOf(library, { signal: interruption.signal }).read("one"));
});

test.runIf(process.platform === "linux")("Ctrl-C at the terminal does not reach that process by itself", async () => {
  const group = (pid: number | "self") => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2];
  const { library, begun } = blocking();
  const clock = manualClock();
  const asking = caught(KeyringUnavailable, keyringOf(library, { clock }).read("one"));
  const theirs = group(await begun());
  clock.runOut();
  await asking;
  expect(theirs).toMatch(/^\d+$/);
  expect(theirs).not.toBe(group("self"));
});

test("what the environment wants of this program's Node is not wanted of the other", async () => {
  const folder = temporaryFolder();
  const environment = { ...process.env, NODE_OPTIONS: "--no-such-option" };
  const keyring = keyringOf(keepingIn(folder), { environment });
  expect(await keyring.read("one")).toBeNull();
});

test.runIf(process.platform === "linux")(
  "the real library on a bus that does not answer is given up, too",
  async () => {
    const socket = path.join(temporaryFolder(), "bus");
    const server = createServer((connection) => void connection.on("error", () => undefined));
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    onTestFinished(() => void server.close());
    const keyring = systemKeyring({
      clock: systemClock,
      signal: new AbortController().signal,
      environment: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` },
      limitMs: 1_500,
    });
    const began = performance.now();
    expect((await caught(KeyringUnavailable, keyring.read("one"))).message).toBe(
      "the system's keyring has not answered within 1.5 seconds",
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  },
);

test.runIf(process.platform === "linux")("the real library without a bus says so", async () => {
  const keyring = systemKeyring({ clock: systemClock, signal: new AbortController().signal, environment: {} });
  expect((await caught(KeyringUnavailable, keyring.read("one"))).message).toBe(
    "no D-Bus session runs here, which a keyring needs",
  );
});

test("several questions at once do not disturb each other", async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "two"), KEY);
  const keyring = keyringOf(keepingIn(folder));
  const read = await Promise.all([keyring.read("two"), keyring.read("two"), keyring.read("three")]);
  expect(read.map((key) => key?.length ?? null)).toEqual([32, 32, null]);
});
