// Two processes renew one saved sign-in at the same time, and one of them is killed, wherever it is: the sign-in goes on
// working without a question, and nothing that was left is in anybody's way.
import { readdirSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundled } from "../support/bundled.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type SandboxProcess, start, startSandboxProcess } from "./sandbox-process.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const ROUNDS = Number(process.env["AADC_KILL_ROUNDS"] ?? 30);

let sandbox: SandboxProcess;
let slowDisk: string;
beforeAll(async () => {
  sandbox = await startSandboxProcess("--latency", "10");
  slowDisk = await bundled("slow-disk.ts", sandbox.root);
  const { code, stderr } = await run("login", "--auth", "device-code").ended;
  expect(code, stderr).toBe(0);
});
afterAll(() => sandbox.stop());

/** Without a keyring, so that the test can see and age the tokens. */
function run(...words: readonly string[]) {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus", XDG_RUNTIME_DIR: "/nowhere" };
  return start(process.execPath, ["--import", slowDisk, MAIN, ...words, "--sandbox-dir", sandbox.folder], env);
}

const whoami = () => run("whoami", "-o", "json");
const folder = () => join(sandbox.folder, "state", "sessions");
const sessionFiles = () => readdirSync(folder()).filter((name) => name.endsWith(".json"));

type Tokens = Record<string, Record<string, { expires_on?: string; extended_expires_on?: string; secret?: string }>>;

/** As if an hour had gone by: every access token has ended, the refresh token has not. */
function endAccessTokens(): void {
  const [name = ""] = sessionFiles();
  const file = join(folder(), name);
  const content = JSON.parse(readFileSync(file, "utf8")) as { tokens: { cipher: string; data: string } };
  expect(content.tokens.cipher, "a keyring was found").toBe("none");
  const tokens = JSON.parse(content.tokens.data) as Tokens;
  const ended = String(Math.floor(Date.now() / 1_000) - 60);
  for (const token of Object.values(tokens["AccessToken"] ?? {})) {
    token.expires_on = ended;
    token.extended_expires_on = ended;
  }
  content.tokens.data = JSON.stringify(tokens);
  writeFileSync(`${file}.test`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.test`, file);
}

interface Exchange {
  readonly host: string;
  readonly method: string;
  readonly url: string;
}

function signInRequests(): readonly string[] {
  return readFileSync(join(sandbox.folder, "requests.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Exchange)
    .filter(({ method, url }) => method === "POST" && /\/oauth2\/v2\.0\//.test(url))
    .map(({ url }) => url);
}

interface Strike {
  /** Whether something that happens in the folder counts. */
  readonly counts: (name: string) => boolean;
  /** How many times until it strikes, and how long after that, in milliseconds. */
  readonly times: number;
  readonly after: number;
}

/** Kills who has the lock. */
function killWhoWrites({ counts, times, after }: Strike, pair: readonly ReturnType<typeof whoami>[]) {
  let left = times;
  let inside = false;
  const watcher = watch(folder(), (_event, name) => {
    if (name === null || !counts(name)) return;
    left -= 1;
    if (left !== 0) return;
    setTimeout(() => {
      const holder = pair.find(({ child }) => child.pid === lockHolder());
      inside = holder !== undefined;
      (holder ?? pair[0])?.child.kill("SIGKILL");
    }, after);
  });
  return { stop: () => watcher.close(), wasInside: () => inside };
}

function lockHolder(): number | undefined {
  try {
    const [name = ""] = sessionFiles();
    return (JSON.parse(readFileSync(join(folder(), `${name}.lock`), "utf8")) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

test(`two renewals at once, one of them killed, ${ROUNDS} times`, async () => {
  endAccessTokens();
  const begun = performance.now();
  expect((await whoami().ended).code).toBe(0);
  const whole = performance.now() - begun;
  let cutShort = 0;
  let cutInside = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    endAccessTokens();
    const pair = [whoami(), whoami()];
    if (round % 3 === 0) {
      await delay(whole * (0.3 + 0.8 * Math.random()));
      pair[Math.floor(Math.random() * 2)]?.child.kill("SIGKILL");
    } else {
      // Anywhere from the lock on; or at one of the steps in which new content gets there.
      const strike = killWhoWrites(
        round % 3 === 1
          ? { counts: (name) => name.includes(".lock"), times: 1, after: Math.random() * 120 }
          : {
              counts: (name) => !name.includes(".lock"),
              times: 1 + (Math.floor(round / 3) % 5),
              after: Math.random() * 8,
            },
        pair,
      );
      await Promise.all(pair.map(({ ended }) => ended));
      strike.stop();
      if (strike.wasInside()) cutInside += 1;
    }
    const ends = await Promise.all(pair.map(({ ended }) => ended));
    const cut = ends.filter(({ code }) => code === null).length;
    cutShort += cut;
    for (const { code, stderr } of ends) if (code !== null) expect(code, stderr).toBe(0);

    const before = signInRequests();
    const { code, stdout, stderr } = await whoami().ended;
    expect(code, `round ${round}: ${stderr}`).toBe(0);
    const { signIn, damaged } = resultIn("whoami", stdout);
    expect([signIn.isSaved, damaged, stderr]).toEqual([true, [], ""]);
    const asked = signInRequests().slice(before.length);
    expect(asked.filter((url) => url.includes("devicecode"))).toEqual([]);
    // The survivor has renewed the tokens, and what it kept serves.
    if (cut < 2) expect(asked, `round ${round}`).toEqual([]);
  }
  expect(cutShort).toBeGreaterThan(ROUNDS / 2);
  expect(cutInside).toBeGreaterThan(ROUNDS / 6);

  endAccessTokens();
  expect((await whoami().ended).code).toBe(0);
  expect(readdirSync(folder()), "what the kills have left is gone").toEqual(sessionFiles());
});
