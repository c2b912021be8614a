// Directory roles: who holds them, and who may through Privileged Identity Management.
import * as z from "zod";
import { text, textOrNull, when, whenOrNull } from "./primitives.js";

export const roleAssignmentSchema = z.strictObject({
  id: text,
  roleDefinitionId: text,
  principalId: text,
  directoryScopeId: text,
});

export const activatedRoleSchema = z.strictObject({ id: text, roleTemplateId: text });

/** A schedule of PIM. An active one whose time has come has a role assignment beside it. */
const roleScheduleSchema = z.strictObject({
  id: text,
  kind: z.enum(["active", "eligible"]),
  principalId: text,
  roleDefinitionId: text,
  directoryScopeId: text,
  createdDateTime: when,
  startDateTime: when,
  /** `null`: no end. */
  endDateTime: whenOrNull,
  /** The role assignment that it keeps, while it is active. */
  roleAssignmentId: textOrNull,
  /** Whether an administrator gave it or its holder activated an eligibility. */
  assignmentType: z.enum(["Assigned", "Activated"]).default("Assigned"),
  /** The eligibility that was activated, by its schedule. */
  activatedUsing: textOrNull.default(null),
  /** The request that made it. */
  createdUsing: textOrNull.default(null),
  modifiedDateTime: whenOrNull.default(null),
});

/** What holds when the holder of an eligibility activates it. */
const activationRulesSchema = z.strictObject({
  /** ISO 8601, for example `PT8H`. */
  longest: text,
  justificationRequired: z.boolean(),
  ticketRequired: z.boolean(),
  mfaRequired: z.boolean(),
  approvalRequired: z.boolean(),
});

/** What the tenant's PIM settings allow for a role; a role without an entry has Microsoft's defaults. */
const roleRulesSchema = z.strictObject({
  roleDefinitionId: text,
  permanentActiveAllowed: z.boolean(),
  permanentEligibleAllowed: z.boolean(),
  /** ISO 8601, for example `P180D`. */
  longestActive: text,
  longestEligible: text,
  /** These three: when an administrator makes an active assignment. */
  justificationRequired: z.boolean(),
  ticketRequired: z.boolean(),
  mfaRequired: z.boolean(),
  activation: activationRulesSchema.default({
    longest: "PT8H",
    justificationRequired: true,
    ticketRequired: false,
    mfaRequired: true,
    approvalRequired: false,
  }),
});

export const privilegedIdentitySchema = z.strictObject({
  schedules: z.array(roleScheduleSchema).default([]),
  /** As Graph shows them. */
  requests: z.array(z.looseObject({ id: text, kind: z.enum(["active", "eligible"]) })).default([]),
  rules: z.array(roleRulesSchema).default([]),
});
