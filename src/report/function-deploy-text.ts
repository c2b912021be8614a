import { harmless } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

export function functionDeployText(result: ResultOf<"function-deploy">, layout: Layout): string {
  const { subscriptionId, group, location, outputs } = result.deployment;
  const line = (label: string, text: string) => `${label.padEnd(16)}${wrap(text, 16, layout.width)}`;
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
