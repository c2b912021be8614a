// The saved sign-ins of a state folder: what is kept, how, and what goes with it.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createRedactor, HIDDEN } from "../../../src/cloud/redaction.js";
import type { SavedSession } from "../../../src/cloud/sign-in/saved-session.js";
import { SignInError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { filesBelow, placesWith } from "../../support/cli-canaries.js";
import {
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

const REFRESH_TOKEN = "refresh-a1";
const ACCESS_TOKEN = "access-a1-of-https://graph.microsoft.com/.default";

const sessionsOf = (dir: string) => path.join(dir, "sessions");

function onlyFile(dir: string): string {
  const [name = "", ...others] = readdirSync(sessionsOf(dir));
  expect(others).toEqual([]);
  return path.join(sessionsOf(dir), name);
}

async function tokensIn(dir: string, keyring = memoryKeyring(), session = SESSION): Promise<unknown> {
  return JSON.parse(await tokensRead(storeIn(dir, { keyring }), session));
}

test("with a keyring the tokens are encrypted, and another process reads them", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const tokens = await signedIn();
  expect(await storeIn(dir, { keyring }).save(SESSION, tokens)).toEqual({ kind: "keyring" });

  const other = storeIn(dir, { keyring });
  expect(await other.list()).toEqual({ sessions: [SESSION], damaged: [] });
  expect(await other.protectionOf(SESSION)).toEqual({ kind: "keyring" });
  expect(await tokensIn(dir, keyring)).toEqual(JSON.parse(tokens));
  for (const secret of [
    REFRESH_TOKEN,
    ACCESS_TOKEN,
    Buffer.from([...keyring.keys.values()][0] ?? []).toString("latin1"),
  ])
    expect(placesWith(secret, filesBelow(dir))).toEqual([]);
  expect([...keyring.keys.values()].map((key) => key.length)).toEqual([32]);
});

test("without a keyring they lie there plain, and the reason is told", async () => {
  const dir = temporaryFolder();
  const plain = { kind: "plain", reason: "nobody answers" };
  const tokens = await signedIn();
  expect(await storeIn(dir, { keyring: noKeyring("nobody answers") }).save(SESSION, tokens)).toEqual(plain);
  // As it was written: this keyring would answer.
  const keyring = memoryKeyring();
  expect(await storeIn(dir, { keyring }).protectionOf(SESSION)).toEqual(plain);
  expect(await tokensIn(dir, keyring)).toEqual(JSON.parse(tokens));
  expect(keyring.asked).toEqual([]);
  expect(placesWith(REFRESH_TOKEN, filesBelow(dir))).toHaveLength(1);
});

test("a file that others may read is told, and closed again by whatever writes it", async () => {
  const dir = temporaryFolder();
  const tokens = await signedIn();
  const store = storeIn(dir, { keyring: noKeyring() });
  await store.save(SESSION, tokens);
  const expose = () => {
    chmodSync(onlyFile(dir), 0o644);
    chmodSync(sessionsOf(dir), 0o755);
  };
  for (const write of [
    () => store.save(SESSION, tokens),
    () => store.remember(SESSION, "contoso.com"),
    () => silently(msal(new ScriptedLogin("b"), store.pluginFor(SESSION)), GRAPH, { fresh: true }),
  ]) {
    expose();
    expect(await storeIn(dir).protectionOf(SESSION)).toMatchObject({ kind: "plain", exposed: "its mode is 0644" });
    await write();
    expect(await storeIn(dir).protectionOf(SESSION)).not.toHaveProperty("exposed");
    expect(statSync(onlyFile(dir)).mode & 0o777).toBe(0o600);
  }
  expose();
  await store.save(SESSION, tokens);
  expect(statSync(sessionsOf(dir)).mode & 0o777).toBe(0o700);
});

test("a folder that is not there holds no session, and none is made by looking", async () => {
  const dir = path.join(temporaryFolder(), "state");
  const store = storeIn(dir);
  expect(await store.list()).toEqual({ sessions: [], damaged: [] });
  expect(await store.remove(SESSION)).toBe(false);
  expect(await store.removeAll()).toEqual([]);
  expect(() => statSync(dir)).toThrow("ENOENT");
});

test("one session for each cloud, tenant and client, newest first; case makes no difference", async () => {
  const dir = temporaryFolder();
  const store = storeIn(dir);
  const tokens = await signedIn();
  const others: readonly SavedSession[] = [
    { ...SESSION, cloud: "usgov", signedInAt: "2026-11-22T11:00:00.000Z" },
    { ...SESSION, tenantId: "aaaaaaaa-0000-4000-8000-000000000001", signedInAt: "2026-11-20T11:00:00Z" },
    { ...SESSION, clientId: "AAAAAAAA-0000-4000-8000-000000000002", signedInAt: "2026-11-22T10:30:00.000Z" },
  ];
  for (const session of [SESSION, ...others]) await store.save(session, tokens);
  const again = { ...SESSION, clientId: "aaaaaaaa-0000-4000-8000-000000000002", signedInAt: "2026-11-22T12:00:00Z" };
  await store.save(again, tokens);
  expect((await store.list()).sessions).toEqual([again, others[0], SESSION, others[1]]);
});

test("signing in again replaces the session and keeps its key", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  await storeIn(dir, { keyring }).save(SESSION, await signedIn());
  const later = { ...SESSION, userName: "adele.vance@contoso.example", signedInAt: "2026-11-23T10:00:00.000Z" };
  await storeIn(dir, { keyring }).save(later, await signedIn());
  expect((await storeIn(dir).list()).sessions).toEqual([later]);
  expect(keyring.keys.size).toBe(1);
});

