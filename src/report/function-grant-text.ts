import { harmless } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

export function functionGrantText(result: ResultOf<"function-grant">, layout: Layout): string {
  const { identity, permissions, healthRole } = result;
  const line = (label: string, text: string) => `${label.padEnd(16)}${wrap(text, 16, layout.width)}`;
  return [
    changedText(result, result, layout),
    "",
    line("Identity", `${harmless(identity.name)} (${harmless(identity.id)})`),
    line("Microsoft Graph", permissions.map((one) => harmless(one)).join(", ")),
    line("Connect Health", healthRole ?? "not offered in this cloud"),
  ].join("\n");
}
