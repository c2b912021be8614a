// One result of each command, every field from a tenant filled by one function: tests put hostile or long names there.
import type { Envelope, Result, ResultName, ResultOf } from "../../src/report/result-schemas.js";
import type { Change } from "../../src/shapes/change.js";
import { known, unknown } from "../../src/shapes/fact.js";
import { summarize } from "../../src/shapes/finding.js";
import { planHash } from "../../src/shapes/plan.js";
import { accountChangesOf } from "./sample-account-changes.js";
import { cleanupAccountsOf } from "./sample-cleanup-accounts.js";
import { doctorOf } from "./sample-doctor.js";
import { exclusionChangesOf } from "./sample-exclusions.js";
import { identityChangesOf } from "./sample-identity-changes.js";
import { lockChangesOf } from "./sample-locks.js";
import { registrationChangesOf, registrationOf } from "./sample-registration.js";
import { runsOf } from "./sample-runs.js";
import { signInsOf } from "./sample-sign-ins.js";

export type Name = (plain: string) => string;
const TENANT = "11111111-0000-4000-8000-000000000000";
const AT = "2026-11-22T10:00:00.000Z";
const source = { request: "GET /v1.0/organization", at: AT };

/** One of each kind that a command plans, without registrations. */
export function changesOf(name: Name): readonly Change[] {
  return [
    ...accountChangesOf(name).slice(0, 2),
    {
      kind: "exclude-role",
      target: { policyId: name("p-1"), policyName: name("Require MFA") },
      summary: `exclude the role Directory Synchronization Accounts from the policy "${name("Require MFA")}"`,
      before: { excludeRoles: [name("r-1")] },
      after: { excludeRoles: [name("r-1"), name("r-2")] },
      reversible: true,
    },
    {
      kind: "remove-health-server",
      target: { serviceName: name("AadSyncService"), serviceMemberId: name("h-1"), machineName: name("AADC-OLD") },
      summary: `remove ${name("AADC-OLD")} from Connect Health (stale, last upload never)`,
      before: { machineName: name("AADC-OLD") },
      after: null,
      reversible: false,
    },
  ];
}

/** One of every kind. */
export function everyChangeOf(name: Name): readonly Change[] {
  return [
    ...changesOf(name),
    ...accountChangesOf(name).slice(2),
    ...exclusionChangesOf(name),
    ...lockChangesOf(name),
    ...identityChangesOf(name),
    ...registrationChangesOf(name),
    ...healthRoleChangesOf(name),
    ...deploymentChangesOf(name),
  ];
}

function deploymentChangesOf(name: Name): readonly Change[] {
  const inGroup = { subscriptionId: name("88888888"), group: name("rg-aadc-watch") };
  const target = { ...inGroup, deployment: name("aadc-20261123") };
  const said = { before: null, reversible: false };
  return [
    {
      kind: "register-provider",
      target: { subscriptionId: name("88888888"), namespace: name("Microsoft.Web") },
      summary: name("register Microsoft.Web"),
      before: { state: name("NotRegistered") },
      after: { state: "Registered" },
      reversible: false,
    },
    {
      kind: "create-resource-group",
      target: inGroup,
      summary: name("make it"),
      after: { location: name("we") },
      ...said,
    },
    {
      kind: "deploy-template",
      target,
      summary: name("deploy the template"),
      after: {
        template: name("abcdef"),
        parameters: { schedule: name("0 */15 * * * *") },
        foreseen: ["Create", "Modify", "Delete", "Strange"].map((type) => ({
          resourceId: name("/x/providers/y"),
          type,
        })),
      },
      ...said,
    },
    {
      kind: "push-package",
      target,
      summary: name("push the code"),
      after: { package: name("fedcba"), bytes: 7 },
      ...said,
    },
  ];
}

function envelopeOf(name: Name): Envelope {
  return {
    tenantId: TENANT,
    tenant: { displayName: name("Contoso"), initialDomain: name("contoso.onmicrosoft.com"), cloud: "public" },
    at: AT,
    operator: { id: "22222222-0000-4000-8000-000000000000", name: name("adele@contoso.com"), authKind: "device-code" },
    toolVersion: "0.1.0",
    ticket: name("CHG-1"),
  };
}

