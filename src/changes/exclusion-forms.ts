// What the changes of exclusions must have in a journal: target, before, after.
import * as z from "zod";
import type { ExclusionChange } from "../shapes/exclusion-change.js";
import type { Form } from "./change-form.js";

const text = z.string();
const nothing = z.null();
const ids = z.array(text);
const flag = z.boolean();
const policy = z.looseObject({ policyId: text, policyName: text });
const entries = z.array(z.looseObject({ id: text, name: text }));
const users = z.looseObject({ excludeUsers: ids });
const roles = z.looseObject({ excludeRoles: ids });
const list = z.looseObject({ ids });
const group = z.looseObject({ mailNickname: text, groupName: text });
const member = z.looseObject({ groupName: text, memberId: text, memberName: text });
const isMember = z.looseObject({ member: flag });
const marked = z.looseObject({ excludedUntil: text, excludedFrom: ids }).nullable();

export const EXCLUSION_FORMS: { readonly [K in ExclusionChange["kind"]]: Form } = {
  "exclude-user": [policy.extend({ users: entries }), users, users],
  "exclude-role": [policy, roles, roles],
  "exclude-group": [
    policy.extend({ groupName: text }),
    z.looseObject({ excludeGroups: ids }),
    z.looseObject({ excludeGroups: z.array(text.nullable()) }),
  ],
  "end-exclusion": [
    policy.extend({ list: z.enum(["excludeUsers", "excludeGroups", "excludeRoles"]), entries }),
    list,
    list,
  ],
  "create-group": [
    group,
    nothing,
    z.looseObject({ displayName: text, mailNickname: text, description: text, isAssignableToRole: z.literal(true) }),
  ],
  "delete-group": [group.extend({ groupId: text }), z.looseObject({ displayName: text }), nothing],
  "add-group-member": [member.extend({ groupId: text.nullable() }), isMember, isMember],
  "remove-group-member": [member.extend({ groupId: text }), isMember, isMember],
  "mark-exclusion": [z.looseObject({ userPrincipalName: text, userId: text }), marked, marked],
};
