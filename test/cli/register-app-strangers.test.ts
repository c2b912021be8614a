// A registration that others have a hand in gets no rights, and nobody is invited to give it any.
import { chmodSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, elsewhere, observed, register, tryRegister } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    tenant: (tenant) => {
      observed(tenant);
      hide(tenant);
    },
  });
});
afterAll(() => stage.close());

const KEY = {
  keyId: "6a1d0f5e-7a52-4d0a-9a52-0f6f0e0e4444",
  displayName: "CN=mine",
  customKeyIdentifier: null,
  type: "AsymmetricX509Cert",
  usage: "Verify",
  startDateTime: "2026-01-01T00:00:00Z",
  endDateTime: "2027-01-01T00:00:00Z",
  key: null,
};

/** An application of the operator's, whose service principal has a certificate of its own. */
function hide(tenant: TenantState): void {
  const [application] = tenant.applications;
  const principal = tenant.servicePrincipals.find(({ appId }) => appId === application?.appId);
  const owner = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"));
  if (application === undefined || principal === undefined || owner === undefined) throw new Error("an empty tenant");
  const named = { displayName: "hidden", appId: "6a1d0f5e-7a52-4d0a-9a52-0f6f0e0e1111", ownerIds: [owner.id] };
  tenant.applications.push({
    ...structuredClone(application),
    ...named,
    id: "6a1d0f5e-7a52-4d0a-9a52-0f6f0e0e2222",
    uniqueName: "aadc-cloud-register-app-hidden",
    tags: ["aadc-cloud"],
    requiredResourceAccess: [],
    federatedIdentityCredentials: [],
    keyCredentials: [],
    passwordCredentials: [],
  });
  tenant.servicePrincipals.push({
    ...structuredClone(principal),
    ...named,
    id: "6a1d0f5e-7a52-4d0a-9a52-0f6f0e0e3333",
    keyCredentials: [KEY],
  });
}

const EVIL = "https://evil.example/cb";

/** What anybody who may register applications can make: the observer owns it. */
async function bait(name: string, more: object = {}): Promise<void> {
  const marks = { tags: ["aadc-cloud"], uniqueName: `aadc-cloud-register-app-${name}` };
  await elsewhere(stage, "POST", "/v1.0/applications", { displayName: name, ...marks, ...more });
}

const robot = (name: string) => ["--app-only", "--name", name, "--credential", `certificate:${name}.pem`];
const people = (name: string) => ["--name", name, "--for", "mfa-exclusion"];

/** Takes the observer out of the owners of the application, and puts in the operator. */
async function handOver(name: string): Promise<string> {
  const [seen] = await applicationsNamed(stage, name);
  const id = seen?.id ?? "";
  const { body } = await stage.sandbox.graph(await stage.sandbox.appToken(), `/v1.0/applications/${id}/owners`);
  const admin = stage.sandbox.info.users[0]?.userPrincipalName ?? "";
  const found = await stage.sandbox.graph(await stage.sandbox.appToken(), `/v1.0/users/${admin}`);
  await elsewhere(stage, "POST", `/v1.0/applications/${id}/owners/$ref`, {
    "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${textAt(found.body, "id")}`,
  });
  for (const owner of listAt(body, "value"))
    await elsewhere(stage, "DELETE", `/v1.0/applications/${id}/owners/${textAt(owner, "id")}/$ref`);
  return id;
}

test("another owner: an application gets no rights of its own", { timeout: 60_000 }, async () => {
  await bait("nightly", { web: { redirectUris: [EVIL] } });
  const refused = await tryRegister(stage, [...robot("nightly"), "--grant", "--accept-tier0"]);
  expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "not-ours-alone"]);
  expect(errorIn(refused.stdout).message).toContain("others own it");
  expect(errorIn(refused.stdout).remedy).toContain("--name");
  expect((await applicationsNamed(stage, "nightly"))[0]?.appRoles).toEqual([]);

  const plain = await register(stage, [...robot("nightly"), "--accept-tier0"]);
  expect(plain.registration.consent).toMatchObject({ granted: false, link: null });
  expect(plain.registration.consent.withheld).toContain("others own it");
});

test("a certificate of the service principal, which its application does not show", async () => {
  const refused = await tryRegister(stage, [...robot("hidden"), "--for", "mfa-exclusion", "--grant"]);
  expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "foreign-credentials"]);
  expect(errorIn(refused.stdout).message).toContain('the certificate "CN=mine" of its service principal');
  expect((await applicationsNamed(stage, "hidden"))[0]?.appRoles).toEqual([]);
});

test("an address that gets people's sign-ins: nobody consents for everybody, nobody is invited to", async () => {
  await bait("portal", { web: { redirectUris: [EVIL] } });
  const id = await handOver("portal");
  const refused = await tryRegister(stage, [...people("portal"), "--grant"]);
  expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "not-ours-alone"]);
  expect(errorIn(refused.stdout).message).toContain(EVIL);
  expect((await applicationsNamed(stage, "portal"))[0]?.scopes).toEqual([]);

  const plain = await register(stage, people("portal"));
  expect(plain.registration.consent).toMatchObject({ granted: false, link: null });
  expect(plain.registration.consent.withheld).toContain(EVIL);
  const shown = await stage.cli([
    "register-app",
    "--client-id",
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    ...people("portal"),
  ]);
  expect(shown.stdout.replace(/\s+/g, " ")).toContain("nobody should give it as it stands");
  expect(shown.stdout).not.toContain("adminconsent");

  await elsewhere(stage, "PATCH", `/v1.0/applications/${id}`, { web: { redirectUris: [] } });
  const mended = await register(stage, [...people("portal"), "--grant"]);
  expect(mended.registration.consent).toMatchObject({ granted: true, withheld: null });
  expect(mended.registration.consent.link).toContain("redirect_uri=http%3A%2F%2Flocalhost");
});

test("people of other tenants: what this run has set right stands in nobody's way afterwards", async () => {
  await bait("wide", { signInAudience: "AzureADMultipleOrgs" });
  await handOver("wide");
  const refused = await tryRegister(stage, [...people("wide"), "--grant"]);
  expect([refused.code, errorIn(refused.stdout).message]).toEqual([4, expect.stringContaining("other tenants")]);
  const plain = await register(stage, people("wide"));
  expect(plain.registration.consent.withheld).toBeNull();
  expect((await register(stage, [...people("wide"), "--grant"])).registration.consent.granted).toBe(true);
});

test("a key that others can read is taken, and said; one that was made here is not worth a word", {
  timeout: 60_000,
}, async () => {
  const argv = [...robot("readable"), "--for", "mfa-exclusion"];
  expect((await register(stage, argv)).warnings.join()).not.toContain("readable.pem");
  expect((await register(stage, argv)).warnings.join()).not.toContain("readable.pem");
  chmodSync(path.join(stage.cwd, "readable.pem"), 0o644);
  const warned = await register(stage, argv);
  expect(warned.warnings.join()).toContain("readable.pem can perhaps be read by others (its mode is 0644)");
});
