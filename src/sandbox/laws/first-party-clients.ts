// Microsoft's own public clients, with which people sign in without having registered an application.
import { FIRST_PARTY } from "./first-party.js";

export interface FirstPartyClient {
  readonly appId: string;
  readonly displayName: string;
  /** Scopes by the resource's appId that need nobody's consent. */
  readonly preauthorised: Readonly<Record<string, readonly string[]>>;
}

/** Microsoft Graph PowerShell's: nothing is preauthorised ("Using Microsoft Graph PowerShell authentication commands"). */
const GRAPH_COMMAND_LINE_TOOLS: FirstPartyClient = {
  appId: "14d82eec-204b-4c2f-b7e8-296a70dab67e",
  displayName: "Microsoft Graph Command Line Tools",
  preauthorised: {},
};

/** What its tokens are seen to have; no page lists it (choice). */
const AZURE_CLI: FirstPartyClient = {
  appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  displayName: "Microsoft Azure CLI",
  preauthorised: {
    [FIRST_PARTY.azureResourceManager]: ["user_impersonation"],
    [FIRST_PARTY.keyVault]: ["user_impersonation"],
    [FIRST_PARTY.microsoftGraph]: [
      "Application.ReadWrite.All",
      "AppRoleAssignment.ReadWrite.All",
      "AuditLog.Read.All",
      "DelegatedPermissionGrant.ReadWrite.All",
      "Directory.AccessAsUser.All",
      "Group.ReadWrite.All",
      "User.Read.All",
      "User.ReadWrite.All",
    ],
  },
};

export function firstPartyClient(appId: string): FirstPartyClient | undefined {
  return [GRAPH_COMMAND_LINE_TOOLS, AZURE_CLI].find((one) => one.appId === appId);
}

export function preauthorisedScopes(appId: string, resourceAppId: string): readonly string[] {
  return firstPartyClient(appId)?.preauthorised[resourceAppId] ?? [];
}
