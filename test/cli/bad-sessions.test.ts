// Saved sign-ins that have come to harm, on the disk or at Microsoft: what every command says of them, and how one gets out.
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { textAt } from "../sandbox/sandbox-client.js";
import { placesWith } from "../support/cli-canaries.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let stage: Stage;
/** The session's file, and what stood in it after the login. */
let file: string;
let saved: string;

beforeEach(async () => {
  stage = await startStage();
  expect((await stage.cli(["login"])).code).toBe(0);
  const folder = path.join(stage.dir, "state", "sessions");
  const [name, ...others] = readdirSync(folder).filter((one) => one.endsWith(".json"));
  expect(others).toEqual([]);
  file = path.join(folder, name ?? "");
  saved = readFileSync(file, "utf8");
});
afterEach(() => stage.close());

const LOGIN_LINE = /What to do: .*aadc-cloud login --tenant \S+ --client-id \S+/;

function expectSignInAgain({ code, stdout, stderr }: Outcome, says: RegExp): void {
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(LOGIN_LINE);
  expect(stderr).not.toMatch(/^\s+at |node_modules|undefined|\[object/m);
}

/** The line that was told, as a person would copy it. */
function toldLogin(stderr: string): readonly string[] {
  const line = /aadc-cloud (login [^\n]*)/.exec(stderr)?.[1] ?? "";
  return line.trim().split(" ").slice(0, line.split(" ").indexOf("--sandbox-dir"));
}

const HARMS: readonly (readonly [what: string, harm: () => void, says: RegExp])[] = [
  ["cut short", () => truncateSync(file, 200), /cut short/],
  ["empty", () => truncateSync(file, 0), /cut short|empty/],
  ["garbage", () => writeFileSync(file, Buffer.from([0, 255, 1, 0x1b, 0x5b, 0x32, 0x4a])), /not JSON/],
  ["another version's", () => writeFileSync(file, saved.replace("session@1", "session@9")), /another version/],
  [
    "of another tenant by now",
    () =>
      writeFileSync(file, saved.replace(/"tenantId": "[^"]*"/u, '"tenantId": "11111111-1111-4111-8111-111111111111"')),
    /Nobody is signed in/,
  ],
];

describe.each(HARMS)("a file that is %s", (_, harm, says) => {
  test("is said, with what to type; other ways to sign in go on", async () => {
    harm();
    const outcome = await stage.cli(["whoami"]);
    expectSignInAgain(outcome, says);
    expect(outcome.stderr).not.toContain("\u001b");
    const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
    const application = await stage.cli(["whoami", "--auth", "secret"], { environment });
    expect([application.code, application.stderr]).toEqual([0, ""]);
  });

  test("is put right by the line that was told", async () => {
    harm();
    const { stderr } = await stage.cli(["whoami"]);
    expect((await stage.cli(toldLogin(stderr))).code).toBe(0);
    expect(await stage.cli(["whoami"])).toMatchObject({ code: 0, stderr: "" });
  });

  test("holds nobody up when everything is logged out", async () => {
    harm();
    const outcome = await stage.cli(["logout", "--all"]);
    expect([outcome.code, outcome.stderr]).toEqual([0, ""]);
    const left = readdirSync(path.dirname(file)).filter((name) => name.endsWith(".json"));
    expect(left).toEqual([]);
  });
});

test("a folder in the place of the file is no sign-in; it is left to its owner, and the others are logged out of", async () => {
  const other = stage.sandbox.info.clients[1]?.clientId ?? "";
  expect((await stage.cli(["login", "--client-id", other])).code).toBe(0);
  unlinkSync(file);
  mkdirSync(file);
  const look = await stage.cli(["whoami", "--client-id", stage.sandbox.info.clients[0]?.clientId ?? ""]);
  expectSignInAgain(look, /it is not a file/);
  const { code, stderr } = await stage.cli(["logout", "--all"]);
  expect(code).toBe(2);
  expect(stderr).toContain(file);
  expect(stderr).toContain("Remove it yourself");
  const left = readdirSync(path.dirname(file)).filter((name) => name.endsWith(".json"));
  expect(left).toEqual([path.basename(file)]);
});

test("a damaged sign-in does not become another application's unsaid", async () => {
  const other = stage.sandbox.info.clients[1]?.clientId ?? "";
  expect((await stage.cli(["login", "--client-id", other])).code).toBe(0);
  const newest = readdirSync(path.dirname(file))
    .filter((name) => name.endsWith(".json"))
    .map((name) => path.join(path.dirname(file), name))
    .find((one) => one !== file);
  writeFileSync(newest ?? "", "garbage");
  for (const argv of [["whoami"], ["verify-sync"], ["mfa-exclusion", "status", "--yes"]]) {
    const { stderr } = await stage.cli(argv);
    expect(stderr).toContain(`cannot be used and is passed over: ${newest}: it is cut short, or is not JSON.`);
    expect(stderr).toContain(
      `Used instead is that of admin@contoso.onmicrosoft.com at contoso.onmicrosoft.com, client ${stage.sandbox.info.clients[0]?.clientId}.`,
    );
  }
});

test("a file that others may read is not called readable by its owner alone; login closes it", async () => {
  const first = await stage.cli(["whoami"], { columns: 200 });
  expect(first.stdout).toContain("only readable by you");
  chmodSync(file, 0o644);
  chmodSync(path.dirname(file), 0o755);
  const { stdout } = await stage.cli(["whoami"], { columns: 200 });
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "not kept from others any more: its mode is 0644. aadc-cloud login saves it",
  );
  expect(stdout).not.toContain("only readable by you:");
  const doctor = await stage.cli(["doctor", "-o", "json", "--query", "findings[?id=='SIGN-003'].[result, severity]"]);
  expect(JSON.parse(doctor.stdout)).toEqual([["fail", "warning"]]);
  expect((await stage.cli(["login"])).code).toBe(0);
  expect((await stage.cli(["whoami"], { columns: 200 })).stdout).toContain("only readable by you");
});

describe("a sign-in that has ended at Microsoft", () => {
  const ENDINGS: readonly (readonly [what: string, end: () => Promise<unknown>, says: RegExp])[] = [
    ["unused for 91 days", async () => stage.time.pass(91 * DAY), /AADSTS700082/],
    ["revoked", () => asAdministrator("POST", "/revokeSignInSessions"), /AADSTS50173|revoked/],
    [
      "of an account that was disabled",
      () => asAdministrator("PATCH", "", { accountEnabled: false }),
      /AADSTS50057|disabled/,
    ],
    ["blocked by a policy since", () => doInSandbox(stage.dir, ["break", "sign-in-blocked"]), /AADSTS53003/],
  ];

  const policies = () => viewOf(stage).policies();
  const isBlocking = ({ name }: { readonly name: string }) => name.startsWith("Block access for everybody");

  async function asAdministrator(method: "POST" | "PATCH", below: string, json?: unknown) {
    const token = await stage.sandbox.userToken();
    const id = textAt((await stage.sandbox.graph(token, "/v1.0/me")).body, "id");
    const { status, body } = await stage.sandbox.graph(token, `/v1.0/users/${id}${below}`, { method, json });
    if (status >= 300) throw new Error(JSON.stringify(body));
  }

  test.each(ENDINGS)("%s: every command says so and changes nothing", async (_, end, says) => {
    const before = await policies();
    await end();
    stage.time.pass(30 * HOUR);
    for (const argv of [["whoami"], ["verify-sync"], ["mfa-exclusion", "add", "--yes"], ["cleanup-health", "--yes"]]) {
      const outcome = await stage.cli(argv);
      expectSignInAgain(outcome, says);
    }
    const doctor = await stage.cli(["doctor", "-o", "json"]);
    expect(doctor.code).toBe(3);
    expect(doctor.stdout).toMatch(says);
    const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
    expect((await stage.cli(["mfa-exclusion", "status", "--auth", "secret"], { environment })).code).toBe(0);
    expect((await policies()).filter((one) => !isBlocking(one))).toEqual(before);
  });

  test("what cannot be used any more can be logged out", async () => {
    await asAdministrator("POST", "/revokeSignInSessions");
    stage.time.pass(30 * HOUR);
    const { code, stderr } = await stage.cli(["logout"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith(".json"))).toEqual([]);
  });
});

test("a session of which only the tokens were taken out says so without showing the rest", async () => {
  writeFileSync(file, saved.replace(/"data": ".*"/u, '"data": "{}"'));
  expectSignInAgain(await stage.cli(["whoami"]), /no account any more/);
});

test("nothing of a harmed file is quoted", async () => {
  const canary = "canary-refresh-token-0123456789abcdef";
  writeFileSync(file, saved.replace(/"data": "/u, `"data": ${canary} "`));
  const { stdout, stderr } = await stage.cli(["whoami", "-v"]);
  expect(placesWith(canary, { stdout, stderr })).toEqual([]);
  expect(stderr).toMatch(LOGIN_LINE);
});
