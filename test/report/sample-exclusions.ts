// One change of each kind that has to do with exclusions, besides that by role.
import type { ExclusionChange } from "../../src/shapes/exclusion-change.js";
import type { Name } from "./sample-results.js";

export function exclusionChangesOf(name: Name): readonly ExclusionChange[] {
  const policy = { policyId: name("p-1"), policyName: name("Require MFA") };
  const group = { mailNickname: name("aadc-cloud-exclusion-0123456789ab"), groupName: name("Excluded from MFA") };
  const member = {
    groupName: group.groupName,
    memberId: name("u-1"),
    memberName: name("svc@contoso.onmicrosoft.com"),
  };
  const account = { userPrincipalName: name("svc@contoso.onmicrosoft.com"), userId: name("u-1") };
  const reversible = true;
  return [
    {
      kind: "exclude-user",
      target: { ...policy, users: [{ id: name("u-1"), name: member.memberName }] },
      summary: `exclude ${member.memberName} from the policy "${policy.policyName}"`,
      before: { excludeUsers: [name("break-glass")] },
      after: { excludeUsers: [name("break-glass"), name("u-1")] },
      reversible,
    },
    {
      kind: "exclude-group",
      target: { ...policy, groupName: group.groupName },
      summary: `exclude the group "${group.groupName}" from the policy "${policy.policyName}"`,
      before: { excludeGroups: [] },
      after: { excludeGroups: [null] },
      reversible,
    },
    {
      kind: "end-exclusion",
      target: { ...policy, list: "excludeUsers", entries: [{ id: name("u-1"), name: member.memberName }] },
      summary: `let the policy "${policy.policyName}" exclude ${member.memberName} no longer`,
      before: { ids: [name("break-glass"), name("u-1")] },
      after: { ids: [name("break-glass")] },
      reversible,
    },
    {
      kind: "create-group",
      target: group,
      summary: `create the group "${group.groupName}"`,
      before: null,
      after: {
        displayName: group.groupName,
        mailNickname: group.mailNickname,
        description: name("Its members are excluded."),
        isAssignableToRole: true,
      },
      reversible,
    },
    {
      kind: "delete-group",
      target: { ...group, groupId: name("g-1") },
      summary: `delete the group "${group.groupName}"`,
      before: { displayName: group.groupName },
      after: null,
      reversible: false,
    },
    {
      kind: "add-group-member",
      target: { ...member, groupId: null },
      summary: `add ${member.memberName} to the group "${group.groupName}"`,
      before: { member: false },
      after: { member: true },
      reversible,
    },
    {
      kind: "remove-group-member",
      target: { ...member, groupId: name("g-1") },
      summary: `take ${member.memberName} out of the group "${group.groupName}"`,
      before: { member: true },
      after: { member: false },
      reversible,
    },
    {
      kind: "mark-exclusion",
      target: account,
      summary: `keep in the mark of ${account.userPrincipalName} until when it is excluded`,
      before: null,
      after: { excludedUntil: "2026-11-22T18:00:00Z", excludedFrom: [name("p-1")] },
      reversible,
    },
  ];
}
