// Registrations that sign in by themselves: by a certificate made here, or by another issuer's token; and what is refused.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, elsewhere, observed, register, tryRegister } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: observed });
});
afterAll(() => stage.close());

const certified = (name: string, ...more: readonly string[]) => [
  ...["--app-only", "--name", name, "--credential", `certificate:${name}.pem`, "--for", "mfa-exclusion"],
  ...more,
];

describe("by a certificate", () => {
  test("made here, owner-only, it signs in at once; its key is nowhere else", async () => {
    const trace = path.join(stage.cwd, "trace.jsonl");
    const made = await register(stage, certified("robot", "--grant", "--trace", trace));
    const file = path.join(stage.cwd, "robot.pem");
    expect(made.registration).toMatchObject({
      kind: "app-only",
      consent: { granted: true, by: "Privileged Role Administrator" },
      credential: { kind: "certificate", file },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [seen] = await applicationsNamed(stage, "robot");
    expect(seen?.appRoles).toEqual(seen?.permissions);
    expect(seen?.scopes).toEqual([]);
    expect(seen?.whole).toMatchObject({ isFallbackPublicClient: false, publicClient: { redirectUris: [] } });
    const [key, ...others] = listAt(seen?.whole, "keyCredentials");
    expect(others).toEqual([]);
    const { credential } = made.registration;
    const [thumbprint, expires] = credential?.kind === "certificate" ? [credential.thumbprint, credential.expires] : [];
    expect(textAt(key, "customKeyIdentifier")).toBe(thumbprint);
    const days = (Date.parse(expires ?? "") - Date.parse(made.at)) / 86_400_000;
    expect(Math.round(days)).toBe(365);

    const environment = Object.fromEntries(
      made.registration.next.filter((line) => /^AZ/.test(line)).map((line) => line.split("=") as [string, string]),
    );
    const status = await stage.cli(["mfa-exclusion", "status", "-o", "json"], { environment });
    expect(resultIn("mfa-exclusion-status", status.stdout).operator.authKind).toBe("certificate");

    const secret = readFileSync(file, "utf8").split("-----")[2]?.trim().split("\n")[3] ?? "";
    expect(secret).toMatch(/^[\w+/]{64}$/);
    expect(placesWith(secret, { stdout: JSON.stringify(made), ...filesBelow(stage.dir, ["sandbox.json"]) })).toEqual(
      [],
    );
    expect(placesWith(secret, filesBelow(stage.cwd))).toEqual(["robot.pem"]);
  });

  test("run again with the same file, there is nothing to do; a new file adds a certificate beside it", async () => {
    await register(stage, certified("twice", "--grant"));
    expect(await register(stage, certified("twice", "--grant"))).toMatchObject({ changed: false, plan: [] });
    const other = [...certified("twice"), "--credential", "certificate:other.pem"];
    const second = await register(stage, other);
    expect(second.plan.map(({ kind }) => kind)).toEqual(["add-certificate"]);
    expect(second.warnings.join()).toContain("can also be signed in by the certificate");
    const [seen] = await applicationsNamed(stage, "twice");
    expect(listAt(seen?.whole, "keyCredentials")).toHaveLength(2);
    for (const file of ["twice.pem", "other.pem"]) {
      const environment = {
        AZURE_CLIENT_CERTIFICATE_PATH: path.join(stage.cwd, file),
        AZURE_CLIENT_ID: second.registration.clientId ?? "",
      };
      const status = await stage.cli(["mfa-exclusion", "status"], { environment });
      expect([file, status.code]).toEqual([file, 0]);
    }
  });

  test("for Connect Health, and for what is documented for people only, it is said what else is needed", async () => {
    const argv = ["--app-only", "--name", "verifier", "--credential", "certificate:v.pem", "--for", "verify-sync"];
    const made = await register(stage, [...argv, "--grant", "--valid", "30d"]);
    expect(made.warnings.join()).toContain("the role Reader on /providers/Microsoft.ADHybridHealthService");
    const environment = {
      AZURE_CLIENT_CERTIFICATE_PATH: path.join(stage.cwd, "v.pem"),
      AZURE_CLIENT_ID: made.registration.clientId ?? "",
    };
    const verified = await stage.cli(["verify-sync", "-o", "json"], { environment });
    expect(resultIn("verify-sync", verified.stdout).operator.authKind).toBe("certificate");
  });

  test.each([
    ["anything else", "hello"],
    ["a certificate without its key", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
    ["nothing", ""],
  ])("a file that holds %s is neither used nor overwritten", async (_what, content) => {
    const file = path.join(stage.cwd, "taken.pem");
    writeFileSync(file, content);
    const refused = await tryRegister(stage, certified("taken"));
    expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "certificate-file-unfit"]);
    expect(readFileSync(file, "utf8")).toBe(content);
    expect(await applicationsNamed(stage, "taken")).toEqual([]);
  });

  test("a folder that does not exist is told before anything is made", async () => {
    const argv = [
      "--app-only",
      "--name",
      "nowhere",
      "--for",
      "mfa-exclusion",
      "--credential",
      "certificate:no/such/x.pem",
    ];
    const refused = await tryRegister(stage, argv);
    expect([refused.code, errorIn(refused.stdout).message]).toEqual([2, expect.stringContaining("x.pem")]);
    expect(await applicationsNamed(stage, "nowhere")).toEqual([]);
  });
});

describe("by another issuer's token", () => {
  test("GitHub Actions of one environment", async () => {
    const argv = ["--app-only", "--name", "pipeline", "--for", "mfa-exclusion", "--grant"];
    const trusted = [...argv, "--credential", "github:contoso/migration:environment:production"];
    const made = await register(stage, trusted);
    expect(await register(stage, trusted)).toMatchObject({ changed: false, plan: [] });
    const { credential } = made.registration;
    if (credential?.kind !== "federated") throw new Error("no federated credential");
    expect(credential).toMatchObject({
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:contoso/migration:environment:production",
      audiences: ["api://AzureADTokenExchange"],
    });
    const tokenOf = async (subject: string) => {
      const json = { issuer: credential.issuer, subject };
      const url = "https://graph.microsoft.com/$sandbox/federated-token";
      return textAt((await stage.sandbox.send(url, { method: "POST", json })).body, "assertion");
    };
    const environment = {
      AZURE_FEDERATED_TOKEN_FILE: path.join(stage.cwd, "token"),
      AZURE_CLIENT_ID: made.registration.clientId ?? "",
    };
    writeFileSync(path.join(stage.cwd, "token"), await tokenOf(credential.subject));
    const status = await stage.cli(["mfa-exclusion", "status", "-o", "json"], { environment });
    expect(resultIn("mfa-exclusion-status", status.stdout).operator.authKind).toBe("workload-identity");
    writeFileSync(path.join(stage.cwd, "token"), await tokenOf("repo:contoso/migration:pull_request"));
    expect((await stage.cli(["mfa-exclusion", "status"], { environment })).code).toBe(3);
  });

  test("a managed identity of this tenant", async () => {
    const id = "6A7B8C9D-0000-4000-8000-00000000ABCD";
    const argv = ["--app-only", "--name", "managed", "--for", "mfa-exclusion", "--credential", `azure:${id}`];
    const made = await register(stage, argv);
    expect(made.registration.credential).toEqual({
      kind: "federated",
      issuer: `https://login.microsoftonline.com/${made.tenantId}/v2.0`,
      subject: id.toLowerCase(),
      audiences: ["api://AzureADTokenExchange"],
    });
  });
});

describe("refused", () => {
  const untouched = async (name: string) => expect(await applicationsNamed(stage, name)).toEqual([]);

  test("a permission that opens the whole tenant, unless it is accepted", async () => {
    const argv = ["--app-only", "--name", "mighty", "--credential", "certificate:m.pem", "--for", "setup-svc-account"];
    const refused = await tryRegister(stage, argv);
    expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "tier-0"]);
    expect(errorIn(refused.stdout).message).toContain("RoleManagement.ReadWrite.Directory");
    expect(errorIn(refused.stdout).remedy).toContain("--delegated");
    await untouched("mighty");
    const made = await register(stage, [...argv, "--accept-tier0"]);
    expect(made.guardsOverridden).toEqual(["tier-0"]);
    const people = await register(stage, ["--name", "people", "--for", "setup-svc-account", "--accept-tier0"]);
    expect(people.guardsOverridden).toEqual([]);
  });

  test.each([
    ["nothing to prove itself with", ["--app-only", "--for", "mfa-exclusion"], "credential-missing"],
    ["a proof for people", ["--credential", "certificate:x.pem"], "contradiction"],
    ["both kinds", ["--app-only", "--delegated"], "contradiction"],
    ["removal with more", ["--remove", "--grant"], "contradiction"],
    ["an unknown command", ["--for", "verify-snyc"], "unknown-command"],
    ["registering itself", ["--for", "register-app"], "nothing-to-register"],
    [
      "a form of registering beside what is served",
      ["--for", "verify-sync,register-app --grant"],
      "nothing-to-register",
    ],
    ["a name with a slash", ["--name", "a/b"], "bad-registration-name"],
    ["a secret", ["--app-only", "--credential", "secret:x"], "bad-credential"],
    ["a repository of somebody else's making", ["--app-only", "--credential", "github:a/b/c"], "bad-credential"],
    ["three years", ["--app-only", "--credential", "certificate:x", "--valid", "1095d"], "bad-validity"],
  ])("%s", async (_what, argv, code) => {
    const name = argv.includes("--name") ? [] : ["--name", "refused"];
    const refused = await tryRegister(stage, [...argv, ...name]);
    expect([refused.code, errorIn(refused.stdout).code]).toEqual([2, code]);
    await untouched("refused");
  });

  test("a registration of the other kind under the same name", async () => {
    await register(stage, ["--name", "ours", "--for", "mfa-exclusion"]);
    const before = await applicationsNamed(stage, "ours");
    const refused = await tryRegister(stage, certified("ours"));
    expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "other-kind"]);
    expect(await applicationsNamed(stage, "ours")).toEqual(before);
  });

  test("an application of that name that is not ours, whatever it says of itself", async () => {
    const evil = "bait";
    for (const more of [{}, { tags: ["aadc-cloud"], uniqueName: "something-else" }]) {
      await elsewhere(stage, "POST", "/v1.0/applications", { displayName: evil, ...more });
      for (const argv of [["--grant"], ["--remove"]]) {
        const refused = await tryRegister(stage, ["--name", evil, ...argv]);
        expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "name-taken"]);
        expect(errorIn(refused.stdout).remedy).toContain("--name");
      }
    }
    expect((await applicationsNamed(stage, evil)).map(({ permissions, scopes }) => [permissions, scopes])).toEqual([
      [[], []],
      [[], []],
    ]);
  });

  test("a forgery with a key of its own is given no rights of its own", async () => {
    await elsewhere(stage, "POST", "/v1.0/applications", {
      displayName: "forged",
      tags: ["aadc-cloud"],
      uniqueName: "aadc-cloud-register-app-forged",
    });
    const [forged] = await applicationsNamed(stage, "forged");
    await elsewhere(stage, "POST", `/v1.0/applications/${forged?.id ?? ""}/addPassword`, {
      passwordCredential: { displayName: "\u001b[31mmine" },
    });
    const refused = await tryRegister(stage, certified("forged", "--grant"));
    expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "foreign-credentials"]);
    expect(refused.stderr).not.toContain("\u001b[31m");
    expect((await applicationsNamed(stage, "forged"))[0]?.appRoles).toEqual([]);
    const [{ warnings }] = [await register(stage, certified("forged", "--dry-run"))];
    expect(warnings.join()).toContain("client secret");
    expect(warnings.join()).toContain("own the registration");
  });
});
