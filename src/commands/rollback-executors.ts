// Who looks at the steps of a run, and who takes them back.
import { accountExecutors } from "../changes/account-executor-set.js";
import type { AccountLookup } from "../changes/account-lookup.js";
import {
  grantAppRoleExecutor,
  grantScopesExecutor,
  revokeAppRoleExecutor,
  revokeScopesExecutor,
} from "../changes/consent-executors.js";
import { exclusionExecutors } from "../changes/exclusion-executors.js";
import type { Executors } from "../changes/executor.js";
import type { GroupLookup } from "../changes/group-lookup.js";
import { assignHealthRoleExecutor, unassignHealthRoleExecutor } from "../changes/health-role-executors.js";
import { identityExecutors } from "../changes/identity-executor-set.js";
import { lockExecutors } from "../changes/lock-executors.js";
import type { PolicyImages } from "../changes/policy-images.js";
import { addFederatedCredentialExecutor } from "../changes/registration-credential-executors.js";
import {
  createApplicationExecutor,
  createServicePrincipalExecutor,
  deleteApplicationExecutor,
  updateApplicationExecutor,
} from "../changes/registration-executors.js";
import {
  deleteServicePrincipalExecutor,
  removeCertificateExecutor,
  removeFederatedCredentialExecutor,
  restoreApplicationExecutor,
  restoreServicePrincipalExecutor,
} from "../changes/registration-inverse-executors.js";
import type { RegistrationLookup } from "../changes/registration-lookup.js";
import type { RunMoment } from "../changes/run-moment.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { BugError } from "../shapes/errors.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";

export interface RollbackWork {
  readonly graph: ServiceClient;
  readonly arm: ServiceClient;
  /** Of Microsoft Graph in this cloud. */
  readonly origin: string;
  readonly accounts: AccountLookup;
  readonly registration: RegistrationLookup;
  /** As they are now: whatever else differs in one of them since the run is no concern of its taking back. */
  readonly policies: readonly Policy[];
  /** As they are now, where a step is about one. */
  readonly locations: readonly NamedLocation[];
  /** The same policies, for those who change them. */
  readonly images: PolicyImages;
  readonly groups: GroupLookup;
  readonly justification: string;
  readonly ticket?: string | undefined;
}

/** Knows all kinds whose steps can be looked at. Its accounts are made by nobody: it is for looking alone. */
export function lookingExecutors(work: RollbackWork, run: RunMoment): Executors {
  return {
    ...takingBackExecutors(work, () => run),
    ...accountExecutors({
      ...work,
      lookup: work.accounts,
      run: () => run,
      password: neverAsked,
      keepPass: neverAsked,
    }),
    "create-application": createApplicationExecutor(work.graph, work.registration, () => null),
    "create-service-principal": createServicePrincipalExecutor(work.graph, work.registration),
  };
}

export function takingBackExecutors(work: RollbackWork, run: () => RunMoment): Executors {
  const { graph, arm, accounts, registration } = work;
  return {
    ...accountExecutors({ ...work, lookup: accounts, run }),
    ...exclusionExecutors(work),
    ...lockExecutors(work),
    // Only what the run has restored is deleted again, and only while it is disabled.
    ...identityExecutors({ graph, run, mayGo: async () => null }),
    "update-application": updateApplicationExecutor(graph),
    "delete-application": deleteApplicationExecutor(graph),
    "restore-application": restoreApplicationExecutor(graph),
    "delete-service-principal": deleteServicePrincipalExecutor(graph),
    "restore-service-principal": restoreServicePrincipalExecutor(graph),
    "remove-certificate": removeCertificateExecutor(graph),
    "add-federated-credential": addFederatedCredentialExecutor(graph, registration),
    "remove-federated-credential": removeFederatedCredentialExecutor(graph),
    "grant-scopes": grantScopesExecutor(graph, registration),
    "revoke-scopes": revokeScopesExecutor(graph, registration),
    "grant-app-role": grantAppRoleExecutor(graph, registration),
    "revoke-app-role": revokeAppRoleExecutor(graph, registration),
    "assign-health-role": assignHealthRoleExecutor(arm),
    "unassign-health-role": unassignHealthRoleExecutor(arm),
  };
}

function neverAsked(): never {
  throw new BugError("A rollback would make a password.", {
    code: "rollback-makes-password",
    remedy: "Please report this with the command line that led to it.",
  });
}
