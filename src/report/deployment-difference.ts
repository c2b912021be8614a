// What differs by a deployment, in the words that people use.
import type { DeploymentChange } from "../shapes/deployment-change.js";
import type { Difference, Differences } from "./difference-parts.js";

export const DEPLOYMENT_DIFFERENCES: Differences<DeploymentChange["kind"]> = {
  "register-provider": ({ before, after }) => [{ what: "provider", before: before.state, after: after.state }],
  "create-resource-group": ({ after }) => [{ what: "region", before: null, after: after.location }],
  "deploy-template": ({ after: { parameters, foreseen } }) => [
    ...(foreseen === null
      ? [{ note: "Azure tells what it makes only once the resource group is there: all of the template is new" }]
      : foreseen.map(foreseenLine)),
    ...Object.entries(parameters).map(([name, value]) => ({ what: name, before: null, after: value })),
  ],
  "push-package": ({ after }) => [
    { what: "package", before: null, after: `${after.bytes} bytes, SHA-256 ${after.package.slice(0, 12)}…` },
    { note: "the app starts anew with it" },
  ],
};

/** As Azure foresees it; what stays as it is is not told one by one. */
function foreseenLine({ resourceId, type }: { readonly resourceId: string; readonly type: string }): Difference {
  const name = resourceId.split("/providers/").at(-1) ?? resourceId;
  if (type === "Create") return { added: name };
  if (type === "Delete") return { removed: name };
  return { note: `${name}: ${WORDS[type] ?? type}` };
}

const WORDS: Readonly<Record<string, string>> = {
  Modify: "is changed",
  NoChange: "stays as it is",
  Ignore: "is not looked at",
  Deploy: "is deployed again",
  Unsupported: "what becomes of it Azure does not tell",
};
