// The demo as a newcomer runs it, and where its secrets are afterwards: in the two files that are for them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { removeFolder } from "../support/recorded-folder.js";
import { run } from "./run-program.js";
import { formsOf } from "./secret-forms.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const DEMO = join(import.meta.dirname, "../../scripts/demo.mjs");

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface SandboxFile {
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly certificate: string;
  }[];
  readonly users: readonly { readonly password: string }[];
}

const root = mkdtempSync(join(tmpdir(), "aadc-demo-"));
const folder = join(root, "sandbox");
const traces = join(root, "traces");
const logs = join(root, "logs");
let demo: Ended;

beforeAll(async () => {
  for (const each of [traces, logs]) mkdirSync(each);
  demo = await node([DEMO, "--sandbox-dir", folder, "--trace-dir", traces], {});
  writeFileSync(join(logs, "demo.txt"), demo.output);
}, 120_000);

afterAll(() => {
  // The commands after the demo have started the sandbox anew, and it would wait a quarter of an hour for more. Killed, so
  // that it writes nothing into the folder while that is removed.
  const { pid } = JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as { readonly pid: number };
  if (pid > 0) process.kill(pid, "SIGKILL");
  removeFolder(root);
});

test("the demo ends well, and each of its thirteen claims was seen by another client", () => {
  expect(demo.code, demo.output).toBe(0);
  expect(demo.output.match(/✓ seen by another client/g)).toHaveLength(13);
  expect(demo.output).not.toMatch(/\n\s+at /);
});

describe("afterwards", () => {
  const sandboxFile = () => JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxFile;
  const client = () => {
    const first = sandboxFile().clients[0];
    if (first === undefined) throw new Error("sandbox.json names no client");
    return first;
  };

  test("the same tenant takes the application's secret and certificate, and a wrong secret ends with exit code 3", async () => {
    const { clientId, clientSecret, certificate } = client();
    const pem = join(root, "client.pem");
    writeFileSync(pem, certificate, { mode: 0o600 });
    onTestFinished(() => unlinkSync(pem));
    const verify = async (name: string, environment: Record<string, string>) => {
      const trace = ["--trace", join(traces, `${name}.jsonl`), "--verbose"];
      const ended = await node([MAIN, "verify-sync", "--sandbox-dir", folder, ...trace], {
        AZURE_CLIENT_ID: clientId,
        ...environment,
      });
      writeFileSync(join(logs, `${name}.txt`), ended.output);
      return ended;
    };
    const bySecret = await verify("secret", { AADC_AUTH: "secret", AZURE_CLIENT_SECRET: clientSecret });
    expect(bySecret.output).toContain("(secret)");
    const byCertificate = await verify("certificate", {
      AADC_AUTH: "certificate",
      AZURE_CLIENT_CERTIFICATE_PATH: pem,
    });
    expect(byCertificate.output).toContain("(certificate)");
    const wrong = await verify("wrong", { AADC_AUTH: "secret", AZURE_CLIENT_SECRET: `${clientSecret}-not` });
    expect(wrong.code).toBe(3);
    expect(wrong.output).toContain("AADSTS7000215");
  }, 60_000);

  test("no secret is found anywhere but in sandbox.json, the password file and the key's own file", () => {
    const { clients, users } = sandboxFile();
    const secrets = [
      ...clients.map(({ clientSecret }) => clientSecret),
      ...clients.flatMap(({ certificate }) => privateKeyLines(certificate)),
      ...users.map(({ password }) => password),
      ...privateKeyLines(readFileSync(join(folder, "key.pem"), "utf8")),
      readFileSync(join(folder, "svc-adconnect.txt"), "utf8").trim(),
    ];
    expect(secrets.length).toBeGreaterThan(20);
    const forms = secrets.flatMap(formsOf);
    const allowed = ["sandbox.json", "svc-adconnect.txt", "key.pem"].map((name) => join(folder, name));
    const files = filesBelow(root).filter((file) => !allowed.includes(file));
    expect(files.map((file) => file.replace(root, "").replaceAll("\\", "/"))).toEqual(
      expect.arrayContaining([
        "/sandbox/requests.jsonl",
        "/sandbox/state.json",
        "/logs/secret.txt",
        "/traces/secret.jsonl",
      ]),
    );
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      const found = forms.filter((form) => text.includes(form));
      expect(found, file).toEqual([]);
      expect(text.match(/eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./), `a token in ${file}`).toBeNull();
    }
  });

  test("the search finds what it looks for", () => {
    const secret = 'p-4#T/h+ k"é=';
    const places = [secret, JSON.stringify({ a: secret }), `x=${encodeURIComponent(secret)}`];
    for (const before of ["", "a", "ab"]) {
      places.push(Buffer.from(`${before}${secret}zz`).toString("base64"));
      places.push(Buffer.from(`${before}${secret}zz`).toString("base64url"));
    }
    for (const place of places)
      expect(
        formsOf(secret).some((form) => place.includes(form)),
        place,
      ).toBe(true);
  });
});

/** The lines of a private key's body, each long enough to be told from anything else. */
function privateKeyLines(pem: string): readonly string[] {
  const body = /-----BEGIN[A-Z ]* PRIVATE KEY-----([^-]+)-----END/.exec(pem)?.[1] ?? "";
  // The first line of a key of a kind is the same in every key: it names the algorithm.
  return body
    .trim()
    .split(/\s+/)
    .slice(1)
    .filter((line) => line.length > 20);
}

function filesBelow(place: string): readonly string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function node(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const { code, stdout, stderr } = await run(args, { cwd: root, environment });
  return { code, output: stdout + stderr };
}
