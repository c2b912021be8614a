// The rights of the function app's identity, and that they are no more than these.
import { objectAt, textAt } from "../contract/json.js";
import { IDENTITY_PRINCIPAL } from "./after-deployment.js";
import { ofType, type Placed } from "./deployment.js";

interface Role {
  readonly id: string;
  readonly name: string;
  readonly at: string;
}

/** Ids: learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
const ROLES: readonly Role[] = [
  role("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner", "Microsoft.Storage/storageAccounts"),
  role("974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor", "Microsoft.Storage/storageAccounts"),
  role("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor", "Microsoft.Storage/storageAccounts"),
  role("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", "Microsoft.KeyVault/vaults"),
  role("3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher", "Microsoft.Insights/components"),
];

/** Roles that may change resources or rights: never. */
const FAR_TOO_MUCH: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
};

export function roleProblems(resources: readonly Placed[]): readonly string[] {
  const assignments = ofType(resources, "Microsoft.Authorization/roleAssignments");
  const given = assignments.map(roleIdOf);
  return [
    ...ROLES.filter(({ id }) => !given.includes(id)).map(({ name }) => `the role ${name} is not assigned`),
    ...assignments.flatMap((assignment) => {
      const id = roleIdOf(assignment);
      const wanted = ROLES.find((one) => one.id === id);
      if (wanted === undefined) return [`the role ${FAR_TOO_MUCH[id] ?? id} is assigned`];
      const properties = objectAt(assignment.body, "properties");
      return [
        ...(scopeType(assignment.scope) === wanted.at
          ? []
          : [`${wanted.name} is assigned at ${assignment.scope ?? "the resource group"}`]),
        ...(properties["principalId"] === IDENTITY_PRINCIPAL ? [] : [`${wanted.name} is not the identity's`]),
        ...(properties["principalType"] === "ServicePrincipal"
          ? []
          : [`${wanted.name} is not for a service principal`]),
        ...(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(assignment.name) ? [] : [`${assignment.name} is no GUID`]),
      ];
    }),
  ];
}

function roleIdOf(assignment: Placed): string {
  return textAt(objectAt(assignment.body, "properties"), "roleDefinitionId")?.split("/").at(-1) ?? "";
}

function scopeType(scope: string | undefined): string | undefined {
  return scope === undefined ? undefined : /\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(scope)?.[1];
}

function role(id: string, name: string, at: string): Role {
  return { id, name, at };
}
