// From nothing to a registration that people sign in with: made, consented to, used, mended, and taken back.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, BOOTSTRAP, elsewhere, observed, register } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: observed });
});
afterAll(() => stage.close());

const writes = () =>
  stage.newRequests().filter(({ host, method }) => host.startsWith("graph.microsoft") && method !== "GET");

describe("for people", () => {
  test("made, consented to, found again, and every command works with exactly its permissions", async () => {
    const made = await register(stage, ["--grant"]);
    expect(made).toMatchObject({
      changed: true,
      guardsOverridden: [],
      warnings: [],
      registration: { kind: "delegated", existedBefore: false, consent: { granted: true }, credential: null },
    });
    expect(made.plan.map(({ kind }) => kind)).toEqual([
      "create-application",
      "create-service-principal",
      "grant-scopes",
      "grant-scopes",
    ]);
    const [seen, ...others] = await applicationsNamed(stage, "aadc-cloud");
    expect(others).toEqual([]);
    const wanted = made.registration.permissions.map(({ permission }) => permission).sort();
    expect(wanted).toContain("RoleManagement.ReadWrite.Directory");
    expect(seen?.scopes).toEqual(wanted);
    expect(seen?.appRoles).toEqual([]);
    expect(seen?.whole).toMatchObject({
      signInAudience: "AzureADMyOrg",
      isFallbackPublicClient: true,
      publicClient: { redirectUris: ["http://localhost"] },
      keyCredentials: [],
      passwordCredentials: [],
    });

    writes();
    const second = await register(stage, ["--grant"]);
    expect(second).toMatchObject({ changed: false, plan: [], runId: null, warnings: [] });
    expect(second.registration).toEqual({ ...made.registration, existedBefore: true });
    expect(writes()).toEqual([]);

    const as = ["--client-id", made.registration.clientId ?? ""];
    const verified = await stage.cli(["verify-sync", ...as, "-o", "json"]);
    // Nobody has written for years.
    const { findings } = resultIn("verify-sync", verified.stdout);
    expect(findings.filter(({ result }) => result === "unknown").map(({ id }) => id)).toEqual(["SYNC-012"]);
    const set = await stage.cli(["setup-svc-account", ...as, "--password-to", "file:pw", "--yes"]);
    expect([set.code, set.stdout]).toEqual([0, expect.stringContaining("confirmed")]);
    expect((await stage.cli(["mfa-exclusion", "add", ...as, "--yes"])).code).toBe(0);
    expect((await stage.cli(["cleanup-health", ...as])).code).toBe(0);
  });

  test("without --grant nothing is consented to, and the link is told; with it afterwards, that alone is done", async () => {
    const made = await register(stage, ["--name", "later", "--for", "mfa-exclusion"]);
    expect(made.registration.consent).toMatchObject({
      granted: false,
      by: "Cloud Application Administrator",
      link: `https://login.microsoftonline.com/${made.tenantId}/adminconsent?client_id=${made.registration.clientId ?? ""}&redirect_uri=http%3A%2F%2Flocalhost`,
    });
    expect(made.registration.permissions.map(({ permission }) => permission)).not.toContain("user_impersonation");
    expect((await applicationsNamed(stage, "later"))[0]?.scopes).toEqual([]);
    const as = ["--client-id", made.registration.clientId ?? ""];
    const early = await stage.cli(["mfa-exclusion", "status", ...as]);
    expect([early.code, early.stderr]).toEqual([3, expect.stringContaining("65001")]);

    const granted = await register(stage, ["--name", "later", "--for", "mfa-exclusion", "--grant"]);
    expect(granted.plan.map(({ kind }) => kind)).toEqual(["grant-scopes"]);
    expect((await stage.cli(["mfa-exclusion", "status", ...as])).code).toBe(0);
  });

  test("the link works as well, and the next run sees it", async () => {
    const { registration } = await register(stage, ["--name", "by-link", "--for", "verify-sync"]);
    const answer = await stage.sandbox.send(registration.consent.link ?? "");
    expect([answer.status, answer.headers["location"]]).toEqual([302, expect.stringContaining("admin_consent=True")]);
    const again = await register(stage, ["--name", "by-link", "--for", "verify-sync"]);
    expect(again).toMatchObject({ changed: false, registration: { consent: { granted: true } } });
  });

  test("a permission that somebody took or added is put right; consent that went away is found", async () => {
    const argv = ["--name", "mended", "--for", "verify-sync", "--grant"];
    const made = await register(stage, argv);
    const before = await applicationsNamed(stage, "mended");
    const access = listAt(before[0]?.whole, "requiredResourceAccess");
    const [first, ...rest] = listAt(access[0], "resourceAccess");
    const added = { id: "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", type: "Role" };
    await elsewhere(stage, "PATCH", `/v1.0/applications/${made.registration.objectId ?? ""}`, {
      requiredResourceAccess: [
        { resourceAppId: "00000003-0000-0000-c000-000000000000", resourceAccess: [...rest, added] },
        ...access.slice(1),
      ],
      publicClient: { redirectUris: ["http://localhost", "https://evil.example/steal"] },
    });
    expect(first).toBeDefined();
    const dry = await stage.cli(["register-app", ...BOOTSTRAP, ...argv, "--dry-run"]);
    expect(dry.stdout).toContain("- Microsoft Graph: Application.ReadWrite.All");
    expect(dry.stdout).toContain(
      "redirect addresses: http://localhost, https://evil.example/steal -> http://localhost",
    );
    const mended = await register(stage, argv);
    expect(mended.plan.map(({ kind }) => kind)).toEqual(["update-application"]);
    expect(await applicationsNamed(stage, "mended")).toEqual(before);

    const grants = listAt(
      (
        await stage.sandbox.graph(
          await stage.sandbox.appToken(),
          `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${made.registration.servicePrincipalId ?? ""}'`,
        )
      ).body,
      "value",
    );
    for (const grant of grants) await elsewhere(stage, "DELETE", `/v1.0/oauth2PermissionGrants/${textAt(grant, "id")}`);
    const withdrawn = await register(stage, ["--name", "mended", "--for", "verify-sync"]);
    expect(withdrawn).toMatchObject({ changed: false, registration: { consent: { granted: false } } });
    const regranted = await register(stage, argv);
    expect(regranted.plan.map(({ kind }) => kind)).toEqual(["grant-scopes", "grant-scopes"]);
    expect(await applicationsNamed(stage, "mended")).toEqual(before);
  });

  test("for fewer commands than before, what is too much is taken away, consent included", async () => {
    await register(stage, ["--name", "shrinking", "--grant"]);
    const warned = await register(stage, ["--name", "shrinking", "--for", "verify-sync"]);
    expect(warned.plan.map(({ kind }) => kind)).toEqual(["update-application"]);
    expect(warned.warnings.join()).toContain("RoleManagement.ReadWrite.Directory");
    expect(warned.warnings[0]).toMatch(/takes permissions away that setup-svc-account, mfa-exclusion[^:]* need/);
    expect(warned.warnings[0]).toContain("Without --for nothing is lost");
    const other = await register(stage, ["--name", "shrinking", "--for", "mfa-exclusion", "--grant"]);
    expect(other.warnings[0]).toMatch(/takes permissions away that.* verify-sync/);
    const dry = await register(stage, ["--name", "shrinking", "--for", "setup-svc-account", "--dry-run"]);
    expect(dry.warnings[0]).toContain("With --for setup-svc-account,mfa-exclusion nothing is lost");
    const wider = await register(stage, [
      "--name",
      "shrinking",
      "--for",
      "mfa-exclusion,setup-svc-account",
      "--dry-run",
    ]);
    expect(wider.warnings.join()).not.toContain("takes permissions away");
    const [seen] = await applicationsNamed(stage, "shrinking");
    expect(seen?.scopes).toEqual(seen?.permissions);
    expect(seen?.scopes).not.toContain("user_impersonation");
  });

  test("removed: nobody signs in with it any more; made anew under the same name, it is another one", async () => {
    const made = await register(stage, ["--name", "passing", "--grant"]);
    const gone = await register(stage, ["--name", "passing", "--remove"]);
    expect(gone.plan.map(({ kind }) => kind)).toEqual(["revoke-scopes", "revoke-scopes", "delete-application"]);
    expect(gone).toMatchObject({ changed: true, registration: { removed: true, clientId: null } });
    expect(gone.warnings.join()).toContain("30 days");
    expect(await applicationsNamed(stage, "passing")).toEqual([]);
    const late = await stage.cli(["verify-sync", "--client-id", made.registration.clientId ?? ""]);
    expect([late.code, late.stderr]).toEqual([3, expect.stringContaining("700016")]);
    expect(await register(stage, ["--name", "passing", "--remove"])).toMatchObject({ changed: false, plan: [] });

    const anew = await register(stage, ["--name", "passing"]);
    expect(anew.registration.clientId).not.toBe(made.registration.clientId);
    expect(await register(stage, ["--name", "passing"])).toMatchObject({ changed: false });
  });

  test("restored, it has no consent", async () => {
    const made = await register(stage, ["--name", "undead", "--for", "verify-sync", "--grant"]);
    await register(stage, ["--name", "undead", "--remove"]);
    for (const id of [made.registration.objectId, made.registration.servicePrincipalId])
      await elsewhere(stage, "POST", `/v1.0/directory/deletedItems/${id ?? ""}/restore`);
    const again = await register(stage, ["--name", "undead", "--for", "verify-sync"]);
    expect(again).toMatchObject({ changed: false, registration: { existedBefore: true, consent: { granted: false } } });
  });

  test("--dry-run sends no write, and tells what would be", async () => {
    writes();
    const outcome = await stage.cli(["register-app", ...BOOTSTRAP, "--name", "never", "--dry-run", "--grant"]);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain("Dry run: nothing was changed.");
    expect(outcome.stdout).toContain("does not exist yet");
    expect(writes()).toEqual([]);
  });
});

test("the cloud's own ids are used: those of the US Government's", async () => {
  const usgov = await startStage({ scenario: "wingtip-usgov" });
  try {
    const made = await register(usgov, ["--grant"]);
    expect(made.tenant.cloud).toBe("usgov");
    expect(made.registration.next[0]).toContain("aadc-cloud login");
    const as = ["--client-id", made.registration.clientId ?? ""];
    const verified = await usgov.cli(["verify-sync", ...as, "-o", "json"]);
    expect(resultIn("verify-sync", verified.stdout).summary.unknown).toBe(0);
  } finally {
    await usgov.close();
  }
});

test("whoever may not register changes nothing, and is told what is missing", async () => {
  writes();
  const refused = await stage.cli(["register-app", "--yes", "--name", "mine", "--auth", "secret"], {
    environment: {
      AZURE_CLIENT_SECRET: stage.sandbox.info.clients[1]?.clientSecret,
      AZURE_CLIENT_ID: stage.sandbox.info.clients[1]?.clientId,
    },
  });
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("Application.ReadWrite.All");
  expect(writes()).toEqual([]);
});
