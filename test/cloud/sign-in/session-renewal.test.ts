// MSAL itself on a saved session: what it reads, keeps and renews, also when others do the same at the same time.
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createRedactor, HIDDEN } from "../../../src/cloud/redaction.js";
import { acquireLock } from "../../../src/machine/lock.js";
import { systemClock } from "../../../src/shapes/clock.js";
import { InterruptedError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { manualClock } from "../../support/manual-clock.js";
import {
  ARM,
  GRAPH,
  memoryKeyring,
  msal,
  noKeyring,
  ScriptedLogin,
  SESSION,
  signedIn,
  silently,
  storeIn,
  tokensRead,
} from "../../support/saved-sign-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

interface Cache {
  readonly AccessToken: Readonly<Record<string, { readonly secret: string }>>;
  readonly RefreshToken: Readonly<Record<string, { readonly secret: string }>>;
}

async function setUp(keyring = memoryKeyring()) {
  const dir = temporaryFolder();
  await storeIn(dir, { keyring }).save(SESSION, await signedIn());
  const folder = path.join(dir, "sessions");
  const file = path.join(folder, readdirSync(folder)[0] ?? "");
  const secrets = async (kind: keyof Cache) => {
    const cache = JSON.parse(await tokensRead(storeIn(dir, { keyring }))) as Cache;
    return Object.values(cache[kind]).map(({ secret }) => secret);
  };
  /** A process of its own, as far as memory goes. */
  const client = (name: string, given: Parameters<typeof storeIn>[1] = {}) => {
    const login = new ScriptedLogin(name);
    const store = storeIn(dir, { keyring, ...given });
    return { login, store, application: msal(login, store.pluginFor(SESSION)) };
  };
  return { dir, file, folder, keyring, secrets, client };
}

test("a token that is there is used without a request, one that is not is fetched and kept for the next process", async () => {
  const { client, secrets, file, folder } = await setUp();
  const first = client("b");
  expect(await silently(first.application, GRAPH)).toBe(`access-a1-of-${GRAPH}`);
  expect(first.login.forms).toHaveLength(0);
  expect(await silently(first.application, ARM)).toBe(`access-b1-of-${ARM}`);
  expect(first.login.forms.map((form) => form.get("refresh_token"))).toEqual(["refresh-a1"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual([path.basename(file)]);

  const second = client("c");
  expect(await silently(second.application, ARM)).toBe(`access-b1-of-${ARM}`);
  expect(second.login.forms).toHaveLength(0);
  expect(await secrets("RefreshToken")).toEqual(["refresh-b1"]);
});

test("tokens for several resources, fetched side by side by one application, are all kept", async () => {
  const { client, secrets } = await setUp();
  const resources = Array.from({ length: 4 }, (_, number) => `https://resource-${number}.example/.default`);
  const { application, login } = client("b");
  // Each comes back at a time of its own, so that reads fall between other accesses' writes.
  login.meanwhile = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  const tokens = await Promise.all(
    [...resources, ...resources].map(async (resource, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 2));
      return silently(application, resource);
    }),
  );
  expect(tokens.map((token) => token.replace(/^access-\w+-of-/, ""))).toEqual([...resources, ...resources]);
  const kept = (await secrets("AccessToken")).map((token) => token.replace(/^access-\w+-of-/, ""));
  expect(kept.sort()).toEqual([GRAPH, ...resources].sort());
});

test("a read that begins at any point of a write takes nothing from it", async () => {
  const { client, secrets } = await setUp(noKeyring());
  for (let steps = 0; steps < STEPS; steps += 1) {
    const { application, login } = client("b");
    const account = await application.getTokenCache().getAccountByHomeId(SESSION.homeAccountId);
    if (account === null) return expect.unreachable();
    let reading: Promise<unknown> = Promise.resolve();
    login.meanwhile = async () => {
      reading = after(steps, () => application.acquireTokenSilent({ scopes: [GRAPH], account }));
    };
    await application.acquireTokenSilent({ scopes: [`https://resource-${steps}.example/.default`], account });
    await reading;
  }
  expect(await secrets("AccessToken")).toHaveLength(1 + STEPS);
  expect(await secrets("RefreshToken")).toEqual(["refresh-b1"]);
});

/** More than MSAL takes from the answer to the end of the write. */
const STEPS = 120;

/** Begins after so many turns of settled promises, without letting anything else run. */
async function after<T>(steps: number, begin: () => Promise<T>): Promise<T> {
  for (let step = 0; step < steps; step += 1) await Promise.resolve();
  return begin();
}

test("two that renew at once keep each other's tokens", async () => {
  const { client, secrets } = await setUp();
  const [one, other] = [client("b"), client("c")];
  one.login.meanwhile = () => silently(other.application, ARM);
  await silently(one.application, GRAPH, { fresh: true });
  expect((await secrets("AccessToken")).sort()).toEqual([`access-b1-of-${GRAPH}`, `access-c1-of-${ARM}`]);
});

test("a session that was signed out during a renewal stays signed out; the token still serves", async () => {
  const { client, folder, dir, keyring } = await setUp();
  const { application, login } = client("b");
  login.meanwhile = () => storeIn(dir, { keyring }).remove(SESSION);
  expect(await silently(application, ARM)).toBe(`access-b1-of-${ARM}`);
  expect(readdirSync(folder)).toEqual([]);

  const refusal = await caught(SignInError, silently(application, GRAPH));
  expect(refusal.code).toBe("session-ended");
  expect(refusal.remedy).toContain("aadc-cloud login --tenant");
});

test("a file that somebody removes right before the write is not made again", async () => {
  const { file, folder, keyring, client } = await setUp(noKeyring());
  keyring.refusal = undefined;
  const { application } = client("b", {
    keyring: {
      ...keyring,
      // Asked for the first time when the renewed tokens are about to be sealed.
      read: async () => {
        unlinkSync(file);
        return null;
      },
    },
  });
  expect(await silently(application, ARM)).toBe(`access-b1-of-${ARM}`);
  expect(readdirSync(folder)).toEqual([]);
});

test("somebody else's sign-in in the meantime is not taken for one's own", async () => {
  const { client, dir, keyring, secrets } = await setUp();
  const { application, login } = client("b");
  const tokens = await signedIn();
  const theirs = {
    ...SESSION,
    homeAccountId: SESSION.homeAccountId.replace("4444", "9999"),
    userName: "bo@contoso.example",
  };
  const theirTokens = tokens.replaceAll("44444444-4444", "99999999-4444");
  login.meanwhile = () => storeIn(dir, { keyring }).save(theirs, theirTokens);
  const lost = await caught(SignInError, silently(application, ARM));
  expect(lost.code).toBe("session-ended");
  expect(lost.message).toContain("somebody else has signed in");
  expect((await storeIn(dir).list()).sessions).toEqual([theirs]);
  expect(JSON.parse(await tokensRead(storeIn(dir, { keyring }), theirs))).toEqual(JSON.parse(theirTokens));
  await caught(SignInError, secrets("AccessToken"));
});

test("plain tokens are sealed at the next renewal when a keyring has appeared", async () => {
  const { client, dir, keyring, file, secrets } = await setUp(noKeyring());
  keyring.refusal = undefined;
  await silently(client("b").application, ARM);
  expect(await storeIn(dir).protectionOf(SESSION)).toEqual({ kind: "keyring" });
  expect(readFileSync(file, "utf8")).not.toContain("refresh-b1");
  expect(await secrets("RefreshToken")).toEqual(["refresh-b1"]);
});

test("a keyring is asked once in a process, whatever it says", async () => {
  const { dir } = await setUp();
  const silent = noKeyring();
  const store = storeIn(dir, { keyring: silent });
  const application = msal(new ScriptedLogin("b"), store.pluginFor(SESSION));
  await Promise.all([1, 2, 3].map(() => caught(SignInError, silently(application, GRAPH))));
  await caught(SignInError, silently(application, GRAPH));
  expect(silent.asked).toHaveLength(1);

  const { client, keyring } = await setUp();
  keyring.asked.splice(0);
  const working = client("c");
  await Promise.all([GRAPH, ARM, GRAPH].map((scope) => silently(working.application, scope)));
  expect(keyring.asked).toHaveLength(1);
});

test("a renewal whose tokens cannot be kept goes on, and it is told", async () => {
  const { client, file, secrets } = await setUp();
  const untold: unknown[] = [];
  const held = await acquireLock(`${file}.lock`, {
    what: "the saved sign-in",
    clock: systemClock,
    signal: new AbortController().signal,
    waitMs: 0,
    uuid: () => crypto.randomUUID(),
  });
  const clock = manualClock();
  const { application } = client("b", { clock, onUnsaved: (error) => void untold.push(error) });
  expect(await silently(application, ARM)).toBe(`access-b1-of-${ARM}`);
  held.release();
  expect(untold).toMatchObject([{ code: "locked" }]);
  expect(clock.elapsed()).toBeGreaterThanOrEqual(15_000);
  expect(await secrets("RefreshToken")).toEqual(["refresh-a1"]);
});

test("Ctrl-C while waiting for another process ends the waiting", async () => {
  const { client, file } = await setUp();
  const held = await acquireLock(`${file}.lock`, {
    what: "the saved sign-in",
    clock: systemClock,
    signal: new AbortController().signal,
    waitMs: 0,
    uuid: () => crypto.randomUUID(),
  });
  const interruption = new AbortController();
  const clock = manualClock({ holds: true });
  const { application } = client("b", { clock, signal: interruption.signal });
  const asking = caught(InterruptedError, silently(application, ARM));
  await clock.slept(1);
  interruption.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "Again." }));
  await asking;
  held.release();
});

test("damage that happens while a token is on its way is told", async () => {
  const { client, file } = await setUp();
  const { application, login } = client("b");
  login.meanwhile = async () => writeFileSync(file, "{");
  expect((await caught(SignInError, silently(application, ARM))).code).toBe("session-damaged");
  expect(readdirSync(path.dirname(file)), "no lock is left").toEqual([path.basename(file)]);
});

test("renewed tokens are hidden from then on", async () => {
  const { client } = await setUp();
  const redactor = createRedactor();
  await silently(client("b", { redactor }).application, ARM);
  for (const secret of ["refresh-a1", "refresh-b1", `access-b1-of-${ARM}`])
    expect(redactor.clean(`it was ${secret}.`)).toBe(`it was ${HIDDEN}.`);
});
