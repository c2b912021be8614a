// What is sent to an emulated tenant that only a .env in the folder speaks of, and whose folder is believed at all.
import { chmodSync, chownSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuseForeignPlaces } from "../../src/cli/sandbox-trust.js";
import { UsageError } from "../../src/shapes/errors.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { runIn, type Stage, startStage } from "../support/cli-stage.js";
import type { TestWorldOptions } from "../support/cli-world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

type Environment = Readonly<Record<string, string>>;

/** A command in a folder with a `.env` that speaks of the sandbox; nothing else does. */
function inFolder(argv: readonly string[], env: Environment = {}, options: Partial<TestWorldOptions> = {}) {
  const cwd = temporaryFolder();
  const lines = Object.entries({ AADC_SANDBOX_DIR: stage.dir, ...env }).map(([name, value]) => `${name}=${value}`);
  writeFileSync(path.join(cwd, ".env"), lines.join("\n"));
  stage.newRequests();
  return runIn(argv, { cwd, time: stage.time, ...options });
}

const STATUS = ["mfa-exclusion", "status"];
const JSON_STATUS = [...STATUS, "-o", "json"];

describe("a sandbox that only .env names", () => {
  const secret = () => stage.sandbox.info.clients[0]?.clientSecret ?? "";

  test.each<{ what: string; argv?: readonly string[]; env?: Environment; environment?: Environment; says: string }>([
    { what: "a secret of the process", environment: { AZURE_CLIENT_SECRET: "s3cret" }, says: "a secret" },
    {
      what: "a secret of the process before the file's own",
      env: { AZURE_CLIENT_SECRET: "from-file" },
      environment: { AZURE_CLIENT_SECRET: "s3cret" },
      says: "a secret",
    },
    {
      what: "a certificate of the process",
      environment: { AZURE_CLIENT_CERTIFICATE_PATH: "/c.pem" },
      says: "certificate",
    },
    {
      what: "a certificate that the file leads to",
      env: { AZURE_CLIENT_CERTIFICATE_PATH: "/c.pem" },
      says: "certificate",
    },
    {
      what: "a federated token of the process",
      environment: { AZURE_FEDERATED_TOKEN_FILE: "/t" },
      says: "federated token",
    },
    { what: "a federated token that the file leads to", env: { AZURE_FEDERATED_TOKEN_FILE: "/t" }, says: "federated" },
    {
      what: "the platform's identity",
      environment: { IDENTITY_ENDPOINT: "https://localhost/msi" },
      says: "managed identity",
    },
    { what: "the identity that the file wants", env: { AADC_AUTH: "managed-identity" }, says: "managed identity" },
    { what: "the Azure CLI that the file wants", env: { AADC_AUTH: "azure-cli" }, says: "Azure CLI" },
    { what: "the Azure CLI that an option wants", argv: ["--auth", "azure-cli"], says: "Azure CLI" },
    { what: "the person's browser", env: { AADC_AUTH: "browser" }, says: "browser" },
    {
      what: "a folder to be used only if asked for",
      environment: { AADC_SANDBOX: "0", AZURE_CLIENT_SECRET: "s" },
      says: "a secret",
    },
  ])("is not sent $what", async ({ argv = [], env, environment, says }) => {
    const { code, stdout } = await inFolder([...JSON_STATUS, ...argv], env, { environment: environment ?? {} });
    const { code: what, message, remedy } = errorIn(stdout);
    expect([code, what]).toEqual([2, "sandbox-not-named"]);
    expect(message).toContain(says);
    expect(remedy).toContain("--sandbox, or --sandbox-dir, if the emulated tenant is meant");
    expect(stage.newRequests()).toEqual([]);
  });

  test("is used with its own sign-in, and with a secret of the same file; in text, that is said", async () => {
    for (const env of [{}, { AZURE_CLIENT_SECRET: secret(), AADC_AUTH: "secret" }]) {
      const text = await inFolder(STATUS, env);
      expect([text.code, text.stderr]).toEqual([
        0,
        expect.stringContaining(`Note: this is the emulated tenant of ${stage.dir}, as .env says.\n`),
      ]);
      const json = await inFolder(JSON_STATUS, env);
      expect([json.code, json.stderr]).toEqual([0, expect.not.stringContaining("Note:")]);
    }
  });

  test("is sent whatever is set where the person means it", async () => {
    const environment = { AZURE_CLIENT_SECRET: secret() };
    for (const [argv, more] of [
      [["--sandbox"], {}],
      [["--sandbox-dir", stage.dir], {}],
      [["--env-file", ".env"], {}],
      [[], { AADC_SANDBOX: "1" }],
      [[], { AADC_SANDBOX_DIR: stage.dir }],
    ] as const) {
      const { code, stderr } = await inFolder([...STATUS, ...argv], {}, { environment: { ...environment, ...more } });
      const beyondProgress = stderr.replaceAll(/^\.\.\. asking What-If: .*\n/gmu, "");
      expect([argv, more, code, beyondProgress]).toEqual([argv, more, 0, ""]);
    }
  });

  test("saved sign-ins are its own, or not used", async () => {
    const stateDir = temporaryFolder();
    const saved = await stage.cli(["login", "--state-dir", stateDir]);
    expect(saved.code, saved.stderr).toBe(0);
    const link = path.join(mkdtempSync(path.join(stage.dir, "linked-")), "state");
    symlinkSync(stateDir, link, "dir");
    for (const place of [stateDir, link]) {
      const { code, stdout } = await inFolder(JSON_STATUS, { AADC_STATE_DIR: place });
      expect([code, errorIn(stdout).code]).toEqual([2, "sandbox-not-named"]);
      expect(errorIn(stdout).message).toContain("saved sign-in of");
      expect(stage.newRequests()).toEqual([]);
    }
    expect((await inFolder(["login"])).code).toBe(0);
    const { code, stdout } = await inFolder(["whoami", "-o", "json"]);
    expect([code, resultIn("whoami", stdout).signIn.isSaved]).toEqual([0, true]);
    expect((await inFolder(["logout"])).code).toBe(0);
  });
});

