// --save, --from, --baseline and --redact, as a person types them: one tenant, and then its files alone.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, runIn, type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
let live: Outcome;
let folder: string;
const file = (name: string) => path.join(folder, name);
const verify = (...more: readonly string[]) => stage.cli(["verify-sync", ...more]);
/** No tenant is configured here, and nobody could sign in. */
const offline = (...more: readonly string[]) => runIn(["verify-sync", ...more], { cwd: folder });
const json = (name: string) => JSON.parse(readFileSync(file(name), "utf8")) as Record<string, unknown>;
const rewritten = (name: string, change: object) =>
  writeFileSync(file(name), JSON.stringify({ ...json("now.json"), ...change }));
const findings = ({ stdout }: Outcome) =>
  resultIn("verify-sync", stdout).findings.map(({ id, result, severity }) => [id, result, severity]);

beforeAll(async () => {
  stage = await startStage();
  folder = stage.cwd;
  live = await verify("--save", "now.json", "-o", "json");
});
afterAll(() => stage.close());

describe("a snapshot that is saved", () => {
  test("is said in the result, and is for its owner only", () => {
    expect(resultIn("verify-sync", live.stdout).saved).toBe(file("now.json"));
    expect(statSync(file("now.json")).mode & 0o777).toBe(0o600);
    expect(json("now.json")).toMatchObject({ schema: "aadc-cloud/sync-snapshot@1", cloud: "public" });
  });

  test("takes the place of an older one, and of nothing else", async () => {
    writeFileSync(file("letter.txt"), "Dear Kim");
    stage.newRequests();
    const { code, stderr } = await verify("--save", "letter.txt");
    expect([code, stage.newRequests()]).toEqual([4, []]);
    expect(stderr).toContain("is no snapshot: it is not overwritten");
    expect(readFileSync(file("letter.txt"), "utf8")).toBe("Dear Kim");
  });

  test.each([
    ["no/such/file.json", 2],
    ["no-such-folder/", 2],
  ])("has nowhere to go at %s, which is said before anything is read", async (place, expected) => {
    stage.newRequests();
    const { code, stderr } = await verify("--save", place);
    expect([code, stage.newRequests()]).toEqual([expected, []]);
    expect(stderr).toContain("There is no folder");
  });

  test("has a name of its own in a folder", async () => {
    mkdirSync(file("history"));
    const { stdout } = await offline("--from", "now.json", "--save", "history", "-o", "json");
    const [name] = readdirSync(file("history"));
    expect(name).toMatch(/^contoso\.onmicrosoft\.com-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.json$/);
    expect(resultIn("verify-sync", stdout).saved).toBe(path.join(file("history"), name ?? ""));
    expect(json(path.join("history", name ?? ""))).toEqual(json("now.json"));
  });

  test.skipIf(process.getuid?.() === 0)("is told to have no place where none can be written", async () => {
    mkdirSync(file("closed"));
    chmodSync(file("closed"), 0o500);
    const { code, stderr } = await offline("--from", "now.json", "--save", "closed/a.json");
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be saved");
  });

  test("is not written over by a result", async () => {
    const before = readFileSync(file("now.json"), "utf8");
    const { code, stderr } = await verify("--out", "now.json");
    expect([code, readFileSync(file("now.json"), "utf8")]).toEqual([2, before]);
    expect(stderr).toContain("is a saved snapshot");
  });
});

/** A row of Markdown: what was looked at, first, last, how often. */
const LOOKED_TWICE = /^\| Looked at \|.*\| 2 \|$/m;

