// Creating, changing and deleting policies.
import { randomUUID } from "node:crypto";
import { isRestorable } from "../../laws/conditional-access/deleted-items.js";
import { checkManagedChange, managedDeletionRefusal } from "../../laws/conditional-access/managed-policies.js";
import { checkReferences } from "../../laws/conditional-access/policy-references.js";
import { checkPolicy, checkRoom } from "../../laws/conditional-access/policy-rules.js";
import { changedPolicy, newPolicy } from "../../laws/conditional-access/policy-schema.js";
import type { Written } from "../../laws/conditional-access/shapes.js";
import { type Answer, param } from "../../routes.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import type { GraphCall } from "../graph-call.js";
import { noSuchObject, refusing, single, writtenObject } from "./conditional-access-call.js";
import { POLICIES, POLICY, type Policy, shownPolicy } from "./conditional-access-entity.js";

type StoredPolicy = TenantState["conditionalAccessPolicies"][number];

export function createPolicy(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const written = refusing(() => {
    const policy = newPolicy(writtenObject(call));
    checkPolicy(tenant, policy, call.now);
    checkRoom(tenant);
    checkReferences(tenant, policy, undefined);
    return policy;
  });
  const times = { createdDateTime: timeOf(call), modifiedDateTime: null, deletedDateTime: null };
  const policy = stored({ ...written, id: randomUUID(), ...times });
  call.world.store.change((draft) => {
    draft.conditionalAccessPolicies.push(policy);
    noteChange(call, draft, change("Add", policy, { after: policy }));
  });
  return single(call, POLICIES, POLICY, shownPolicy(call, policy), 201);
}

export function updatePolicy(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const { policy, index } = findPolicy(tenant, param(call, "id"));
  const merged = refusing(() => {
    const patch = writtenObject(call);
    if (tenant.managedPolicyIds.includes(policy.id)) checkManagedChange(patch);
    const changed = changedPolicy(policy, patch);
    checkPolicy(tenant, changed, call.now);
    checkReferences(tenant, changed, policy);
    return changed;
  });
  const after = stored({ ...merged, id: policy.id, modifiedDateTime: timeOf(call) });
  call.world.store.change((draft) => {
    draft.conditionalAccessPolicies[index] = after;
    noteChange(call, draft, change("Update", after, { before: policy, after }));
  });
  return { status: 204 };
}

/** Works without a licence: "remaining policies can be viewed and deleted". */
export function deletePolicy(call: GraphCall): Answer {
  const { tenant } = call.world.store;
  const { policy } = findPolicy(tenant, param(call, "id"));
  if (tenant.managedPolicyIds.includes(policy.id)) {
    refusing(() => {
      throw managedDeletionRefusal();
    });
  }
  call.world.store.change((draft) => {
    const kept = draft.conditionalAccessPolicies.find((one) => one.id === policy.id);
    draft.conditionalAccessPolicies = draft.conditionalAccessPolicies.filter((one) => one !== kept);
    draft.deletedPolicies = draft.deletedPolicies.filter((one) => isRestorable(one, call.now));
    if (kept !== undefined) draft.deletedPolicies.push({ deletedDateTime: timeOf(call), policy: kept });
    noteChange(call, draft, change("Delete", policy, { before: policy }));
  });
  return { status: 204 };
}

/** An entry of the audit log: "Microsoft Entra audit log categories and activities", Conditional Access. */
function change(
  operation: "Add" | "Update" | "Delete",
  policy: Policy,
  { before, after }: { readonly before?: Policy; readonly after?: Policy },
) {
  const changes = [
    {
      name: "ConditionalAccessPolicy",
      old: before === undefined ? null : JSON.stringify(before),
      new: after === undefined ? null : JSON.stringify(after),
    },
  ];
  return {
    activity: `${operation} conditional access policy`,
    category: "Policy",
    operation,
    service: "Conditional Access",
    targets: [{ id: policy.id, type: "Policy", displayName: policy.displayName, changes }],
  };
}

function findPolicy(tenant: Tenant, id: string): { readonly policy: Policy; readonly index: number } {
  const index = tenant.conditionalAccessPolicies.findIndex((one) => one.id === id);
  const policy = tenant.conditionalAccessPolicies[index];
  if (policy === undefined) throw noSuchObject(id);
  return { policy, index };
}

/** The schema has checked what the state's type says. */
function stored(policy: Written): StoredPolicy {
  return {
    ...policy,
    id: String(policy["id"]),
    displayName: String(policy["displayName"]),
    state: String(policy["state"]),
  };
}

export function timeOf(call: GraphCall): string {
  return new Date(call.world.store.tenantNow()).toISOString();
}
