// The service account's password and pass: in the one place that was named, never overwriting, and nowhere else.
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFaults, type Fault, type Faults } from "../../src/sandbox/faults/faults.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import type { TestWorld } from "../support/cli-world.js";
import { isPassOf, opensWith } from "../support/standing-account.js";

const OURS = "abcdefGH23456789-_+=.#@!abcdefGH";

describe("passwords", () => {
  let stage: Stage;
  let rules: Faults | undefined;
  const failing = (fault: Fault) => {
    rules = createFaults([fault], 1);
  };
  beforeAll(async () => {
    stage = await startStage({ faults: { needEarlierAnswers: false, strike: (request) => rules?.strike(request) } });
  });
  beforeEach(() => {
    rules = undefined;
  });
  afterAll(() => stage.close());
  const setup = (name: string, passwordTo: string, ...more: string[]) =>
    stage.cli(["setup-svc-account", "--name", name, "--password-to", passwordTo, "--yes", ...more]);
  const file = (name: string) => path.join(stage.cwd, name);

  const opens = async (name: string, password: string) => opensWith(stage, `${name}@contoso.onmicrosoft.com`, password);

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

  test("a password of ours that no run here has left never serves", async () => {
    writeFileSync(file("found"), `${OURS}\r\n`, { mode: 0o600 });
    const { code, stderr } = await setup("svc-found", "file:found");
    expect([code, stderr]).toEqual([4, expect.stringContaining("not overwritten")]);
    expect(await viewOf(stage).usersBeginning("svc-found")).toEqual([]);
  });

  test("nor does that of a run that came to its end: for no second account, and not for the same one", async () => {
    expect((await setup("svc-first", "file:first")).code).toBe(0);
    for (const argv of [["svc-second"], ["svc-first", "--reset-password"]]) {
      const [name = "", ...more] = argv;
      stage.newRequests();
      const { code, stderr } = await setup(name, "file:first", ...more);
      expect([code, stderr]).toEqual([4, expect.stringMatching(/is that of run \S+, and is not overwritten/)]);
      expect(stage.newRequests().filter(({ host, method }) => host.startsWith("graph.") && method !== "GET")).toEqual(
        [],
      );
    }
  });

  test("what a run that was refused has left serves again, and opens the account", async () => {
    failing({ host: "graph", method: "POST", path: "*/users", fault: { kind: "status", status: 403, body: "json" } });
    expect((await setup("svc-refused", "file:refused")).code).toBe(3);
    const left = readFileSync(file("refused"), "utf8");
    rules = undefined;
    expect((await setup("svc-refused", "file:refused")).code).toBe(0);
    expect(readFileSync(file("refused"), "utf8")).toBe(left);
    expect(await opens("svc-refused", left.trimEnd())).toBe(true);
  });

  test("a pass has a file beside it, and stands on stdout below the password", async () => {
    const { code, stdout, stderr } = await setup("svc-tap", "file:tap", "--tap", "8h", "--trace", "tap.jsonl", "-v");
    expect(code).toBe(0);
    const [pass = "", second = ""] = readFileSync(file("tap.pass"), "utf8").split("\n");
    expect(await isPassOf(stage, "svc-tap", pass)).toBe(true);
    expect(second).toMatch(/^Temporary Access Pass \S+ of svc-tap@contoso\.onmicrosoft\.com until \S+Z$/);
    const places = { stdout, stderr, ...filesBelow(stage.cwd, ["tap.pass"]), ...filesBelow(stage.dir) };
    expect(placesWith(pass, places)).toEqual([]);

    const shown = await setup("svc-tap-out", "stdout", "--tap", "8h");
    const [password = "", shownPass = "", ...more] = shown.stdout.split("\n");
    expect([shown.code, more]).toEqual([0, [""]]);
    expect(await opens("svc-tap-out", password)).toBe(true);
    expect(await isPassOf(stage, "svc-tap-out", shownPass)).toBe(true);
    const files = { stderr: shown.stderr, ...filesBelow(stage.dir), ...filesBelow(stage.cwd) };
    expect(placesWith(password, files)).toEqual([]);
    expect(placesWith(shownPass, files)).toEqual([]);
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

  test.each(["pw.txt", "file:", "STDOUT", "", "hunter2!", "keyvault:x"])('"%s" is no place', async (where) => {
    const { code, stderr } = await setup("svc-no", where);
    expect(code).toBe(2);
    expect(stderr).toMatch(/file:PATH|keyvault:VAULT/);
    expect(stderr).not.toContain("hunter2");
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

  describe.each(["--out", "--trace"])("%s", (option) => {
    test.each([
      ["a password", `${OURS}\n`],
      ["a pass", "Xa1b2\nTemporary Access Pass 1 of svc@contoso.onmicrosoft.com until 2026-11-22T20:00:00Z\n"],
    ])("is never written over %s, of whichever command", async (_what, content) => {
      writeFileSync(file("secret"), content, { mode: 0o600 });
      stage.newRequests();
      for (const argv of [["verify-sync"], ["setup-svc-account", "--dry-run"]]) {
        const { code, stderr } = await stage.cli([...argv, option, "secret", "-o", "json"]);
        expect([code, stderr]).toEqual([2, expect.stringContaining("is not overwritten")]);
      }
      expect(readFileSync(file("secret"), "utf8")).toBe(content);
      expect(stage.newRequests()).toEqual([]);
    });

    test("never names the place of this command's password or pass, and nothing is left there", async () => {
      for (const out of ["svc-same", path.join(stage.cwd, "svc-same.pass")]) {
        const { code, stderr } = await setup("svc-same", "file:./svc-same", option, out, "-o", "json");
        expect([code, stderr]).toEqual([2, expect.stringContaining(`with ${option}`)]);
        expect([existsSync(file("svc-same")), existsSync(file("svc-same.pass"))]).toEqual([false, false]);
      }
    });
  });

  test("nor when stdout is what the person answers", async () => {
    const argv = ["setup-svc-account", "--name", "svc-data", "-o", "json"];
    const { code } = await stage.cli(argv, { answers: ["stdout", "y"] });
    expect(code).toBe(2);
    expect(await viewOf(stage).usersBeginning("svc-data")).toEqual([]);
  });

  test("that cannot be written is told, with the way out, and the way out works", async () => {
    const stdoutFailure = new Error("write EPIPE");
    const argv = ["setup-svc-account", "--name", "svc-pipe", "--password-to", "stdout", "--yes"];
    const { code, stdout, stderr } = await stage.cli(argv, { stdoutFailure });
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toMatch(/could not be printed.*EPIPE/);
    expect(stderr).toContain("with --reset-password and with --password-to file:PATH");
    expect(stderr.match(/the same command again/g)).toHaveLength(1);
    expect((await viewOf(stage).usersBeginning("svc-pipe")).length).toBe(1);
    const again = await stage.cli([...argv, "--reset-password"]);
    expect(again.code).toBe(0);
    expect(await opens("svc-pipe", again.stdout.trimEnd())).toBe(true);
  });

  test("what is to be put away is named where no place was said: the pass, where the account is there", async () => {
    expect((await setup("svc-ask", "file:ask")).code).toBe(0);
    for (const [argv, what] of [
      [["--name", "svc-ask", "--tap", "8h"], "pass"],
      [["--name", "svc-new", "--tap", "8h"], "password and the pass"],
      [["--name", "svc-new"], "password"],
    ] as const) {
      const { code, stderr } = await stage.cli(["setup-svc-account", ...argv]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`Where the new ${what} shall go was not said`)]);
    }
  });

  test("a pass alone on stdout, too, has the report on stderr", async () => {
    expect((await setup("svc-pass-out", "file:pass-out")).code).toBe(0);
    const { code, stdout } = await setup("svc-pass-out", "stdout", "--tap", "8h");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\S+\n$/)]);
    expect(await isPassOf(stage, "svc-pass-out", stdout.trimEnd())).toBe(true);
  });

  describe("a reset that is cut once it is sent", () => {
    const cutReset = async (name: string, where: string) => {
      expect((await setup(name, `file:${name}`)).code).toBe(0);
      const onStderr = (text: string, world: TestWorld) => text.includes("confirming it") && world.interrupt();
      const argv = ["setup-svc-account", "--name", name, "--yes", "--reset-password", "--password-to", where];
      expect((await stage.cli(argv, { onStderr })).code).toBe(130);
    };

    test("has its password in the file, and nothing is made anew", async () => {
      await cutReset("svc-cut-file", "file:cut-file-2");
      const left = readFileSync(file("cut-file-2"), "utf8");
      expect((await setup("svc-cut-file", "file:cut-file-2", "--reset-password")).code).toBe(0);
      expect(readFileSync(file("cut-file-2"), "utf8")).toBe(left);
      expect(await opens("svc-cut-file", left.trimEnd())).toBe(true);
    });

    test("had nothing but stdout: it is made anew, and shown", async () => {
      await cutReset("svc-cut-out", "stdout");
      const { code, stdout } = await setup("svc-cut-out", "stdout", "--reset-password");
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^\S{32}\n$/)]);
      expect(await opens("svc-cut-out", stdout.trimEnd())).toBe(true);
    });

    test("and is gone on with another place: which one holds the password is said", async () => {
      await cutReset("svc-cut-two", "file:cut-two-a");
      const { code, stdout } = await setup("svc-cut-two", "file:cut-two-b", "--reset-password", "-o", "json");
      expect(code).toBe(0);
      expect(resultIn("setup-svc-account", stdout).warnings).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`it is in file:${file("cut-two-a")}`),
          expect.stringMatching(/What is in .*cut-two-b is not the account's password/),
        ]),
      );
      expect(await opens("svc-cut-two", readFileSync(file("cut-two-a"), "utf8").trimEnd())).toBe(true);
    });
  });

  test("an account that is there already gets no password, and no file is made", async () => {
    expect((await setup("svc-file", "file:second")).code).toBe(0);
    expect(existsSync(file("second"))).toBe(false);
  });
});