function changingOf(name: Name, dryRun: boolean, plan: readonly Change[] = changesOf(name)) {
  return {
    runId: dryRun ? null : "20261122T100000Z-aaaaaaaa",
    continued: false,
    rollback: dryRun ? null : "aadc-cloud runs rollback 20261122T100000Z-aaaaaaaa",
    dryRun,
    plan,
    planHash: planHash({
      ...{ tenantId: TENANT, command: "sample", subject: "sample" },
      ...{ plan, wishes: null, guardsOverridden: [] },
    }),
    applied: dryRun
      ? []
      : plan.map(({ kind, summary }) => ({ kind, summary, outcome: "done" as const, requestId: name("r-1") })),
    changed: !dryRun,
    guardsOverridden: [],
    warnings: [`"${name("Risky users")}" may bind the sync accounts: it depends on the risk.`],
  };
}

const identityOf = (name: Name) => ({
  id: name("u-1"),
  name: name("Sync_A_0123456789ab@contoso.onmicrosoft.com"),
  kind: "legacy-user" as const,
  server: name("A"),
  enabled: true,
  boundBy: [name("Require MFA")],
  perhapsBoundBy: [],
});
const applicationOf = (name: Name) => ({
  ...identityOf(name),
  kind: "application" as const,
  application: known(
    {
      appId: name("a-1"),
      credentials: known(
        { certificates: [{ keyId: name("k-1"), start: name(AT), end: null }], secrets: 1, federated: 0, owners: 2 },
        source,
      ),
      passwordWriteback: unknown<boolean>(name("It was refused."), "Grant it."),
    },
    source,
  ),
});
const bindingOf = (name: Name) => ({
  policyId: name("p-1"),
  policyName: name("Require MFA"),
  subject: name("Sync_A_0123456789ab@contoso.onmicrosoft.com"),
  verdict: "binds" as const,
  reason: `it includes all users`,
  controls: [name("mfa")],
  named: false,
  resources: [{ appId: name("00000002-0000-0000-c000-000000000000"), applies: "yes" as const, because: name("all") }],
  blocksLegacyClients: false,
});
/** What all witnesses say of it; two of them contradict each other. */
const judgedOf = (name: Name) => ({
  ...bindingOf(name),
  testimonies: [
    {
      witness: "evaluator" as const,
      resource: name("00000002-0000-0000-c000-000000000000"),
      says: "applies" as const,
      because: name("all"),
    },
    {
      witness: "what-if" as const,
      resource: name("00000002-0000-0000-c000-000000000000"),
      says: "does-not-apply" as const,
      because: name("users"),
    },
  ],
  agreed: false,
});
const serverOf = (name: Name) => ({
  id: name("h-1"),
  serviceName: name("AadSyncService"),
  machineName: name("AADC-OLD"),
  machineId: name("m-1"),
  verdict: "stale" as const,
  reason: `its uploads could not be read: ${name("status 403")}`,
  lastUpload: null,
  disabled: true,
  uploads: { state: "unknown" as const, reason: name("The service is busy."), remedy: "Wait." },
  role: name("AadSync_AadConnectSync_1.0"),
  registeredInStaging: true,
  version: { state: "known" as const, value: name("1.6.16.0"), source: { request: "GET serviceconfiguration" } },
  alerts: { state: "known" as const, value: { errors: 1, others: 2 }, source: { request: "GET alerts" } },
});

function signalsOf(name: Name) {
  const signal = { server: name("AADC-NEW"), at: name(AT), says: name("It wrote.") };
  return (["last-export", "audit-log", "connect-health"] as const).map((from) => ({ source: from, ...signal }));
}

