// What Azure asks for where the function app is deployed.
import type { Permission } from "./permission.js";

const OF_AZURE = { delegated: [], application: [], roles: [], applicationRoles: [] } as const;

export const AZURE = {
  "deploy-to-azure": {
    purpose: "deploy the function app: a resource group, what is in it, and roles for its identity",
    requests: [
      "GET /subscriptions/{id}/resourcegroups/{name}",
      "PUT /subscriptions/{id}/resourcegroups/{name}",
      "GET /subscriptions/{id}/providers/{namespace}",
      "POST /subscriptions/{id}/providers/{namespace}/register",
      "POST /subscriptions/{id}/resourcegroups/{name}/providers/Microsoft.Resources/deployments/{name}/whatIf",
      "PUT /subscriptions/{id}/resourcegroups/{name}/providers/Microsoft.Resources/deployments/{name}",
      "GET /subscriptions/{id}/resourcegroups/{name}/providers/Microsoft.Resources/deployments/{name}",
    ],
    ...OF_AZURE,
    azureRole: "Owner",
    azureAt: "the subscription, or the resource group where that is there",
  },
} as const satisfies Readonly<Record<string, Permission>>;
