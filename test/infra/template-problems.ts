// Everything that is wrong with a template: what its text shows, and what each of the deployments shows.
import { objectAt, textAt } from "../contract/json.js";
import { type Deployment, deployment, type Values } from "./deployment.js";
import { DEPLOYMENTS } from "./deployment-values.js";
import { TemplateError } from "./expression-syntax.js";
import { nameProblems } from "./name-rules.js";
import { resourceProblems } from "./resource-rules.js";
import { roleProblems } from "./role-rules.js";
import { scheduleProblems } from "./schedule-rules.js";
import { settingProblems } from "./setting-rules.js";

export function templateProblems(template: unknown): readonly string[] {
  return [
    ...unlessRefused(() => nameProblems(template)),
    ...scheduleProblems(template),
    ...new Set(Object.values(DEPLOYMENTS).flatMap((values) => deploymentProblems(template, values))),
  ];
}

function deploymentProblems(template: unknown, values: Values): readonly string[] {
  return unlessRefused(() => {
    const made = deployment(template, values);
    return [
      ...resourceProblems(made.resources),
      ...roleProblems(made.resources),
      ...settingProblems(made.resources),
      ...azureNameProblems(made),
    ];
  });
}

/** Lengths and letters: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. */
const NAME_RULES: Readonly<Record<string, RegExp>> = {
  "Microsoft.Storage/storageAccounts": /^[a-z0-9]{3,24}$/,
  "Microsoft.KeyVault/vaults": /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
  "Microsoft.KeyVault/vaults/secrets": /^[a-zA-Z0-9-]+\/[a-zA-Z0-9-]{1,127}$/,
  "Microsoft.Storage/storageAccounts/queueServices/queues": /\/(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "Microsoft.Storage/storageAccounts/tableServices/tables": /\/[A-Za-z][A-Za-z0-9]{2,62}$/,
  "Microsoft.Storage/storageAccounts/blobServices/containers": /\/(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "Microsoft.Web/sites": /^(?!.*--)[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/,
  "Microsoft.Web/serverfarms": /^[a-zA-Z0-9-]{1,60}$/,
  "Microsoft.ManagedIdentity/userAssignedIdentities": /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,127}$/,
  "Microsoft.OperationalInsights/workspaces": /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
};

function azureNameProblems({ resources }: Deployment): readonly string[] {
  const groups = resources.map(({ body }) => textAt(objectAt(body, "properties"), "groupShortName") ?? "");
  return [
    ...resources
      .filter(({ type, name }) => NAME_RULES[type]?.test(name) === false)
      .map(({ type, name }) => `${type} may not be called ${name}`),
    ...groups.filter((name) => name.length > 12).map((name) => `the action group's short name is too long: ${name}`),
  ];
}

function unlessRefused(look: () => readonly string[]): readonly string[] {
  try {
    return look();
  } catch (error) {
    if (error instanceof TemplateError) return [error.message];
    throw error;
  }
}