function verifySyncOf(name: Name): ResultOf<"verify-sync"> {
  const findings = (["pass", "fail", "unknown", "not-applicable"] as const).map((result, index) => ({
    id: `SYNC-00${index + 1}`,
    title: "Active server",
    severity: "error" as const,
    result,
    evidence: `${name("AADC-NEW")} is active, not ${name("AADC-OLD")}.`,
    remedy: result === "fail" ? `Put ${name("AADC-NEW")} into staging mode.` : "",
    doc: "docs/verify-sync.md#sync-003",
    why: name("Exactly one server may write."),
    link: "https://learn.microsoft.com/entra",
  }));
  return {
    schema: "aadc-cloud/verify-sync@1",
    ...envelopeOf(name),
    verdict: "fail",
    summary: summarize(findings),
    findings,
    decidedBy: ["SYNC-002"],
    history: [
      { at: AT, lastSync: name(AT), lastPasswordSync: null, activeServer: name("AADC-NEW") },
      { at: "2026-11-22T10:30:00.000Z", lastSync: AT, lastPasswordSync: AT, activeServer: null },
    ],
    knowledge: { asOf: "2026-10-06", from: name("built-in") },
    sync: {
      enabled: known(true, source),
      lastSync: known(AT, source),
      lastPasswordSync: unknown(name("It was refused."), "Grant it."),
      clientVersion: known(name("2.6.92.0"), source),
      support: known({ state: "supported", stoppedOn: null, supportEnds: name("2027-09-01") }, source),
      activeServer: known({ state: "known" as const, server: name("AADC-NEW"), signals: signalsOf(name) }, source),
      connectorIdentity: known([{ ...identityOf(name), application: null }, applicationOf(name)], source),
      pendingExports: known({ additions: 0, updates: 1, deletions: 2 }, source),
      syncedCounts: known({ users: 120, groups: 8, contacts: null }, source),
      provisioningErrors: known(
        {
          total: 1,
          causes: [
            { objectType: "user", category: name("PropertyConflict"), property: name("ProxyAddress"), count: 1 },
          ],
          listed: [
            {
              objectId: "55555555-0000-4000-8000-000000000000",
              objectType: "user",
              name: name("adele@contoso.com"),
              category: name("PropertyConflict"),
              property: name("ProxyAddress"),
              value: name("smtp:alex@contoso.com"),
              since: AT,
            },
          ],
          unread: [{ objectType: "contact", reason: name("It was refused."), remedy: "Grant it." }],
        },
        source,
      ),
      deletedObjects: known(
        {
          total: 1,
          days: [{ day: AT.slice(0, 10), count: 1 }],
          listed: [
            {
              id: "66666666-0000-4000-8000-000000000000",
              type: "user",
              name: name("alex@contoso.com"),
              deletedAt: AT,
              restorableUntil: AT,
            },
          ],
        },
        source,
      ),
      features: known(
        {
          passwordSyncEnabled: true,
          features: { passwordSyncEnabled: true },
          deletionPrevention: { type: name("x"), threshold: 500 },
        },
        source,
      ),
      health: known([{ id: name("h-1"), name: name("AADC-OLD"), verdict: "stale" as const, lastUpload: null }], source),
      healthAlerts: known(
        [{ alertId: "a-1", level: name("Error"), title: name("It stands."), serverId: null, since: AT }],
        source,
      ),
      exportErrors: known([{ bucket: name("DataMismatch"), count: 2, truncated: false }], source),
      domains: known(
        [
          {
            name: name("contoso.com"),
            authenticationType: name("Managed"),
            isVerified: true,
            isDefault: true,
            isInitial: false,
          },
        ],
        source,
      ),
      authenticationAgents: known(
        [{ id: "p-1", machineName: name("AADC-OLD"), externalIp: name("203.0.113.1"), status: name("active") }],
        source,
      ),
    },
  };
}

function healthRoleChangesOf(name: Name): readonly Change[] {
  const target = { principalId: name("66666666"), name: name("aadc-watch"), assignmentId: name("77777777") };
  const role = { roleName: name("Reader"), roleDefinitionId: name("acdd72a7") };
  const summary = name("give aadc-watch the role Reader at Connect Health");
  return [
    { kind: "assign-health-role", target, summary, before: null, after: role, reversible: true },
    { kind: "unassign-health-role", target, summary, before: role, after: null, reversible: true },
  ];
}

