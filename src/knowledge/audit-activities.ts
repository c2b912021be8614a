// What Microsoft's logs call the things that this program does, and the alerts that come of them. As of 2026-11.
//
// Sources: "Microsoft Entra audit log categories and activities" (names, by service); "Security alerts for Microsoft Entra
// roles in PIM" (alerts); for Connect Health "Manage Connect Health operations" and Azure Monitor's directory activity log.
// Microsoft says of its own list that it may not be complete: what no source names is marked as possible, not as certain.

export interface LogEntry {
  /** As the log shows it. */
  readonly activity: string;
  /** The service that the log names as its source. */
  readonly service: string;
  /** Under what circumstances; without it the entry is certain. */
  readonly onlyIf?: string;
}

const directory = (activity: string): LogEntry => ({ activity, service: "Core Directory" });
const pim = (activity: string): LogEntry => ({ activity, service: "PIM" });
const methods = (activity: string): LogEntry => ({ activity, service: "Authentication Methods" });

export const LOGGED = {
  addUser: directory("Add user"),
  updateUser: directory("Update user"),
  deleteUser: directory("Delete user"),
  restoreUser: directory("Restore user"),
  enableAccount: directory("Enable account"),
  disableAccount: directory("Disable account"),
  resetUserPassword: directory("Reset user password"),
  addMemberToRole: directory("Add member to role"),
  removeMemberFromRole: directory("Remove member from role"),
  registeredSecurityInfo: methods("Admin registered security info"),
  deletedSecurityInfo: methods("Admin deleted security info"),
  /** The list writes "Conditional Access"; the log does not. */
  updatePolicy: { activity: "Update conditional access policy", service: "Conditional Access" },
  addPolicy: { activity: "Add conditional access policy", service: "Conditional Access" },
  deletePolicy: { activity: "Delete conditional access policy", service: "Conditional Access" },
  addNamedLocation: { activity: "Add named location", service: "Conditional Access" },
  updateNamedLocation: { activity: "Update named location", service: "Conditional Access" },
  deleteNamedLocation: { activity: "Delete named location", service: "Conditional Access" },
  addGroup: directory("Add group"),
  deleteGroup: directory("Delete group"),
  addMemberToGroup: directory("Add member to group"),
  removeMemberFromGroup: directory("Remove member from group"),
  addApplication: directory("Add application"),
  updateApplication: directory("Update application"),
  deleteApplication: directory("Delete application"),
  restoreApplication: directory("Restore application"),
  /** With a dash in the log, with a hyphen in the list. */
  updateApplicationSecrets: directory("Update application – Certificates and secrets management"),
  addServicePrincipal: directory("Add service principal"),
  updateServicePrincipal: directory("Update service principal"),
  removeServicePrincipal: directory("Remove service principal"),
  restoreServicePrincipal: directory("Restore service principal"),
  addDelegatedGrant: directory("Add delegated permission grant"),
  removeDelegatedGrant: directory("Remove delegated permission grant"),
  /** Not in the list. */
  updateDelegatedGrant: directory("Update delegated permission grant"),
  addAppRole: directory("Add app role assignment to service principal"),
  removeAppRole: directory("Remove app role assignment from service principal"),
  addOwner: directory("Add owner to application"),
  outsideOfPim: pim("Add member to role outside of PIM (permanent)"),
  /** In Azure's directory activity log: Microsoft Entra's audit log says nothing of Connect Health. */
  registerProvider: { activity: "<namespace>/register/action", service: "Azure activity log" },
  writeResourceGroup: {
    activity: "Microsoft.Resources/subscriptions/resourceGroups/write",
    service: "Azure activity log",
  },
  pushCode: { activity: "a deployment of code", service: "the function app's own deployment history" },
  writeDeployment: { activity: "Microsoft.Resources/deployments/write", service: "Azure activity log" },
  assignAzureRole: {
    activity: "Microsoft.Authorization/roleAssignments/write",
    service: "Azure directory activity log",
  },
  unassignAzureRole: {
    activity: "Microsoft.Authorization/roleAssignments/delete",
    service: "Azure directory activity log",
  },
  removeHealthServer: {
    activity: "Microsoft.ADHybridHealthService/services/servicemembers/delete",
    service: "Azure directory activity log",
  },
} as const satisfies Readonly<Record<string, LogEntry>>;

/** PIM notes that an assignment was asked for, and that it was made. */
export function pimActivities(
  verb: "Add" | "Remove",
  how: "active" | "eligible",
  hasEnd: boolean,
): readonly LogEntry[] {
  const what = how === "eligible" ? "eligible member" : "member";
  const where = verb === "Add" ? "to role" : "from role";
  const length = hasEnd ? "timebound" : "permanent";
  return ["requested", "completed"].map((stage) => pim(`${verb} ${what} ${where} in PIM ${stage} (${length})`));
}

export interface Alert {
  readonly title: string;
  readonly severity: "High" | "Medium" | "Low";
  readonly where: string;
  readonly onlyIf: string;
}

export const OUTSIDE_OF_PIM_ALERT: Alert = {
  title: "Roles are being assigned outside of Privileged Identity Management",
  severity: "High",
  where: "Privileged Identity Management > Alerts, and mail to Global, Security and Privileged Role Administrators",
  onlyIf: "the tenant has Microsoft Entra ID P2 or Governance",
};

export const STALE_ROLE_ALERT: Alert = {
  title: "Potential stale accounts in a privileged role",
  severity: "Medium",
  where: "Privileged Identity Management > Alerts",
  onlyIf: "the account keeps the role and does not sign in for as long as the alert's setting says",
};
