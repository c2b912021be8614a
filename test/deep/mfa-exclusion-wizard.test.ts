// The account that runs the wizard: bound before, free for hours, bound again; by the sandbox's own evaluation of its sign-in.
import { expect, test } from "vitest";
import { cloudUser } from "../../src/sandbox/store/cloud-user.js";
import { hashPassword } from "../../src/sandbox/store/password-hash.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { at } from "../sandbox/sandbox-client.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR } from "../support/cli-tenant-view.js";
import { contentsOf, restorableOf, tenantState } from "../support/tenant-contents.js";

const ID = "3d7c9a10-54be-4c1f-8e02-9f6ab7d31c58";
const PASSWORD = "Kq7-verbose-otter-92";
const nameIn = ({ domains }: TenantState) => `svc-adconnect@${domains.find(({ isInitial }) => isInitial)?.id ?? ""}`;

function withServiceAccount(tenant: TenantState): void {
  tenant.users.push(
    cloudUser(
      {
        id: ID,
        userPrincipalName: nameIn(tenant),
        displayName: "Entra Connect service account",
        mailNickname: "svc-adconnect",
        createdDateTime: "2026-03-02T09:00:00Z",
      },
      { passwordHash: hashPassword(PASSWORD), passwordPolicies: "DisablePasswordExpiration" },
    ),
  );
  tenant.roleAssignments.push({
    id: "made-by-hand-for-svc-adconnect",
    roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
    principalId: ID,
    directoryScopeId: "/",
  });
}

test.each(["contoso-v1", "fabrikam-app"])(
  "%s",
  async (scenario) => {
    const stage = await startStage({ scenario, tenant: withServiceAccount });
    try {
      const before = await tenantState(stage);
      const name = nameIn(before);
      expect(await signIn(stage, name)).toBe(SECOND_FACTOR);
      await run(stage, "mfa-exclusion", "add", "--for", "svc", ...ACCEPTED, "--dry-run");
      const { plan } = resultIn(
        "mfa-exclusion-add",
        await run(stage, "mfa-exclusion", "add", "--for", "svc", ...ACCEPTED, "--yes"),
      );
      expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(["mark-exclusion", "exclude-user"]));
      expect(await signIn(stage, name)).toBe(200);
      const after = await tenantState(stage);
      expect(policiesWithout(after, ID)).toEqual(policiesWithout(before, ID));
      expect(omitUsers(contentsOf(after, before))).toEqual(omitUsers(contentsOf(before, before)));
      stage.time.pass(600_000);
      await run(stage, "runs", "rollback", "last", "--yes");
      expect(await signIn(stage, name)).toBe(SECOND_FACTOR);
      const { conditionalAccessPolicies } = restorableOf(await tenantState(stage), before);
      expect(conditionalAccessPolicies).toEqual(restorableOf(before, before)["conditionalAccessPolicies"]);
    } finally {
      await stage.close();
    }
  },
  60_000,
);

const ACCEPTED = ["--expires", "8h", "--accept-human", "--accept-unprotected"];
/** AADSTS50076 and 50079: a second factor that is registered, or is to be. */
const SECOND_FACTOR = "a second factor";

async function run(stage: Stage, ...argv: readonly string[]): Promise<string> {
  stage.time.pass(2_000);
  const { code, stdout, stderr } = await stage.cli([...argv, "-o", "json"]);
  expect(code, stdout + stderr).toBe(0);
  return stdout;
}

/** With its password alone, for Microsoft Graph. */
async function signIn({ sandbox }: Stage, username: string): Promise<unknown> {
  const { info } = sandbox;
  const { status, body } = await sandbox.send(`https://${info.hosts.login}/${info.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    form: {
      grant_type: "password",
      client_id: info.clients[0]?.clientId ?? "",
      username,
      password: PASSWORD,
      scope: "https://graph.microsoft.com/.default",
    },
  });
  const number = at(body, "error_codes", 0);
  return status === 200 ? 200 : number === 50076 || number === 50079 ? SECOND_FACTOR : body;
}

/** All policies, save for the one account in their lists. */
function policiesWithout(tenant: TenantState, id: string): readonly unknown[] {
  return tenant.conditionalAccessPolicies.map((policy): unknown =>
    JSON.parse(
      JSON.stringify({ ...policy, modifiedDateTime: null }, (key, value: unknown) =>
        key === "excludeUsers" && Array.isArray(value) ? value.filter((one) => one !== id) : value,
      ),
    ),
  );
}

/** The account's mark, and the policies, are looked at for themselves. */
function omitUsers({ users: _, conditionalAccessPolicies: __, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return rest;
}