describe("a snapshot that is judged again", () => {
  test("gives the same findings without a tenant, a sign-in or a request", async () => {
    stage.newRequests();
    const { stdout, code } = await offline("--from", "now.json", "-o", "json");
    expect(stage.newRequests()).toEqual([]);
    expect(code).toBe(live.code);
    const { from, ...again } = resultIn("verify-sync", stdout);
    const { saved: _, ...before } = resultIn("verify-sync", live.stdout);
    expect(again).toEqual(before);
    expect(from).toEqual({ at: before.at, toolVersion: before.toolVersion, redacted: false });
  });

  test("says in the first line of what time it speaks", async () => {
    const { stdout } = await offline("--from", "now.json");
    const at = resultIn("verify-sync", live.stdout).at.slice(0, 16).replace("T", " ");
    expect(stdout.split("\n")[0]).toMatch(new RegExp(`^As of ${at} UTC, by a saved snapshot: `));
  });

  test("does nothing to the terminal with what stands in it", async () => {
    const text = JSON.stringify(json("now.json"));
    const hostile = "\\u001b]0;owned\\u0007\\u202e";
    const names = ["public", "device-code", "AADC-OLD", "contoso.onmicrosoft.com", "Contoso"];
    writeFileSync(
      file("hostile.json"),
      names.reduce((all, name) => all.replaceAll(`"${name}"`, `"${name}${hostile}"`), text),
    );
    for (const form of [[], ["-v"], ["-o", "json"], ["-o", "yaml"]]) {
      const { stdout, stderr, code } = await offline("--from", "hostile.json", ...form);
      expect(code).toBe(live.code);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
      expect(stdout).toContain("owned");
    }
  });

  test("shows the course of time on a page, also where a .env file asks for the page", async () => {
    mkdirSync(file("course"));
    for (const minute of [10, 40]) {
      const at = new Date(Date.parse(resultIn("verify-sync", live.stdout).at) - minute * 60_000).toISOString();
      writeFileSync(file(`course/${minute}.json`), JSON.stringify({ ...json("now.json"), takenAt: at }));
    }
    const told = async (...more: readonly string[]) =>
      (await runIn(["verify-sync", "--from", "10.json", ...more], { cwd: file("course") })).stdout;
    expect(await told("-o", "md")).toMatch(LOOKED_TWICE);
    writeFileSync(file("course/.env"), "AADC_OUTPUT=md\n");
    expect(await told()).toMatch(LOOKED_TWICE);
    expect(await told("-o", "json")).not.toContain('"history"');
    writeFileSync(file("course/named.env"), "AADC_OUTPUT=md\n");
    expect(await told("--env-file", "named.env")).toMatch(LOOKED_TWICE);
  });

  test("takes what the operator wishes now", async () => {
    const { stdout, code } = await offline("--from", "now.json", "--active-server", "ELSEWHERE", "-o", "json");
    expect(code).toBe(1);
    expect(findings({ ...live, stdout })).toContainEqual(["SYNC-003", "fail", "error"]);
  });

  test("is of the tenant that is named, or refused", async () => {
    expect((await offline("--from", "now.json", "--tenant", "CONTOSO.onmicrosoft.com")).code).toBe(live.code);
    const { code, stderr } = await offline("--from", "now.json", "--tenant", "fabrikam.onmicrosoft.com");
    expect(code).toBe(2);
    expect(stderr).toContain("--tenant another one");
  });
});

describe("a baseline", () => {
  test("of the same state shows no difference", async () => {
    const { stdout } = await verify("--baseline", "now.json", "-o", "json");
    const results = new Map(resultIn("verify-sync", stdout).findings.map((one) => [one.id, one.result]));
    expect([results.get("SYNC-029"), results.get("SYNC-030"), results.get("SYNC-032")]).toEqual(
      Array.from({ length: 3 }, () => "pass"),
    );
  });

  test("of another state shows what is different", async () => {
    const { domains } = json("now.json") as { domains: { value: { authenticationType: string }[] } };
    const converted = domains.value.map((domain) => ({ ...domain, authenticationType: "Federated" }));
    rewritten("federated.json", { domains: { ...domains, value: converted } });
    const { stdout } = await offline("--from", "now.json", "--baseline", "federated.json", "-o", "json");
    expect(findings({ ...live, stdout })).toContainEqual(["SYNC-030", "fail", "error"]);
  });

  test.each<[string, () => object, string]>([
    ["of another tenant", () => otherTenant(), "another tenant"],
    ["taken later", () => ({ takenAt: "2099-01-01T00:00:00.000Z" }), "after the snapshot"],
    ["redacted", () => ({ redacted: true }), "redacted"],
  ])("%s is refused, and nothing is saved", async (_what, change, told) => {
    rewritten("other.json", change());
    const { code, stderr } = await offline("--from", "now.json", "--baseline", "other.json", "--save", "never.json");
    expect([code, existsSync(file("never.json"))]).toEqual([2, false]);
    expect(stderr).toContain(told);
  });
});