describe.runIf(process.platform !== "win32")("whose folder is believed", () => {
  const info = () => path.join(stage.dir, "sandbox.json");

  test.each([
    ["the folder", () => stage.dir, 0o700, 0o770],
    ["the folder", () => stage.dir, 0o700, 0o702],
    ["sandbox.json", info, 0o600, 0o620],
    ["sandbox.json", info, 0o600, 0o602],
  ])("not where others may write %s", async (_what, place, before, mode) => {
    chmodSync(place(), mode);
    try {
      stage.newRequests();
      const { code, stdout } = await stage.cli(JSON_STATUS);
      expect([code, errorIn(stdout).code]).toEqual([2, "sandbox-foreign"]);
      expect(errorIn(stdout).remedy).toContain(`chmod go-w ${place()}`);
      expect(stage.newRequests()).toEqual([]);
    } finally {
      chmodSync(place(), before);
    }
    expect((await stage.cli(STATUS)).code).toBe(0);
  });

  test.runIf(process.getuid?.() === 0)("not where it is somebody else's", async () => {
    chownSync(info(), 12_345, 0);
    try {
      const { code, stdout } = await stage.cli(JSON_STATUS);
      expect([code, errorIn(stdout).code]).toEqual([2, "sandbox-foreign"]);
      expect(errorIn(stdout).message).toContain("belongs to another user");
    } finally {
      chownSync(info(), 0, 0);
    }
  });

  test.each([
    { uid: 1000, owner: 1000, mode: 0o700, refused: false },
    { uid: 1000, owner: 0, mode: 0o755, refused: false },
    { uid: 1000, owner: 1001, mode: 0o700, refused: true },
    { uid: 0, owner: 1001, mode: 0o700, refused: true },
    { uid: 1000, owner: 1000, mode: 0o1777, refused: true },
  ])("$owner's, of mode $mode, for $uid: refused $refused", ({ uid, owner, mode, refused }) => {
    const look = (platform: NodeJS.Platform) => () =>
      refuseForeignPlaces(["/sandbox"], { platform, uid, stat: () => ({ uid: owner, mode }) });
    if (refused) expect(look("linux")).toThrow(UsageError);
    else expect(look("linux")).not.toThrow();
    expect(look("win32")).not.toThrow();
  });
});
