// Microsoft's own applications that a registration has to do with; their ids are the same in every cloud.

/** Azure Resource Manager, as applications ask for it: "Windows Azure Service Management API", the same id in every cloud. */
export const AZURE_MANAGEMENT_APP_ID = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

export const GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** Microsoft's client for whoever has registered none ("Using Microsoft Graph PowerShell authentication commands"). */
export const GRAPH_COMMAND_LINE_TOOLS = {
  clientId: "14d82eec-204b-4c2f-b7e8-296a70dab67e",
  name: "Microsoft Graph Command Line Tools",
} as const;
