// One change of an account of each kind, and what Graph shows of such an account.
import type {
  AssignRoleChange,
  CreatePassChange,
  CreateUserChange,
  DeletePassChange,
  DeleteUserChange,
  MarkAccountChange,
  ResetPasswordChange,
  RestoreUserChange,
  RoleAssignmentForm,
  SetAccountEnabledChange,
  UnassignRoleChange,
  UnmarkAccountChange,
} from "../../src/shapes/account-change.js";

export const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
export const UPN = "svc@contoso.onmicrosoft.com";
export const ID = "0a6f1c9e-5f0f-4b43-9e55-d2a3c64d7b01";
export const PASSWORD = "aA2-".repeat(8);
/** As the commands hand it in: the tenant's time when the plan was made. */
export const RUN = { runId: "20261122T100000Z-1234abcd", at: "2026-11-22T10:00:00.000Z" };

const reversible = true;
const known = { userPrincipalName: UPN, userId: ID };

export const CREATE: CreateUserChange = {
  kind: "create-user",
  target: { userPrincipalName: UPN },
  summary: "create it",
  before: null,
  after: {
    displayName: "Wizard",
    mailNickname: "svc",
    accountEnabled: true,
    passwordPolicies: "DisablePasswordExpiration",
  },
  reversible,
};
export const DELETE: DeleteUserChange = {
  ...{ kind: "delete-user", target: known, summary: "delete it", after: null, reversible },
  before: { displayName: "Wizard", accountEnabled: true },
};
export const RESTORE: RestoreUserChange = {
  ...{ kind: "restore-user", target: known, summary: "restore it", reversible },
  before: { deletedDateTime: "2026-11-20T00:00:00Z" },
  after: { deletedDateTime: null },
};
export const DISABLE: SetAccountEnabledChange = {
  ...{ kind: "set-account-enabled", target: known, summary: "disable it", reversible },
  before: { accountEnabled: true },
  after: { accountEnabled: false },
};
export const RESET: ResetPasswordChange = {
  ...{ kind: "reset-password", target: known, summary: "reset it", reversible: false },
  before: { lastPasswordChangeDateTime: "2026-11-01T08:00:00Z" },
  after: { passwordPolicies: "DisablePasswordExpiration", forceChangePasswordNextSignIn: false },
};
export const MARK: MarkAccountChange = {
  ...{ kind: "mark-account", target: { ...known, userId: null }, summary: "mark it", before: null, reversible },
  after: { purpose: "service-account" },
};
export const UNMARK: UnmarkAccountChange = {
  ...{ kind: "unmark-account", target: known, summary: "unmark it", after: null, reversible },
  before: { purpose: "service-account" },
};
const FORM: RoleAssignmentForm = {
  roleDefinitionId: ROLE,
  roleName: "Hybrid Identity Administrator",
  directoryScopeId: "/",
  how: "direct",
  duration: null,
};
export function assign(form: Partial<RoleAssignmentForm> = {}, userId: string | null = ID): AssignRoleChange {
  return {
    ...{ kind: "assign-role", target: { ...known, userId }, summary: "assign it", before: null, reversible },
    after: { ...FORM, ...form },
  };
}
export function unassign(form: Partial<RoleAssignmentForm> = {}): UnassignRoleChange {
  return {
    ...{ kind: "unassign-role", target: known, summary: "take it", after: null, reversible },
    before: { ...FORM, ...form },
  };
}
export const PASS: CreatePassChange = {
  ...{ kind: "create-pass", target: known, summary: "issue it", before: null, reversible },
  after: { lifetimeInMinutes: 480 },
};
export const DELETE_PASS: DeletePassChange = {
  ...{ kind: "delete-pass", summary: "delete it", after: null, reversible: false },
  target: { ...known, passId: "p-1" },
  before: { startDateTime: null, lifetimeInMinutes: 480 },
};

/** The account as it was created a moment after the plan was made. */
export const WIRE = {
  id: ID,
  userPrincipalName: UPN,
  displayName: "Wizard",
  mailNickname: "svc",
  accountEnabled: true,
  userType: "Member",
  onPremisesSyncEnabled: null,
  passwordPolicies: "DisablePasswordExpiration",
  createdDateTime: "2026-11-22T10:00:01Z",
  lastPasswordChangeDateTime: "2026-11-22T10:00:01Z",
};