describe("what goes wrong in the tenant", () => {
  test("is seen against the snapshot from before, and there alone", async () => {
    for (const kind of ["domain-federated", "password-sync-off"]) await stage.cli(["sandbox", "do", "break", kind]);
    stage.time.pass(2_000);
    const ids = ["SYNC-006", "SYNC-030"];
    const of = (outcome: Outcome) => findings(outcome).filter(([id]) => ids.includes(id ?? ""));
    expect(of(await verify("--baseline", "now.json", "-o", "json"))).toEqual(ids.map((id) => [id, "fail", "error"]));
    stage.time.pass(2_000);
    expect(of(await verify("-o", "json")).map(([, result]) => result)).toEqual(ids.map(() => "not-applicable"));
  });
});

describe("what contradicts itself is refused before anybody signs in", () => {
  test.each([
    [["--redact"], "--save FILE"],
    [["--from", "now.json", "--watch"], "--watch asks the tenant, and --from judges a file"],
    [["--from", "now.json", "--wait-for", "active=AADC-NEW"], "--wait-for asks the tenant"],
    [["--from", "now.json", "--canary", "kim@contoso.com"], "--canary asks the tenant"],
    [["--from", "now.json", "--canary-password"], "--canary-password asks the tenant"],
    [["--from", "now.json", "--save", "./now.json"], "--save and --from name the same file"],
    [["--baseline", "now.json", "--save", "now.json"], "--save and --baseline name the same file"],
    [["--save", "a.json", "--out", "a.json"], "--save and --out name the same file"],
    [["--save", "a.json", "--trace", "./a.json"], "--save and --trace name the same file"],
    [["--save", "state/runs/", "--state-dir", "state"], "lies among the journals of runs"],
    [["--save", "state/runs/a.json", "--state-dir", "state"], "lies among the journals of runs"],
    [["--baseline", "masked.json"], "the same name has another mask in every file"],
    [["--baseline", "missing.json"], "it cannot be read"],
  ])("%j", async (words, told) => {
    mkdirSync(file("state/runs"), { recursive: true });
    rewritten("masked.json", { redacted: true });
    stage.newRequests();
    const { code, stderr } = await verify(...words);
    expect([code, stage.newRequests()]).toEqual([2, []]);
    expect(stderr).toContain(told);
  });

  test.each([
    ["a result", () => live.stdout, "it is a result (aadc-cloud/verify-sync@1)"],
    ["text", () => "Dear Kim", "it is not JSON"],
    ["bytes", () => Buffer.from([0xff, 0xfe, 0x00]), "it is not written in UTF-8"],
    ["far too much", () => Buffer.alloc(20_000_001, " "), "it is larger than 20 MB"],
  ])("%s is no snapshot", async (_what, content, told) => {
    writeFileSync(file("wrong.json"), content());
    for (const option of ["--from", "--baseline"]) {
      const { code, stderr } = await offline(option, "wrong.json");
      expect(code).toBe(2);
      expect(stderr).toContain(told);
      expect(stderr).toContain(`name that file with ${option}`);
    }
  });

  test("what is not there is no snapshot", async () => {
    for (const name of ["missing.json", "."]) expect((await offline("--from", name)).code).toBe(2);
  });
});

describe("a snapshot that is redacted", () => {
  test("gives the same findings, and names nothing of the tenant", async () => {
    const { stdout } = await offline("--from", "now.json", "--redact", "--save", "redacted.json", "-o", "json");
    expect(resultIn("verify-sync", stdout).tenant.initialDomain).toBe("contoso.onmicrosoft.com");
    const again = await offline("--from", "redacted.json", "-o", "json");
    expect(findings(again)).toEqual(findings(live));
    expect(resultIn("verify-sync", again.stdout).from?.redacted).toBe(true);
    const text = readFileSync(file("redacted.json"), "utf8");
    const { tenantId } = resultIn("verify-sync", live.stdout);
    for (const name of ["contoso", "AADC-OLD", "AADC-NEW", tenantId])
      expect(text.toLowerCase()).not.toContain(name.toLowerCase());
  });

  test("has no name of the tenant in the name of its file either", async () => {
    const { stdout } = await offline("--from", "now.json", "--redact", "--save", "history/", "-o", "json");
    expect(path.basename(resultIn("verify-sync", stdout).saved ?? "")).toMatch(/^domain-1\.onmicrosoft\.com-/);
  });
});

function otherTenant(): object {
  const { organization } = json("now.json") as { organization: { value: object } };
  return { organization: { ...organization, value: { ...organization.value, id: crypto.randomUUID() } } };
}
