// Changes of who is excluded from Conditional Access policies, and of the group by which that may be done.
import type { ChangeBase } from "./change.js";

export interface OfPolicy {
  readonly policyId: string;
  readonly policyName: string;
}

/** Adds accounts to those that a policy excludes. `before` and `after` are the whole list, since Graph replaces it whole. */
export interface ExcludeUserChange extends ChangeBase {
  readonly kind: "exclude-user";
  readonly target: OfPolicy & { readonly users: readonly { readonly id: string; readonly name: string }[] };
  readonly before: { readonly excludeUsers: readonly string[] };
  readonly after: { readonly excludeUsers: readonly string[] };
}

export interface ExcludeRoleChange extends ChangeBase {
  readonly kind: "exclude-role";
  readonly target: OfPolicy;
  readonly before: { readonly excludeRoles: readonly string[] };
  readonly after: { readonly excludeRoles: readonly string[] };
}

export interface ExcludeGroupChange extends ChangeBase {
  readonly kind: "exclude-group";
  readonly target: OfPolicy & { readonly groupName: string };
  readonly before: { readonly excludeGroups: readonly string[] };
  /** Null in it: the group that an earlier change of the same plan makes. */
  readonly after: { readonly excludeGroups: readonly (string | null)[] };
}

/** The three lists of a policy that say who is excluded. */
export type ExclusionList = "excludeUsers" | "excludeGroups" | "excludeRoles";

/** Takes entries out of one list of a policy: whoever they covered is bound again. */
export interface EndExclusionChange extends ChangeBase {
  readonly kind: "end-exclusion";
  readonly target: OfPolicy & {
    readonly list: ExclusionList;
    readonly entries: readonly { readonly id: string; readonly name: string }[];
  };
  /** The whole list. */
  readonly before: { readonly ids: readonly string[] };
  readonly after: { readonly ids: readonly string[] };
}

interface OfExclusionGroup {
  /** Tells the group apart where two have one name; made from the name, the same in every run. */
  readonly mailNickname: string;
  readonly groupName: string;
}

/** A security group that roles may be assigned to: only a Privileged Role Administrator, or its owner, changes its members. */
export interface CreateGroupChange extends ChangeBase {
  readonly kind: "create-group";
  readonly target: OfExclusionGroup;
  readonly before: null;
  readonly after: {
    readonly displayName: string;
    readonly mailNickname: string;
    readonly description: string;
    readonly isAssignableToRole: true;
  };
}

export interface DeleteGroupChange extends ChangeBase {
  readonly kind: "delete-group";
  readonly target: OfExclusionGroup & { readonly groupId: string };
  readonly before: { readonly displayName: string };
  readonly after: null;
}

interface OfMember {
  readonly groupName: string;
  readonly memberId: string;
  readonly memberName: string;
}

export interface AddGroupMemberChange extends ChangeBase {
  readonly kind: "add-group-member";
  /** The id is null as long as an earlier change of the same plan is to make the group. */
  readonly target: OfMember & { readonly groupId: string | null };
  readonly before: { readonly member: false };
  readonly after: { readonly member: true };
}

export interface RemoveGroupMemberChange extends ChangeBase {
  readonly kind: "remove-group-member";
  readonly target: OfMember & { readonly groupId: string };
  readonly before: { readonly member: true };
  readonly after: { readonly member: false };
}

/** What the mark of the service account says of its exclusion. */
export type MarkedExclusion = {
  /** ISO 8601, UTC. */
  readonly excludedUntil: string;
  /** Ids of the policies that exclude it by this program's doing. */
  readonly excludedFrom: readonly string[];
};

/**
 * Keeps in the account's mark (the open extension `com.aadc-cloud`) until when it is excluded, and from what. Null: nothing is
 * said of an exclusion. Where the account has no mark yet, one is made.
 */
export interface MarkExclusionChange extends ChangeBase {
  readonly kind: "mark-exclusion";
  readonly target: { readonly userPrincipalName: string; readonly userId: string };
  readonly before: MarkedExclusion | null;
  readonly after: MarkedExclusion | null;
}

export type ExclusionChange =
  | ExcludeUserChange
  | ExcludeRoleChange
  | ExcludeGroupChange
  | EndExclusionChange
  | CreateGroupChange
  | DeleteGroupChange
  | AddGroupMemberChange
  | RemoveGroupMemberChange
  | MarkExclusionChange;
