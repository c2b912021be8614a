// The changes of exclusions, as results and saved plans hold them.
import * as z from "zod";

const text = z.string();
const said = { summary: text, reversible: z.boolean() };
const policy = { policyId: text, policyName: text };
const entries = z.array(z.strictObject({ id: text, name: text }));
const users = z.strictObject({ excludeUsers: z.array(text) });
const roles = z.strictObject({ excludeRoles: z.array(text) });
const ids = z.strictObject({ ids: z.array(text) });
/** The nickname tells the group apart where two have one name. */
const group = { mailNickname: text, groupName: text };
const member = { groupName: text, memberId: text, memberName: text };
const isIn = z.strictObject({ member: z.literal(true) });
const isOut = z.strictObject({ member: z.literal(false) });
/** Null: nothing is said of an exclusion. */
const marked = z.strictObject({ excludedUntil: text, excludedFrom: z.array(text) }).nullable();

export const EXCLUSION_CHANGES = [
  z.strictObject({
    kind: z.literal("exclude-user"),
    target: z.strictObject({ ...policy, users: entries }),
    ...said,
    before: users,
    after: users,
  }),
  z.strictObject({
    kind: z.literal("exclude-role"),
    target: z.strictObject(policy),
    ...said,
    before: roles,
    after: roles,
  }),
  z.strictObject({
    kind: z.literal("exclude-group"),
    target: z.strictObject({ ...policy, groupName: text }),
    ...said,
    before: z.strictObject({ excludeGroups: z.array(text) }),
    /** Null: the group that an earlier change makes. */
    after: z.strictObject({ excludeGroups: z.array(text.nullable()) }),
  }),
  z.strictObject({
    kind: z.literal("end-exclusion"),
    target: z.strictObject({ ...policy, list: z.enum(["excludeUsers", "excludeGroups", "excludeRoles"]), entries }),
    ...said,
    before: ids,
    after: ids,
  }),
  z.strictObject({
    kind: z.literal("create-group"),
    target: z.strictObject(group),
    ...said,
    before: z.null(),
    after: z.strictObject({
      displayName: text,
      mailNickname: text,
      description: text,
      isAssignableToRole: z.literal(true),
    }),
  }),
  z.strictObject({
    kind: z.literal("delete-group"),
    target: z.strictObject({ ...group, groupId: text }),
    ...said,
    before: z.strictObject({ displayName: text }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("add-group-member"),
    /** The id is null as long as the group is to be made by an earlier change. */
    target: z.strictObject({ ...member, groupId: text.nullable() }),
    ...said,
    before: isOut,
    after: isIn,
  }),
  z.strictObject({
    kind: z.literal("remove-group-member"),
    target: z.strictObject({ ...member, groupId: text }),
    ...said,
    before: isIn,
    after: isOut,
  }),
  z.strictObject({
    kind: z.literal("mark-exclusion"),
    target: z.strictObject({ userPrincipalName: text, userId: text }),
    ...said,
    before: marked,
    after: marked,
  }),
] as const;
