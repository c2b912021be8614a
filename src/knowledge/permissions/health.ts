// Connect Health, which asks Azure for its rights.
import type { Permission } from "./permission.js";

/** Where Azure roles for Connect Health are assigned: in the portal, Connect Health > Role based access control (IAM). */
export const HEALTH_SCOPE = "/providers/Microsoft.ADHybridHealthService";

const OF_AZURE = { delegated: [], application: [], roles: ["globalAdministrator"], applicationRoles: [] } as const;

export const HEALTH = {
  "read-health": {
    purpose: "list the servers of Connect Health, and what it says of them",
    requests: [
      `GET ${HEALTH_SCOPE}/configuration`,
      `GET ${HEALTH_SCOPE}/services`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}/datafreshness`,
      `GET ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}/serviceconfiguration`,
      `GET ${HEALTH_SCOPE}/services/{name}/alerts`,
      `GET ${HEALTH_SCOPE}/services/{name}/exporterrors/counts`,
      `GET ${HEALTH_SCOPE}/services/{name}/exportstatus`,
      `GET ${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments`,
    ],
    ...OF_AZURE,
    azureRole: "Reader",
  },
  "remove-health": {
    purpose: "remove a server from Connect Health",
    requests: [`DELETE ${HEALTH_SCOPE}/services/{name}/servicemembers/{id}`],
    ...OF_AZURE,
    azureRole: "Contributor",
  },
  "assign-health-role": {
    purpose: "give an identity a role at Connect Health, and take it away",
    requests: [
      `PUT ${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments/{id}`,
      `DELETE ${HEALTH_SCOPE}/providers/Microsoft.Authorization/roleAssignments/{id}`,
    ],
    ...OF_AZURE,
    azureRole: "Owner",
  },
} as const satisfies Readonly<Record<string, Permission>>;
