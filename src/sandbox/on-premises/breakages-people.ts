// Breakages of what people do when they sign in, and of what keeps them from it.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ROLE } from "../laws/directory-roles.js";
import { holdsOneOf } from "../laws/role-holders.js";
import { type PolicyParts, plainPolicy } from "../store/plain-policy.js";
import type { TenantState } from "../store/tenant-state.js";
import { type BreakageKind, breakageKind, cannot } from "./breakage-kind.js";

const undoPolicy = z.strictObject({ policyId: z.string() });
const noUndo = z.strictObject({});

/** The first two are nothing but what stands in the list of breakages: the login service looks there. */
export const PEOPLE_BREAKAGES: Readonly<Record<string, BreakageKind>> = {
  "device-code-ignored": breakageKind({
    note: "nobody enters a device code, until it has run out",
    undo: noUndo,
    make: () => ({ told: "device codes wait for somebody", undo: {} }),
    mend: () => "device codes are entered at once, those that wait included",
  }),
  "consent-declined": breakageKind({
    note: "whoever signs in is asked for consent, and declines",
    undo: noUndo,
    make: () => ({ told: "consent is declined at each sign-in of a person", undo: {} }),
    mend: () => "nobody is asked for consent any more",
  }),
  "sign-in-blocked": breakageKind({
    note: "a policy blocks everybody but break-glass accounts, for all applications",
    undo: undoPolicy,
    make: (draft, _name, now) => {
      const excludeUsers = breakGlassAccounts(draft);
      return block(draft, now, {
        displayName: "Block access for everybody (incident)",
        users: { includeUsers: ["All"], excludeUsers },
      });
    },
    mend: withdraw,
  }),
  "device-code-blocked": breakageKind({
    note: "a policy blocks device codes for everybody, as one that Microsoft manages does",
    undo: undoPolicy,
    make: (draft, _name, now) => {
      const made = block(draft, now, {
        displayName: "Microsoft-managed: Block device code flow",
        conditions: { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
      });
      draft.managedPolicyIds.push(made.undo.policyId);
      return made;
    },
    mend: withdraw,
  }),
};

/** Global Administrators whom another policy leaves out by name. */
function breakGlassAccounts(draft: TenantState): string[] {
  const leftOut = new Set(draft.conditionalAccessPolicies.flatMap(excludedUsers));
  return draft.users
    .filter((one) => leftOut.has(one.id) && holdsOneOf(draft, one.id, [ROLE.globalAdministrator]))
    .map((one) => one.id);
}

const excluding = z.object({ conditions: z.object({ users: z.object({ excludeUsers: z.array(z.string()) }) }) });

function excludedUsers(policy: unknown): readonly string[] {
  const parsed = excluding.safeParse(policy);
  return parsed.success ? parsed.data.conditions.users.excludeUsers : [];
}

function block(draft: TenantState, now: number, parts: Pick<PolicyParts, "displayName"> & Partial<PolicyParts>) {
  if (draft.securityDefaultsEnabled) throw cannot("Security defaults are on: no policy can be in force beside them.");
  const policy = plainPolicy({
    id: randomUUID(),
    state: "enabled",
    createdDateTime: new Date(now).toISOString(),
    modifiedDateTime: null,
    clientAppTypes: ["all"],
    applications: {},
    users: { includeUsers: ["All"] },
    conditions: {},
    controls: ["block"],
    strength: undefined,
    ...parts,
  });
  draft.conditionalAccessPolicies.push(policy);
  return { told: `the policy "${policy.displayName}" is in force`, undo: { policyId: policy.id } };
}

function withdraw(draft: TenantState, { policyId }: z.infer<typeof undoPolicy>): string {
  draft.conditionalAccessPolicies = draft.conditionalAccessPolicies.filter((one) => one.id !== policyId);
  draft.managedPolicyIds = draft.managedPolicyIds.filter((one) => one !== policyId);
  return "the policy is gone";
}
