// What it takes to look at a step of a run and to take it back, by the kind of the step.
import type { Need } from "./permissions.js";

/** By the kind of the change that was made; empty where there is no way back. */
export const ROLLBACK_NEEDS = {
  "create-user": ["read-accounts", "read-memberships", "read-roles", "undo-accounts"],
  "delete-user": ["read-accounts", "restore-users"],
  "restore-user": ["read-accounts", "read-memberships", "read-roles", "undo-accounts"],
  "set-account-enabled": ["read-accounts", "disable-accounts"],
  "reset-password": [],
  "mark-account": ["read-accounts", "create-users"],
  "unmark-account": ["read-accounts", "create-users"],
  "assign-role": ["read-accounts", "read-roles", "assign-roles"],
  "unassign-role": ["read-accounts", "read-roles", "assign-roles"],
  "create-pass": ["read-accounts", "issue-passes"],
  "delete-pass": [],
  "exclude-role": ["read-policies", "change-policies"],
  "remove-health-server": [],
  "create-application": ["register-applications"],
  "update-application": ["register-applications"],
  "create-service-principal": ["register-applications"],
  "delete-application": ["register-applications"],
  "restore-application": ["register-applications"],
  "delete-service-principal": ["register-applications"],
  "restore-service-principal": ["register-applications"],
  "add-certificate": ["register-applications"],
  "remove-certificate": [],
  "add-federated-credential": ["register-applications"],
  "remove-federated-credential": ["register-applications"],
  "grant-scopes": ["register-applications", "consent-for-people"],
  "revoke-scopes": ["register-applications", "consent-for-people"],
  "grant-app-role": ["register-applications", "consent-for-applications"],
  "revoke-app-role": ["register-applications", "consent-for-applications"],
} as const satisfies Readonly<Record<string, readonly Need[]>>;
