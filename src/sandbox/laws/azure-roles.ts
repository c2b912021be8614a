// Azure's built-in roles: their ids, and what of Azure Resource Manager they allow ("Azure built-in roles").

interface AzureRole {
  readonly id: string;
  readonly name: string;
  /** `*` stands for anything; in lower case. What is absent are rights to data only, which allow nothing here. */
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

const AUTHORIZATION = "microsoft.authorization";

export const AZURE_ROLE = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  userAccessAdministrator: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  rbacAdministrator: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  websiteContributor: "de139f84-1756-47ae-9be6-808fbbe84772",
  storageBlobDataOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
} as const;

const ROLES: readonly AzureRole[] = [
  { id: AZURE_ROLE.owner, name: "Owner", actions: ["*"] },
  {
    id: AZURE_ROLE.contributor,
    name: "Contributor",
    actions: ["*"],
    notActions: [`${AUTHORIZATION}/*/delete`, `${AUTHORIZATION}/*/write`, `${AUTHORIZATION}/elevateaccess/action`],
  },
  { id: AZURE_ROLE.reader, name: "Reader", actions: ["*/read"] },
  {
    id: AZURE_ROLE.userAccessAdministrator,
    name: "User Access Administrator",
    actions: ["*/read", `${AUTHORIZATION}/*`],
  },
  {
    id: AZURE_ROLE.rbacAdministrator,
    name: "Role Based Access Control Administrator",
    actions: ["*/read", `${AUTHORIZATION}/roleassignments/write`, `${AUTHORIZATION}/roleassignments/delete`],
  },
  {
    id: AZURE_ROLE.websiteContributor,
    name: "Website Contributor",
    actions: [
      `${AUTHORIZATION}/*/read`,
      "microsoft.insights/components/*",
      "microsoft.resources/deployments/*",
      "microsoft.resources/subscriptions/resourcegroups/read",
      "microsoft.web/certificates/*",
      "microsoft.web/serverfarms/join/action",
      "microsoft.web/serverfarms/read",
      "microsoft.web/sites/*",
    ],
  },
];

export function azureRoleIdOf(name: string): string | undefined {
  return ROLES.find((role) => role.name === name)?.id;
}

/** Does the role, by its id, allow the action, such as `Microsoft.Web/sites/write`? A role that is not known does not. */
export function azureRoleAllows(roleId: string, action: string): boolean {
  const { actions = [], notActions = [] } = ROLES.find((role) => role.id === roleId) ?? {};
  const wanted = action.toLowerCase();
  return actions.some((one) => fits(one, wanted)) && !notActions.some((one) => fits(one, wanted));
}

function fits(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.]/gu, "\\."));
  return new RegExp(`^${parts.join(".*")}$`, "u").test(action);
}
