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
export const roleScheduleSchema = z.strictObject({
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
});

/** What the tenant's PIM settings allow for a role; a role without an entry has Microsoft's defaults. */
export const roleRulesSchema = z.strictObject({
  roleDefinitionId: text,
  permanentActiveAllowed: z.boolean(),
  permanentEligibleAllowed: z.boolean(),
  /** ISO 8601, for example `P180D`. */
  longestActive: text,
  longestEligible: text,
  justificationRequired: z.boolean(),
  ticketRequired: z.boolean(),
  mfaRequired: z.boolean(),
});

export const privilegedIdentitySchema = z.strictObject({
  schedules: z.array(roleScheduleSchema).default([]),
  /** As Graph shows them. */
  requests: z.array(z.looseObject({ id: text, kind: z.enum(["active", "eligible"]) })).default([]),
  rules: z.array(roleRulesSchema).default([]),
});