test("a keyring that has lost the key gets a new one at the next sign-in", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const tokens = await signedIn();
  await storeIn(dir, { keyring }).save(SESSION, tokens);
  keyring.keys.clear();
  expect(await storeIn(dir, { keyring }).save(SESSION, tokens)).toEqual({ kind: "keyring" });
  expect(await tokensIn(dir, keyring)).toEqual(JSON.parse(tokens));
});

test("a key of another length is none", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const tokens = await signedIn();
  await storeIn(dir, { keyring }).save(SESSION, tokens);
  for (const id of keyring.keys.keys()) keyring.keys.set(id, new Uint8Array(16));
  const refusal = await caught(SignInError, tokensIn(dir, keyring));
  expect(refusal.message).toContain("the system's keyring no longer has its key");
});

test("signing out removes the file and its key, and no other's", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const other: SavedSession = { ...SESSION, cloud: "china" };
  const store = storeIn(dir, { keyring });
  await store.save(SESSION, await signedIn());
  await store.save(other, await signedIn());
  expect(keyring.keys.size).toBe(2);
  expect(await store.remove(SESSION)).toBe(true);
  expect(await store.remove(SESSION)).toBe(false);
  expect((await store.list()).sessions).toEqual([other]);
  expect(await tokensIn(dir, keyring, other)).toBeTruthy();
  expect(keyring.keys.size).toBe(1);
});

test("signing out works where the keyring is gone", async () => {
  const dir = temporaryFolder();
  await storeIn(dir).save(SESSION, await signedIn());
  expect(await storeIn(dir, { keyring: noKeyring() }).remove(SESSION)).toBe(true);
  expect(readdirSync(sessionsOf(dir))).toEqual([]);
});

test("signing out everywhere removes damaged files and what killed processes left, but nothing foreign", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const store = storeIn(dir, { keyring });
  await store.save(SESSION, await signedIn());
  const file = onlyFile(dir);
  // A process number that no system gives.
  writeFileSync(`${file}.0b7e4a52-0000-4000-8000-000000000000.4194999.tmp`, REFRESH_TOKEN);
  writeFileSync(path.join(sessionsOf(dir), `${"0".repeat(24)}.json`), "{");
  writeFileSync(path.join(sessionsOf(dir), "notes.json"), "mine");
  expect(await store.removeAll()).toEqual([SESSION]);
  expect(readdirSync(sessionsOf(dir))).toEqual(["notes.json"]);
  expect(keyring.keys.size).toBe(0);
});

test("what cannot be removed is said, after everything else is gone", async () => {
  const dir = temporaryFolder();
  const store = storeIn(dir);
  await store.save(SESSION, await signedIn());
  const stubborn = path.join(sessionsOf(dir), `${"0".repeat(24)}.json`);
  mkdirSync(stubborn);
  expect((await store.list()).damaged).toEqual([{ file: stubborn, reason: "it is not a file" }]);
  const refusal = await caught(UsageError, store.removeAll());
  expect(refusal.code).toBe("session-not-removed");
  expect(refusal.message).toContain(stubborn);
  expect(readdirSync(sessionsOf(dir))).toEqual([path.basename(stubborn)]);
});

test("only the owner can read the file, after every write", async () => {
  const dir = temporaryFolder();
  const store = storeIn(dir);
  await store.save(SESSION, await signedIn());
  const file = onlyFile(dir);
  expect(statSync(sessionsOf(dir)).mode & 0o777).toBe(0o700);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  await store.save(SESSION, await signedIn());
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("tokens and keys that are read or saved are hidden from then on", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const saving = createRedactor();
  await storeIn(dir, { keyring, redactor: saving }).save(SESSION, await signedIn());
  const reading = createRedactor();
  const store = storeIn(dir, { keyring, redactor: reading });
  expect(reading.clean(REFRESH_TOKEN)).toBe(REFRESH_TOKEN);
  await tokensRead(store);
  const [key] = [...keyring.keys.values()].map((bytes) => Buffer.from(bytes).toString("base64"));
  for (const redactor of [saving, reading])
    for (const secret of [REFRESH_TOKEN, ACCESS_TOKEN, key ?? ""])
      expect(redactor.clean(`it was ${secret}.`)).toBe(`it was ${HIDDEN}.`);
});

test("many sign-ins at once: each is whole, and one is the last", async () => {
  const dir = temporaryFolder();
  const keyring = memoryKeyring();
  const tokens = await Promise.all(["one", "two", "three"].map((name) => signedIn(name)));
  await Promise.all(
    tokens.map((text, index) => storeIn(dir, { keyring }).save({ ...SESSION, userName: `user ${index}` }, text)),
  );
  const { sessions, damaged } = await storeIn(dir).list();
  expect(damaged).toEqual([]);
  expect(sessions).toHaveLength(1);
  expect(tokens.map((text) => JSON.parse(text) as unknown)).toContainEqual(await tokensIn(dir, keyring));
  expect(JSON.parse(readFileSync(onlyFile(dir), "utf8"))).toMatchObject({ format: "aadc-cloud/session@1" });
});
