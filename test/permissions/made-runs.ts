// Runs that somebody made who may, so that somebody else can take them back: what they left in the tenant, and their journals.
import path from "node:path";
import { fileJournals } from "../../src/changes/file-journals.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import type { Change } from "../../src/shapes/change.js";
import { systemClock } from "../../src/shapes/clock.js";
import { planHash } from "../../src/shapes/plan.js";
import type { Stage } from "../support/cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR } from "../support/cli-tenant-view.js";

export const MADE_ACCOUNT = "svc-made@contoso.onmicrosoft.com";
const USER_ID = "5a3c1f0e-0000-4000-8000-000000000001";
const said = (summary: string) => ({ summary, reversible: true });

/** An account with its role. */
export const ACCOUNT: readonly Change[] = [
  {
    ...said("create the account"),
    kind: "create-user",
    target: { userPrincipalName: MADE_ACCOUNT },
    before: null,
    after: {
      displayName: "Made",
      mailNickname: "svc-made",
      accountEnabled: true,
      passwordPolicies: "DisablePasswordExpiration",
    },
  },
  {
    ...said("give it its role"),
    kind: "assign-role",
    target: { userPrincipalName: MADE_ACCOUNT, userId: null },
    before: null,
    after: {
      roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
      roleName: "Hybrid Identity Administrator",
      directoryScopeId: "/",
      how: "direct",
      duration: null,
    },
  },
];

export function withAccount(tenant: TenantState): void {
  const [someone] = tenant.users;
  const [assignment] = tenant.roleAssignments;
  if (someone === undefined || assignment === undefined) throw new Error("Contoso has changed.");
  tenant.users.push({
    ...someone,
    id: USER_ID,
    userPrincipalName: MADE_ACCOUNT,
    displayName: "Made",
    mailNickname: "svc-made",
    accountEnabled: true,
    passwordPolicies: "DisablePasswordExpiration",
  });
  tenant.roleAssignments.push({
    ...assignment,
    id: "made-assignment",
    principalId: USER_ID,
    roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
    directoryScopeId: "/",
  });
}

/** The journal of a run that has made the changes and come to its end. */
export async function journalOf(stage: Stage, command: string, plan: readonly Change[]): Promise<void> {
  const journals = fileJournals({
    stateDir: path.join(stage.dir, "state"),
    clock: systemClock,
    signal: new AbortController().signal,
    uuid: () => crypto.randomUUID(),
  });
  const { tenantId } = stage.sandbox.info;
  const subject = MADE_ACCOUNT;
  const runId = "20261101T000000Z-00000001";
  const journal = await journals.start(runId);
  const head = {
    tenantId,
    tenant: { displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", cloud: "public" },
    at: "2026-11-01T00:00:00.000Z",
    operator: { id: "x", name: "somebody@contoso.com", authKind: "device-code" },
    toolVersion: "0.1.0",
  };
  await journal.append({ entry: "started", run: runId, head });
  const about = { command, subject, plan, wishes: null, guardsOverridden: [] };
  await journal.append({
    ...{ entry: "plan", ...about, warnings: [] },
    planHash: planHash({ tenantId, ...about }),
  });
  for (const [number, change] of plan.entries()) {
    await journal.append({ entry: "intent", number, change });
    const objectId = change.kind === "create-user" ? USER_ID : null;
    await journal.append({ entry: "sent", number, outcome: "done", requestId: null, at: head.at, objectId });
  }
  await journal.append({ entry: "confirmed", numbers: [...plan.keys()] });
  await journal.append({ entry: "finished" });
  await journal.close();
}
