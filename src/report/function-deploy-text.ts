import { harmless } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

export function functionDeployText(result: ResultOf<"function-deploy">, layout: Layout): string {
  const { subscriptionId, group, location, outputs } = result.deployment;
  const labels = ["Resource group", ...Object.keys(outputs).map(harmless)];
  const indent = Math.max(...labels.map((label) => label.length)) + 2;
  const line = (label: string, text: string) => `${label.padEnd(indent)}${wrap(text, indent, layout.width)}`;
  const identity = outputs["identityPrincipalId"];
  return [
    changedText(result, result, layout),
    "",
    line("Resource group", `${harmless(group)} in ${harmless(location)}, subscription ${harmless(subscriptionId)}`),
    ...Object.entries(outputs).map(([name, value]) => line(harmless(name), harmless(value))),
    ...(identity === undefined
      ? []
      : ["", layout.paint("strong", "Next"), `  ${layout.typed?.(`function grant --identity ${identity}`) ?? ""}`]),
  ].join("\n");
}
