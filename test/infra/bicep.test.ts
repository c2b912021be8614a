// main.bicep declares what azuredeploy.json does, and the comparison notices where not.
import { expect, test } from "vitest";
import { bicepDifferences } from "./bicep-differences.js";
import { bicepNameProblems, bicepWaitProblems } from "./bicep-order.js";
import { BICEP_TEXT, changed, parsed, TEMPLATE_TEXT } from "./template-file.js";

const template = parsed(TEMPLATE_TEXT);

function problems(text: string): readonly string[] {
  return [...bicepDifferences(template, text), ...bicepNameProblems(text), ...bicepWaitProblems(template, text)];
}

test("the two are one", () => {
  expect(problems(BICEP_TEXT)).toEqual([]);
});

test("it says that it has not been compiled", () => {
  expect(BICEP_TEXT).toContain("Not compiled here");
});

test.each([
  ["a default", "param retentionDays int = 30", "param retentionDays int = 31", "retentionDays"],
  ["what is allowed", "  '24'\n", "  '20'\n", "nodeVersion"],
  ["a limit", "@maxLength(20)", "@maxLength(21)", "namePrefix"],
  ["a description", "Node.js of the function app.", "The runtime.", "nodeVersion"],
  ["a secret that is none", "@secure()\nparam slackUrl", "param slackUrl", "slackUrl"],
  ["an API version", "sites@2024-04-01'", "sites@2023-12-01'", "Microsoft.Web/sites@2023-12-01"],
  ["a condition", "= if (!empty(slackUrl)) {", "= {", "Microsoft.KeyVault/vaults/secrets"],
  [
    "a resource that is gone",
    "resource ftpPublishing ",
    "// resource ftpPublishing ",
    "basicPublishingCredentialsPolicies",
  ],
  ["a role", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "b24988ac-6180-42a0-ab88-20f7382dd24c", "role ids"],
  ["a setting's name", "AADC_TENANTS:", "AADC_TENANT_LIST:", "AADC_TENANT_LIST"],
  ["an output", "output keyVaultName", "output vault", "outputs"],
  ["a property's value", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess"],
  ["a property that is gone", "    httpsOnly: true\n", "", "httpsOnly"],
  ["a query", "| where Success == false", "| where Success == true", "texts with something filled in"],
  ["a queue's name", "'aadc-expire'", "'aadc-expired'", "aadc-expired"],
  ["a name that is declared twice", "var token =", "var vaultName =", "declares vaultName twice"],
  [
    "a resource that is asked for and not there",
    "workspace.id",
    "workspaces.id",
    "not declare the resource workspaces",
  ],
  [
    "a wait that is not there",
    "  dependsOn: [\n    queues\n",
    "  dependsOn: [\n    queue\n",
    "not declare the resource queue",
  ],
  [
    "a wait that is gone",
    "    mayUseBlobs\n    mayUseQueues\n    mayUseTables\n    mayReadSecrets\n    maySendTelemetry\n",
    "",
    "does not wait for Microsoft.Authorization/roleAssignments",
  ],
  ["a bracket", "  dependsOn: [\n    queues", "  dependsOn: \n    queues", "a ] too many"],
  ["a name that is not used", "var token =", "var spare = 'x'\nvar token =", "does not use spare"],
])("a difference in %s is noticed", (_, from, to, says) => {
  expect(problems(changed(BICEP_TEXT, from, to)).join("\n")).toContain(says);
});