export function resultsOf(name: Name, dryRun = false): { readonly [N in ResultName]: ResultOf<N> } {
  const envelope = envelopeOf(name);
  const [create, assign, exclude, remove] = changesOf(name);
  const changing = (...plan: readonly (Change | undefined)[]) =>
    changingOf(
      name,
      dryRun,
      plan.filter((change) => change !== undefined),
    );
  return {
    ...signInsOf(name),
    doctor: doctorOf(name),
    "verify-sync": verifySyncOf(name),
    "setup-svc-account": {
      schema: "aadc-cloud/setup-svc-account@1",
      ...envelope,
      ...changing(create, assign),
      account: {
        userPrincipalName: name("svc@contoso.onmicrosoft.com"),
        id: name("33333333-0000-4000-8000-000000000000"),
        existedBefore: false,
        enabled: true,
        passwordTo: name("file:/root/password.txt"),
        passTo: name("file:/root/password.txt.pass"),
        role: { how: "active", until: name("2026-12-06T10:00:00Z") },
        marked: true,
      },
      policies: [bindingOf(name)],
    },
    "mfa-exclusion-remove": {
      schema: "aadc-cloud/mfa-exclusion-remove@1",
      ...envelope,
      ...changing(),
      entries: [
        {
          policyId: name("p-1"),
          policyName: name("CA001"),
          list: "excludeUsers",
          id: name("u-1"),
          name: name("svc@contoso.onmicrosoft.com"),
          by: "mark",
        },
      ],
      identities: [{ name: name("Sync_A"), use: "not-in-use", because: name("Sync_A is disabled") }],
      nextDue: "2026-11-22T16:00:00Z",
    },
    "mfa-exclusion-status": {
      schema: "aadc-cloud/mfa-exclusion-status@1",
      ...envelope,
      identities: [identityOf(name)],
      subjects: [
        {
          name: bindingOf(name).subject,
          id: name("u-1"),
          is: "connector",
          server: name("AADC-OLD"),
          enabled: false,
          addresses: [name("203.0.113.10")],
          resources: [{ appId: name("00000002-0000-0000-c000-000000000000"), name: name("Windows Azure AD") }],
          lock: "none",
        },
      ],
      policies: [judgedOf(name)],
      exclusions: [
        {
          ...{ subject: bindingOf(name).subject, policyId: name("p-1"), policyName: name("CA001") },
          ...{ list: "excludeGroups", id: name("g-1"), name: name("Group"), by: "journal" },
          ...{ runId: name("run-1"), until: "2026-11-22T16:00:00Z" },
        },
      ],
      unheard: [
        {
          witness: "sign-ins",
          subject: name("Sync_1@contoso.com"),
          reason: name("No licence."),
          remedy: name("Buy one."),
        },
      ],
      notes: [name("Security defaults are on.")],
      next: [{ command: ["mfa-exclusion", "add", "--policy", name("p-1")], because: name("if you know") }],
    },
    "mfa-exclusion-add": {
      schema: "aadc-cloud/mfa-exclusion-add@1",
      ...envelope,
      ...changing(exclude),
      policies: [judgedOf(name)],
      proof: dryRun
        ? null
        : [
            {
              ...{ policyId: name("p-1"), policyName: name("Require MFA"), subject: name("Sync_1@contoso.com") },
              ...{ before: "binds", after: "does-not-bind", agreed: true, reason: name("a role is excluded") },
            },
          ],
      end: { until: "2026-11-22T18:00:00.000Z", by: null, line: name("aadc-cloud mfa-exclusion remove --expired") },
    },
    "register-app": {
      schema: "aadc-cloud/register-app@1",
      ...envelope,
      ...changing(...registrationChangesOf(name)),
      registration: registrationOf(name),
    },
    "function-deploy": {
      schema: "aadc-cloud/function-deploy@1",
      ...envelope,
      ...changing(...deploymentChangesOf(name)),
      deployment: {
        ...{ subscriptionId: name("88888888"), group: name("rg-aadc-watch"), location: name("westeurope") },
        ...{ name: name("aadc-20261123"), outputs: { functionAppName: name("app"), identityPrincipalId: name("66") } },
      },
    },
    "function-grant": {
      schema: "aadc-cloud/function-grant@1",
      ...envelope,
      ...changing(...healthRoleChangesOf(name)),
      identity: { id: name("66666666-0000-4000-8000-000000000000"), appId: name("client"), name: name("aadc-watch") },
      permissions: [name("User.Read.All"), name("AuditLog.Read.All")],
      healthRole: "Reader",
    },
    "cleanup-health": {
      schema: "aadc-cloud/cleanup-health@1",
      ...envelope,
      ...changing(remove),
      servers: [serverOf(name)],
      connectHealth: {
        state: "known",
        value: { premium: true, onboarded: true, disabled: false, inQuarantine: null },
        source: { request: "GET configuration" },
      },
    },
    "cleanup-accounts": cleanupAccountsOf(name, { ...envelope, ...changing() }),
    ...runsOf(name, envelope, changing(assign), changesOf(name)),
  };
}

export const listOf = (name: Name, dryRun?: boolean): readonly Result[] => Object.values(resultsOf(name, dryRun));
export const plain: Name = (text) => text;
