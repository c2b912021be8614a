// Saved sign-ins under Debian's GNOME Keyring: a bus and a keyring daemon of the test's own, real processes that save and
// use a session, and what they are told when the keyring is locked, stopped, or not there.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundled } from "../support/bundled.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { removeFolder } from "../support/recorded-folder.js";
import { GRAPH, signedIn } from "../support/saved-sign-in.js";
import { isMissing } from "./programs.js";

const DBUS_SEND = "dbus-send";

// Elsewhere than on Linux the system has a keyring of another kind.
const cannotRun =
  process.platform !== "linux" || ["dbus-daemon", DBUS_SEND, "gnome-keyring-daemon"].map(isMissing).includes(true);

const PASSWORD = "canary-password-of-the-keyring";
const SERVICE = "org.freedesktop.secrets";
const COLLECTION = "/org/freedesktop/secrets/collection/login";

describe.skipIf(cannotRun)("GNOME Keyring", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-keyring-"));
  const home = path.join(folder, "home");
  const library = createRequire(import.meta.url).resolve("@napi-rs/keyring");
  const started: ChildProcess[] = [];
  let environment: Readonly<Record<string, string>> = {};
  let keyring: ChildProcess | undefined;
  let script = "";
  let tokens = "";

  const begin = (program: string, args: readonly string[]) => {
    const child = spawn(program, args, { env: environment, stdio: ["pipe", "pipe", "ignore"] });
    started.push(child);
    return child;
  };

  /** Only what the test starts is on this bus: nothing is started by being asked for. */
  const startBus = async () => {
    const file = path.join(folder, "bus.conf");
    writeFileSync(
      file,
      `<busconfig><type>session</type><listen>unix:path=${path.join(folder, "bus")}</listen><policy context="default">
         <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
       </policy></busconfig>`,
    );
    const bus = begin("dbus-daemon", [`--config-file=${file}`, "--nofork", "--nopidfile", "--print-address=1"]);
    for await (const address of bus.stdout.setEncoding("utf8")) {
      environment = { ...environment, DBUS_SESSION_BUS_ADDRESS: String(address).trim() };
      return;
    }
  };

  const call = (service: string, object: string, method: string, ...args: readonly string[]) =>
    spawnSync(DBUS_SEND, ["--session", "--print-reply", `--dest=${service}`, object, method, ...args], {
      env: environment,
      encoding: "utf8",
    });

  const startKeyring = async () => {
    keyring = begin("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"]);
    keyring.stdin?.end(PASSWORD);
    const bus = "org.freedesktop.DBus";
    for (;;) {
      const { stdout } = call(bus, "/", `${bus}.NameHasOwner`, `string:${SERVICE}`);
      if (stdout.includes("boolean true")) return;
      await delay(20);
    }
  };

  const stopKeyring = async () => {
    const ended = new Promise((resolve) => keyring?.once("close", resolve));
    keyring?.kill();
    await ended;
  };

  const lock = () => {
    const { stdout } = call(
      SERVICE,
      "/org/freedesktop/secrets",
      "org.freedesktop.Secret.Service.Lock",
      `array:objpath:${COLLECTION}`,
    );
    expect(stdout).toContain(COLLECTION);
  };

  const session = (task: string, stateDir: string): unknown => {
    const began = performance.now();
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, task, stateDir, library], {
      env: environment,
      encoding: "utf8",
      input: tokens,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    // Nothing keeps the process from ending.
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(placesWith(PASSWORD, { stdout })).toEqual([]);
    return JSON.parse(stdout);
  };

  const stateDir = (name: string) => path.join(folder, name);
  const secretsOf = (): readonly string[] => [PASSWORD, "refresh-a1", "access-a1-of", "canary-b1"];

  beforeAll(async () => {
    for (const name of ["home", "run"]) mkdirSync(path.join(folder, name), { mode: 0o700 });
    environment = {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      XDG_DATA_HOME: path.join(home, "data"),
      XDG_RUNTIME_DIR: path.join(folder, "run"),
    };
    script = await bundled("use-saved-session.ts", folder);
    tokens = await signedIn();
    await startBus();
    await startKeyring();
  });

  afterAll(() => {
    for (const child of started) child.kill();
    removeFolder(folder);
  });

  test("one process saves a session, another uses and renews it, and no secret lies on the disk", () => {
    const dir = stateDir("kept");
    expect(session("save", dir)).toEqual({ protection: { kind: "keyring" } });
    const used = {
      tokens: [`access-a1-of-${GRAPH}`, expect.stringContaining("access-canary-b1-of-")],
      protection: { kind: "keyring" },
    };
    expect(session("use", dir)).toEqual(used);
    // The second time nothing has to be renewed: the token is the one that was kept.
    expect(session("use", dir)).toEqual(used);
    for (const secret of secretsOf()) {
      expect(placesWith(secret, filesBelow(dir))).toEqual([]);
      expect(placesWith(secret, filesBelow(home))).toEqual([]);
    }
    expect(readdirSync(path.join(home, "data/keyrings"))).toContain("login.keyring");
  });

  test("the key is still there when the keyring was stopped and started again", async () => {
    const dir = stateDir("kept");
    await stopKeyring();
    expect(session("use", dir)).toEqual({
      code: "session-damaged",
      message: expect.stringContaining(
        "its tokens are encrypted, and no keyring that speaks the Secret Service protocol runs here.",
      ) as string,
    });
    await startKeyring();
    expect(session("use", dir)).toMatchObject({ protection: { kind: "keyring" } });
  });

  test("a locked keyring is said to be locked, and serves again when it is unlocked", async () => {
    const dir = stateDir("kept");
    lock();
    expect(session("use", dir)).toEqual({
      code: "session-damaged",
      message: expect.stringContaining("its tokens are encrypted, and the system's keyring is locked.") as string,
    });
    const other = stateDir("while-locked");
    expect(session("save", other)).toEqual({
      protection: {
        kind: "plain",
        reason: "the system's keyring is locked",
      },
    });
    await stopKeyring();
    await startKeyring();
    expect(session("use", dir)).toMatchObject({ protection: { kind: "keyring" } });
    // The tokens that were plain are sealed as soon as they are renewed.
    expect(session("use", other)).toMatchObject({ protection: { kind: "keyring" } });
    for (const secret of secretsOf()) expect(placesWith(secret, filesBelow(other))).toEqual([]);
  });

  test("a keyring that was stopped when somebody signs in: the tokens are plain, and the reason is told", async () => {
    await stopKeyring();
    const dir = stateDir("plain");
    const protection = {
      kind: "plain",
      reason: "no keyring that speaks the Secret Service protocol runs here",
    };
    expect(session("save", dir)).toEqual({ protection });
    expect(session("use", dir)).toMatchObject({ protection });
    await startKeyring();
  });

  test("a keyring that hangs is given up, and the program ends", async () => {
    keyring?.kill("SIGSTOP");
    try {
      expect(session("use", stateDir("kept"))).toEqual({
        code: "session-damaged",
        message: expect.stringMatching(
          /the system's keyring (has not answered|cannot be used \(.*Did not receive a reply\))/,
        ) as string,
      });
    } finally {
      keyring?.kill("SIGCONT");
    }
    expect(session("use", stateDir("kept"))).toMatchObject({ protection: { kind: "keyring" } });
  });

  test("signing out takes the key out of the keyring", () => {
    const dir = stateDir("kept");
    const [name = ""] = readdirSync(path.join(dir, "sessions"));
    const file = path.join(dir, "sessions", name);
    const copy = readFileSync(file);
    expect(session("remove", dir)).toEqual({ removed: true });
    expect(readdirSync(path.join(dir, "sessions"))).toEqual([]);
    writeFileSync(file, copy);
    expect(session("use", dir)).toEqual({
      code: "session-damaged",
      message: expect.stringContaining("the system's keyring no longer has its key") as string,
    });
  });
});
