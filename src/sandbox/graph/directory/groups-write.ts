// Creating, changing and deleting groups ("Create group", "Update group", "Delete group").
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { mayWriteGroup } from "../../laws/object-rights.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, badRequest, notFound, notImplemented } from "../graph-error.js";
import { contextUrl, project } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";
import { noteChange } from "./directory-objects-audit.js";
import { boundIds } from "./directory-objects-references.js";
import { GROUP_BY_DEFAULT, groupProperties } from "./groups-entity.js";
import { checkKind, checkRoleAssignable, giveAddress, NO_MAIL_ENABLED, visibilityOf } from "./groups-kinds.js";
import { checkMember, checkOwner } from "./groups-members-rules.js";

type DraftGroup = TenantState["groups"][number];

const nicknameSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/u)
  .regex(/^[^@()\\[\]";:<>, ]+$/u);

const groupSchema = z
  .strictObject({
    description: z.string().max(1024).nullable(),
    displayName: z.string().min(1).max(256),
    groupTypes: z.array(z.string()),
    isAssignableToRole: z.boolean().nullable(),
    mailEnabled: z.boolean(),
    mailNickname: nicknameSchema,
    securityEnabled: z.boolean(),
    visibility: z.enum(["Private", "Public", "HiddenMembership"]).nullable(),
    "members@odata.bind": z.unknown(),
    "owners@odata.bind": z.unknown(),
  })
  .partial();

const GROUP_KIND = {
  resource: "Group",
  notTaken: ["membershipRule", "membershipRuleProcessingState", "classification", "preferredLanguage", "theme"],
} as const;

const HIDDEN_LATER = "HiddenMembership can be set only when the group is created.";

export function createGroup(call: GraphCall): Answer {
  const wanted = writtenBody(call, groupSchema, GROUP_KIND);
  const {
    displayName,
    mailEnabled,
    mailNickname,
    securityEnabled,
    isAssignableToRole = null,
    groupTypes = [],
  } = wanted;
  if (displayName === undefined) throw missing("displayName", "Group");
  if (mailEnabled === undefined) throw missing("mailEnabled", "Group");
  if (mailNickname === undefined) throw missing("mailNickname", "Group");
  if (securityEnabled === undefined) throw missing("securityEnabled", "Group");
  checkKind(groupTypes, mailEnabled, securityEnabled);
  if (isAssignableToRole === true) checkRoleAssignable(call, securityEnabled);
  const members = boundIds(call, "members") ?? [];
  const owners = boundIds(call, "owners") ?? [];
  const now = wholeSeconds(call.now);
  const group: DraftGroup = {
    id: randomUUID(),
    displayName,
    description: wanted.description ?? null,
    mail: null,
    mailNickname,
    mailEnabled,
    securityEnabled,
    isAssignableToRole,
    groupTypes,
    visibility: visibilityOf(wanted.visibility ?? null, groupTypes, isAssignableToRole),
    createdDateTime: now,
    memberIds: [],
    ownerIds: [],
    proxyAddresses: [],
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    onPremisesProvisioningErrors: [],
    serviceProvisioningErrors: [],
    extensions: [],
  };
  call.world.store.change((draft) => {
    if (mailEnabled) giveAddress(draft, group);
    for (const id of members) checkMember(draft, group, id);
    for (const id of owners) checkOwner(draft, id);
    group.memberIds = [...new Set(members)];
    group.ownerIds = [...new Set(owners)];
    // A user who makes a group without being an administrator becomes its owner ("Create group", owners).
    if (group.ownerIds.length === 0 && call.caller.kind === "user" && !mayWriteGroup(draft, call.caller, group)) {
      group.ownerIds = [call.caller.principalId];
    }
    draft.groups.push(group);
    noteChange(call, draft, {
      activity: "Add group",
      category: "GroupManagement",
      operation: "Add",
      targets: [{ id: group.id, type: "Group", displayName }],
    });
  });
  const body = project(groupProperties(group), GROUP_BY_DEFAULT);
  return { status: 201, body: { "@odata.context": contextUrl(call, "groups/$entity"), ...body } };
}

export function updateGroup(call: GraphCall): Answer {
  const wanted = writtenBody(call, groupSchema, GROUP_KIND);
  const added = boundIds(call, "members") ?? [];
  if (wanted["owners@odata.bind"] !== undefined) throw notImplemented("owners@odata.bind in the update of a group");
  call.world.store.change((draft) => {
    const group = writableGroup(call, draft);
    if (wanted.isAssignableToRole !== undefined && wanted.isAssignableToRole !== group.isAssignableToRole) {
      throw badRequest("The property 'isAssignableToRole' cannot be changed after the group has been created.");
    }
    if (wanted.groupTypes !== undefined && wanted.groupTypes.join() !== group.groupTypes.join()) {
      throw notImplemented("changing the groupTypes of a group");
    }
    if (wanted.visibility === "HiddenMembership" && group.visibility !== "HiddenMembership")
      throw badRequest(HIDDEN_LATER);
    const { description, displayName, mailNickname, mailEnabled, securityEnabled, visibility } = wanted;
    if (mailEnabled !== undefined && mailEnabled !== group.mailEnabled) throw badRequest(NO_MAIL_ENABLED);
    if (description !== undefined) group.description = description;
    if (displayName !== undefined) group.displayName = displayName;
    if (visibility !== undefined) group.visibility = visibility;
    if (mailNickname !== undefined) group.mailNickname = mailNickname;
    if (securityEnabled !== undefined) group.securityEnabled = securityEnabled;
    for (const id of added) {
      checkMember(draft, group, id);
      group.memberIds.push(id);
    }
    noteChange(call, draft, {
      activity: "Update group",
      category: "GroupManagement",
      operation: "Update",
      targets: [{ id: group.id, type: "Group", displayName: group.displayName }],
    });
  });
  return { status: 204 };
}

/** "Delete group": Microsoft 365 groups and security groups can be restored for 30 days, distribution groups cannot. */
export function deleteGroup(call: GraphCall): Answer {
  call.world.store.change((draft) => {
    const group = writableGroup(call, draft);
    draft.groups = draft.groups.filter((one) => one.id !== group.id);
    const isDistribution = group.mailEnabled && !group.groupTypes.includes("Unified") && !group.securityEnabled;
    if (!isDistribution) draft.deletedGroups.push({ deletedDateTime: wholeSeconds(call.now), group });
    draft.roleAssignments = draft.roleAssignments.filter((one) => one.principalId !== group.id);
    for (const other of draft.groups) {
      if (other.memberIds.includes(group.id)) other.memberIds = other.memberIds.filter((id) => id !== group.id);
    }
    noteChange(call, draft, {
      activity: "Delete group",
      category: "GroupManagement",
      operation: "Delete",
      targets: [{ id: group.id, type: "Group", displayName: group.displayName }],
    });
  });
  return { status: 204 };
}

/** The group of the path, which the caller may change; a GraphError 404, 403 or 400 otherwise. */
export function writableGroup(call: GraphCall, draft: TenantState): DraftGroup {
  const id = param(call, "id");
  const group = draft.groups.find((one) => one.id === id);
  if (group === undefined) throw notFound(id);
  if (!mayWriteGroup(draft, call.caller, group)) throw accessDenied();
  if (group.onPremisesSyncEnabled === true) {
    throw badRequest(
      "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
    );
  }
  return group;
}
