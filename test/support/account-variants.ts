// Ways to use setup-svc-account, each about an account of its own, to be cut and struck at one request after the other.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { Lags } from "../../src/sandbox/laws/replication.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { textAt } from "../sandbox/sandbox-client.js";
import { again, type Try, type Variant } from "./crash-matrix.js";
import { isPassOf, opensWith } from "./standing-account.js";

interface StagedVariant extends Variant {
  readonly scenario: "contoso-v1" | "fabrikam-app";
  readonly lags?: Lags;
  readonly tenant?: (state: TenantState) => void;
}

const setup = ({ name }: Try, ...more: readonly string[]) => ["setup-svc-account", "--name", name, "--yes", ...more];
const FILE = ["--password-to", "file:pw"];

/** With P1: the role is given directly. */
export const DIRECT: StagedVariant = {
  title: "a new account, with P1",
  isCutInFull: true,
  scenario: "contoso-v1",
  argv: (one) => setup(one, ...FILE),
  finally: passwordOpens,
};

/** With P2: through Privileged Identity Management. */
export const THROUGH_PIM: StagedVariant = { ...DIRECT, title: "a new account, with P2", scenario: "fabrikam-app" };

const LATE: StagedVariant = {
  ...DIRECT,
  title: "a new account, seen late",
  isCutInFull: false,
  lags: {
    user: { reads: 3 },
    "user-search": { afterMs: 30_000 },
    "role-assignment": { afterMs: 40_000, reads: 2 },
    "deleted-item": { afterMs: 20_000 },
  },
};

export const WITH_PASS: StagedVariant = {
  title: "a new account, with a pass",
  scenario: "contoso-v1",
  argv: (one) => setup(one, ...FILE, "--tap", "8h"),
  finally: async (one) => ({
    opens: await passwordOpens(one),
    pass: await isPassOf(one.stage, one.name, kept(one, "pw.pass")),
  }),
};

export const TO_VAULT: StagedVariant = {
  title: "a new account, its password in a vault",
  scenario: "contoso-v1",
  argv: (one) => setup(one, "--password-to", `keyvault:kv-contoso/${one.name}`),
  finally: async (one) => {
    const values = secretsOf(one);
    // A version whose answer was lost is followed by one of the same value.
    return { values: new Set(values).size, opens: await opensWith(one.stage, upnOf(one), values.at(-1) ?? "") };
  },
};

const RESTORED: StagedVariant = {
  title: "an account that is restored",
  scenario: "contoso-v1",
  // What resetting the password of a role holder takes besides.
  tenant: (state) => grantPermissions(state, ["Directory.AccessAsUser.All"]),
  prepare: async (one) => {
    await make(one);
    const { stage } = one;
    const deleted = await stage.sandbox.graph(await stage.sandbox.userToken(), `/v1.0/users/${upnOf(one)}`, {
      method: "DELETE",
    });
    expect(deleted.status).toBe(204);
    return "";
  },
  argv: (one) => setup(one, "--restore-deleted", "--reset-password", ...FILE),
  afterwards: (one) => setup(one),
  refusedOnceDone: "password-file-exists",
  finally: passwordOpens,
};

const RESET: StagedVariant = {
  title: "an account with a new password",
  scenario: "contoso-v1",
  prepare: make,
  argv: (one) => setup(one, "--reset-password", ...FILE),
  afterwards: (one) => setup(one),
  refusedOnceDone: "password-file-exists",
  finally: passwordOpens,
};

const DISABLED: StagedVariant = {
  title: "an account that is disabled",
  scenario: "contoso-v1",
  prepare: made,
  argv: (one) => setup(one, "--disable"),
};

/** What a whole run has made is taken back. */
const TAKEN_BACK: StagedVariant = {
  title: "a run that is taken back",
  scenario: "contoso-v1",
  prepare: made,
  argv: ({ prepared }) => ["runs", "rollback", prepared, "--yes"],
};

export const VARIANTS: readonly StagedVariant[] = [
  DIRECT,
  THROUGH_PIM,
  LATE,
  WITH_PASS,
  TO_VAULT,
  RESTORED,
  RESET,
  DISABLED,
  TAKEN_BACK,
];

function upnOf({ name, stage }: Try): string {
  const domain = stage.sandbox.info.users[0]?.userPrincipalName.split("@")[1] ?? "";
  return `${name}@${domain}`;
}

function kept({ folder }: Try, file: string): string {
  const where = path.join(folder, file);
  return existsSync(where) ? readFileSync(where, "utf8").trim() : "";
}

async function passwordOpens(one: Try): Promise<unknown> {
  return opensWith(one.stage, upnOf(one), kept(one, "pw"));
}

/** All versions of the one secret, as the vault holds them. */
function secretsOf({ stage, name }: Try): readonly string[] {
  const { vaults } = JSON.parse(readFileSync(path.join(stage.dir, "vault.json"), "utf8")) as {
    vaults: { secrets: { name: string; versions: { value: string }[] }[] }[];
  };
  return vaults
    .flatMap(({ secrets }) => secrets)
    .filter((secret) => secret.name.startsWith(name))
    .flatMap(({ versions }) => versions.map(({ value }) => value));
}

/** An account that somebody has made by hand, and whose password is not known. */
async function make(one: Try): Promise<string> {
  const { sandbox } = one.stage;
  const answer = await sandbox.graph(await sandbox.userToken(), "/v1.0/users", {
    method: "POST",
    json: {
      accountEnabled: true,
      displayName: "Made by hand",
      mailNickname: one.name,
      userPrincipalName: upnOf(one),
      passwordPolicies: "DisablePasswordExpiration",
      passwordProfile: { password: "Kq7-verbose-otter-92", forceChangePasswordNextSignIn: false },
    },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return textAt(answer.body, "id");
}

/** @returns the id of the run that has made it */
async function made(one: Try): Promise<string> {
  const { code, stdout, stderr } = await again(one, [...setup(one, ...FILE), "-o", "json"]);
  expect(code, stderr).toBe(0);
  return textAt(JSON.parse(stdout), "runId");
}
