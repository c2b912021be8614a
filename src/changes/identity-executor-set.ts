// All executors of changes of servers' identities, as cleanup-accounts and what takes its runs back use them.
import type { ServiceClient } from "../cloud/service-client.js";
import type { IdentityChange } from "../shapes/identity-change.js";
import type { Executor } from "./executor.js";
import { deleteSyncApplicationExecutor, deleteSyncUserExecutor, type MayGo } from "./identity-deletion-executors.js";
import { setIdentityEnabledExecutor } from "./identity-executors.js";
import { createIdentityLookup } from "./identity-lookup.js";
import {
  grantSyncAppRoleExecutor,
  restoreSyncApplicationExecutor,
  restoreSyncPrincipalExecutor,
  restoreSyncUserExecutor,
} from "./identity-restore-executors.js";
import { noteQuarantineExecutor } from "./quarantine-note-executor.js";
import type { RunMoment } from "./run-moment.js";

export interface IdentityWork {
  readonly graph: ServiceClient;
  readonly run: () => RunMoment;
  /** Judges anew right before each disabling and each deletion is sent. */
  readonly mayGo: MayGo;
}

type IdentityExecutors = { readonly [K in IdentityChange["kind"]]: Executor<Extract<IdentityChange, { kind: K }>> };

export function identityExecutors({ graph, run, mayGo }: IdentityWork): IdentityExecutors {
  const lookup = createIdentityLookup(graph);
  return {
    "set-identity-enabled": setIdentityEnabledExecutor(graph, lookup, mayGo),
    "note-quarantine": noteQuarantineExecutor(graph, run),
    "delete-sync-user": deleteSyncUserExecutor(graph, lookup, mayGo),
    "restore-sync-user": restoreSyncUserExecutor(graph, lookup),
    "delete-sync-application": deleteSyncApplicationExecutor(graph, lookup, mayGo),
    "restore-sync-application": restoreSyncApplicationExecutor(graph),
    "restore-sync-principal": restoreSyncPrincipalExecutor(graph, lookup),
    "grant-sync-app-role": grantSyncAppRoleExecutor(graph),
  };
}
