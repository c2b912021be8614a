// Breakages of what the tenant demands and allows.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { SandboxError } from "../sandbox-error.js";
import { plainPolicy } from "../store/plain-policy.js";
import { conditionalAccessPolicySchema } from "../store/state/policies.js";
import type { TenantState } from "../store/tenant-state.js";
import { type BreakageKind, breakageKind, cannot, copied } from "./breakage-kind.js";
import { parseDuration } from "./duration.js";
import { deletionThreshold } from "./export.js";
import { forestOf } from "./forest.js";

type Policy = TenantState["conditionalAccessPolicies"][number];

const noUndo = z.strictObject({});

export const POLICY_BREAKAGES: Readonly<Record<string, BreakageKind>> = {
  "mfa-blocks-sync": breakageKind({
    note: "a policy asks every user for multifactor authentication, synchronisation accounts included",
    undo: z.strictObject({ policyId: z.string() }),
    make: (draft, _name, now) => {
      const policy = policyForAll(now);
      draft.conditionalAccessPolicies.push(policy);
      return { told: `the policy "${policy.displayName}" is in force`, undo: { policyId: policy.id } };
    },
    mend: (draft, { policyId }) => {
      draft.conditionalAccessPolicies = draft.conditionalAccessPolicies.filter((one) => one.id !== policyId);
      return "the policy is gone";
    },
  }),
  "security-defaults-on": breakageKind({
    note: "security defaults are on, and the policies of Conditional Access are set aside: both at once cannot be",
    undo: z.array(conditionalAccessPolicySchema),
    make: (draft) => {
      if (draft.securityDefaultsEnabled) throw cannot("Security defaults are on already.");
      const undo = copied(draft.conditionalAccessPolicies);
      draft.securityDefaultsEnabled = true;
      draft.conditionalAccessPolicies = [];
      return { told: "security defaults are on", undo };
    },
    mend: (draft, policies) => {
      draft.securityDefaultsEnabled = false;
      // Before those that were written in the meantime.
      draft.conditionalAccessPolicies = [...policies, ...draft.conditionalAccessPolicies];
      return "security defaults are off, and the policies are as they were";
    },
  }),
  "password-sync-off": breakageKind({
    note: "somebody turned password hash synchronisation off in the tenant",
    undo: noUndo,
    make: (draft) => {
      const { features } = draft.synchronization;
      if (features["passwordSyncEnabled"] !== true) throw cannot("Password hash synchronisation is off already.");
      features["passwordSyncEnabled"] = false;
      return {
        told: "passwordSyncEnabled is off; versions before 2.6.84.0 turn it on with their next export",
        undo: {},
      };
    },
    mend: (draft) => {
      draft.synchronization.features["passwordSyncEnabled"] = true;
      return "passwordSyncEnabled is on";
    },
  }),
  "deletion-threshold": breakageKind({
    note: "as many deletions wait for export as the threshold forbids",
    undo: z.strictObject({ added: z.int() }),
    make: (draft) => {
      const threshold = deletionThreshold(draft, forestOf(draft));
      if (threshold === undefined) throw cannot("The prevention of accidental deletions is turned off.");
      const added = threshold - draft.onPremises.deletionsWaiting;
      if (added <= 0) throw cannot("As many deletions wait already.");
      draft.onPremises.deletionsWaiting += added;
      return {
        told: `${draft.onPremises.deletionsWaiting} deletions wait, the threshold is ${threshold}`,
        undo: { added },
      };
    },
    mend: (draft, { added }) => {
      draft.onPremises.deletionsWaiting = Math.max(0, draft.onPremises.deletionsWaiting - added);
      return `${draft.onPremises.deletionsWaiting} deletions wait`;
    },
  }),
  "domain-federated": breakageKind({
    of: "[DOMAIN]",
    note: "the wizard converted a domain to federation",
    undo: z.strictObject({ id: z.string(), authenticationType: z.string() }),
    subject: (tenant, name) => {
      const wanted = name?.toLowerCase();
      const domain = tenant.domains.find((one) => (wanted === undefined ? one.isDefault : one.id === wanted));
      if (domain === undefined) {
        const known = tenant.domains.map((one) => one.id).join(", ");
        throw new SandboxError("usage", `There is no domain "${name ?? ""}".`, `Known domains: ${known}.`);
      }
      if (domain.authenticationType === "Federated") throw cannot(`${domain.id} is federated already.`);
      if (domain.isInitial) throw cannot(`${domain.id} is the initial domain, which cannot be federated.`);
      return domain.id;
    },
    make: (draft, name) => {
      const domain = draft.domains.find((one) => (name === undefined ? one.isDefault : one.id === name.toLowerCase()));
      if (domain === undefined) throw new Error("The subject was found before.");
      const undo = { id: domain.id, authenticationType: domain.authenticationType };
      domain.authenticationType = "Federated";
      return { told: `${domain.id} is federated`, undo };
    },
    mend: (draft, { id, authenticationType }) => {
      const domain = draft.domains.find((one) => one.id === id);
      if (domain !== undefined) domain.authenticationType = authenticationType;
      return `${id} is ${authenticationType.toLowerCase()} again`;
    },
  }),
  "quiet-tenant": breakageKind({
    note: "nothing changes in the forest by itself, so that exports find nothing and leave no trace",
    undo: noUndo,
    make: (draft) => {
      if (draft.onPremises.isQuiet) throw cannot("The tenant is quiet already.");
      draft.onPremises.isQuiet = true;
      return { told: "the forest is quiet", undo: {} };
    },
    mend: (draft) => {
      draft.onPremises.isQuiet = false;
      return "life goes on in the forest";
    },
  }),
  "audit-lag": breakageKind({
    of: "[DURATION]",
    note: "entries of the audit and sign-in logs appear late, by two hours without a duration",
    undo: z.strictObject({ minutes: z.int() }),
    subject: () => null,
    make: (draft, duration = "2h") => {
      const minutes = Math.round((parseDuration(duration) ?? 0) / 60_000);
      if (minutes < 1 || minutes > 30 * 1440) {
        throw new SandboxError(
          "usage",
          `"${duration}" is no duration between 1m and 30d.`,
          "For example: break audit-lag 2h.",
        );
      }
      const undo = { minutes: draft.onPremises.logLatencyMinutes };
      draft.onPremises.logLatencyMinutes = minutes;
      return { told: `log entries appear ${minutes} minutes late`, undo };
    },
    mend: (draft, { minutes }) => {
      draft.onPremises.logLatencyMinutes = minutes;
      return "log entries appear as before";
    },
  }),
};

function policyForAll(now: number): Policy {
  return plainPolicy({
    id: randomUUID(),
    displayName: "Require multifactor authentication for all users (new)",
    state: "enabled",
    createdDateTime: new Date(now).toISOString(),
    modifiedDateTime: null,
    clientAppTypes: ["all"],
    applications: {},
    users: { includeUsers: ["All"] },
    conditions: {},
    controls: ["mfa"],
    strength: undefined,
  });
}
