// The service account's password: in the one place that was named, never overwriting, and nowhere else.
import { scryptSync } from "node:crypto";
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const OURS = "abcdefGH23456789-_+=.#@!abcdefGH";

describe("passwords", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  const setup = (name: string, passwordTo: string, ...more: string[]) =>
    stage.cli(["setup-svc-account", "--name", name, "--password-to", passwordTo, "--yes", ...more]);
  const file = (name: string) => path.join(stage.cwd, name);

  /** Whether the emulated tenant would let the account in with it. */
  async function opens(name: string, password: string): Promise<boolean> {
    const users = (await readSandboxState(stage.dir))?.state.tenants[0]?.users ?? [];
    const kept = users.find((one) => one.userPrincipalName.startsWith(`${name}@`))?.passwordHash;
    const salt = Buffer.from(kept?.salt ?? "", "base64");
    return kept?.hash === scryptSync(password, salt, 32, { N: 4096, r: 8, p: 1 }).toString("base64");
  }

  test("a file of its own, for its owner only, that opens the account and is told nowhere else", async () => {
    const { code, stdout, stderr } = await setup("svc-file", "file:pw.txt", "--trace", "trace.jsonl", "--verbose");
    expect(code).toBe(0);
    const text = readFileSync(file("pw.txt"), "utf8");
    const password = text.trimEnd();
    expect(password).toMatch(/^\S{32}$/);
    expect(text).toBe(`${password}\n`);
    if (process.platform !== "win32") expect(statSync(file("pw.txt")).mode & 0o777).toBe(0o600);
    expect(await opens("svc-file", password)).toBe(true);
    const places = { stdout, stderr, ...filesBelow(stage.cwd, ["pw.txt"]), ...filesBelow(stage.dir) };
    expect(Object.keys(places)).toEqual(expect.arrayContaining(["trace.jsonl", "requests.jsonl", "state.json"]));
    expect(Object.keys(places).some((name) => name.endsWith(".jsonl") && name.includes("runs"))).toBe(true);
    expect(placesWith(password, places)).toEqual([]);
  });

  test("a secret is recognised in every disguise that this suite looks for", () => {
    const disguised = ["", "x", "xy"].map((before) => Buffer.from(`${before}${OURS}after`).toString("base64"));
    const escaped = `pa"ss\\${OURS}`;
    const [first = "", second = "", third = ""] = disguised;
    const places = { first, second, third, form: new URLSearchParams({ p: OURS }).toString(), none: OURS.slice(1) };
    expect(placesWith(OURS, places)).toEqual(["first", "second", "third", "form"]);
    expect(placesWith(escaped, { json: JSON.stringify({ escaped }) })).toEqual(["json"]);
  });

  test("nor are the sandbox's own secrets, and no token", async () => {
    const [client] = stage.sandbox.info.clients;
    const secret = client?.clientSecret ?? "";
    const { code, stdout, stderr } = await stage.cli(
      ["setup-svc-account", "--name", "svc-file", "--auth", "secret", "--trace", "secret.jsonl", "-v"],
      { environment: { AZURE_CLIENT_SECRET: secret } },
    );
    expect(code).toBe(0);
    const files = { ...filesBelow(stage.cwd), ...filesBelow(stage.dir, ["sandbox.json"]) };
    const places = { stdout, stderr, ...files };
    expect(files["secret.jsonl"]).toContain("client_credentials");
    expect(placesWith(secret, places)).toEqual([]);
    for (const [name, text] of Object.entries(places)) expect(text, name).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}\./);
  });

  test("a file that holds anything else is never overwritten, and nothing is sent", async () => {
    for (const content of ["", "my notes\n", `${OURS} `, `${OURS}\nmore`, OURS.slice(1)]) {
      writeFileSync(file("taken"), content);
      const { code, stderr } = await setup("svc-taken", "file:taken");
      expect(code).toBe(4);
      expect(stderr).toContain("not overwritten");
      expect(readFileSync(file("taken"), "utf8")).toBe(content);
    }
    expect(await viewOf(stage).usersBeginning("svc-taken")).toEqual([]);
  });

  test("a password of ours from a run that was cut serves again", async () => {
    writeFileSync(file("cut"), `${OURS}\r\n`, { mode: 0o644 });
    expect((await setup("svc-cut", "file:cut")).code).toBe(0);
    expect(await opens("svc-cut", OURS)).toBe(true);
    if (process.platform !== "win32") expect(statSync(file("cut")).mode & 0o777).toBe(0o600);
  });

  test("a folder that does not exist, and a folder in place of the file", async () => {
    const missing = await setup("svc-no", "file:no/such/pw");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/What to do: .*folder/);
    expect((await setup("svc-no", `file:${stage.cwd}`)).code).not.toBe(0);
    expect(await viewOf(stage).usersBeginning("svc-no")).toEqual([]);
  });

  test.skipIf(process.platform === "win32")("a link that leads nowhere is not followed", async () => {
    symlinkSync(file("target"), file("link"));
    expect((await setup("svc-link", "file:link")).code).not.toBe(0);
    expect(existsSync(file("target"))).toBe(false);
  });

  test.each(["pw.txt", "file:", "stderr", "STDOUT", ""])('"%s" is no place', async (where) => {
    const { code, stderr } = await setup("svc-no", where);
    expect(code).toBe(2);
    expect(stderr).toContain("file:PATH");
  });

  test("on stdout it stands alone; all the rest goes to stderr", async () => {
    const { code, stdout, stderr } = await setup("svc-out", "stdout");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S{32}\n$/);
    expect(await opens("svc-out", stdout.trimEnd())).toBe(true);
    expect(stderr).toContain("Carried out and confirmed");
    expect(placesWith(stdout.trimEnd(), { stderr, ...filesBelow(stage.dir) })).toEqual([]);
  });

  test.each([
    ["-o", "json"],
    ["-o", "yaml"],
    ["--query", "account"],
    ["--out", "result.txt"],
  ])("never among data: %s %s", async (option, value) => {
    stage.newRequests();
    const { code, stdout } = await setup("svc-data", "stdout", option, value);
    expect(code).toBe(2);
    if (value === "json") expect(errorIn(stdout).remedy).toContain("file:PATH");
    expect(stage.newRequests()).toEqual([]);
  });

  test("nor when stdout is what the person answers", async () => {
    const argv = ["setup-svc-account", "--name", "svc-data", "-o", "json"];
    const { code } = await stage.cli(argv, { answers: ["stdout", "y"] });
    expect(code).toBe(2);
    expect(await viewOf(stage).usersBeginning("svc-data")).toEqual([]);
  });

  test("an account that is there already gets no password, and no file is made", async () => {
    expect((await setup("svc-file", "file:second")).code).toBe(0);
    expect(existsSync(file("second"))).toBe(false);
  });
});
