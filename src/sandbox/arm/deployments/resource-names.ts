// What resources may be called ("Naming rules and restrictions for Azure resources"): looked at before anything is made.
import { randomUUID } from "node:crypto";
import { ArmError } from "../arm-error.js";
import type { DeploymentPlan } from "./deployment-plan.js";

interface NameRule {
  readonly pattern: RegExp;
  readonly code: string;
  readonly text: string;
}

/** The codes of all but the first are a choice. */
const RULES: Readonly<Record<string, NameRule>> = {
  "microsoft.storage/storageaccounts": {
    pattern: /^[a-z0-9]{3,24}$/u,
    code: "AccountNameInvalid",
    text: "is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.",
  },
  "microsoft.web/sites": {
    pattern: /^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$/iu,
    code: "BadRequest",
    text: "is not a valid site name: 2 to 60 letters, digits and hyphens, no hyphen at either end.",
  },
  "microsoft.managedidentity/userassignedidentities": {
    pattern: /^[a-z0-9][\w-]{2,127}$/iu,
    code: "InvalidResourceName",
    text: "is not a valid name of an identity: 3 to 128 letters, digits, hyphens and underscores.",
  },
  "microsoft.keyvault/vaults": {
    pattern: /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/iu,
    code: "VaultNameNotValid",
    text: "is not a valid vault name: 3 to 24 letters, digits and hyphens, beginning with a letter.",
  },
};

/** @throws {ArmError} 400 InvalidTemplateDeployment, with each name that is wrong in the details */
export function checkResourceNames(deploymentName: string, { resources }: DeploymentPlan): void {
  const details = resources.flatMap(({ id, type, name }) => {
    const rule = RULES[type.toLowerCase()];
    if (rule === undefined || rule.pattern.test(name)) return [];
    return [{ code: rule.code, target: id, message: `${name.slice(0, 100)} ${rule.text}` }];
  });
  if (details.length === 0) return;
  throw new ArmError(
    400,
    "InvalidTemplateDeployment",
    `The template deployment '${deploymentName}' is not valid according to the validation procedure. The tracking id is '${randomUUID()}'. See inner errors for details.`,
    {},
    details,
  );
}
