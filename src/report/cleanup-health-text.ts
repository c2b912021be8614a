// `cleanup-health` for people: each server with what its entry is worth.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import { warningLines } from "./plan-text.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

type Server = ResultOf<"cleanup-health">["servers"][number];

export function cleanupHealthText(result: ResultOf<"cleanup-health">, layout: Layout): string {
  const listed =
    result.servers.length === 0
      ? []
      : [
          "",
          layout.paint("strong", "Servers in Connect Health"),
          ...result.servers.flatMap((one) => serverLines(one, layout)),
        ];
  const onlyListed = result.plan.length === 0 && result.runId === null;
  return onlyListed
    ? [heading(result), ...listed, ...warningLines(result.warnings, layout)].join("\n")
    : [changedText(result, result, layout), ...listed].join("\n");
}

const TONES: Readonly<Record<Server["verdict"], Tone>> = {
  live: "good",
  staging: "good",
  unknown: "doubt",
  stale: "quiet",
  "never-reported": "quiet",
  disabled: "quiet",
};
const INDENT = 17;

function serverLines(server: Server, { paint, width }: Layout): readonly string[] {
  const { machineName, id, verdict, reason, lastUpload } = server;
  const indented = (text: string) => " ".repeat(INDENT) + wrap(text, INDENT, width);
  return [
    `  ${paint(TONES[verdict], verdict.padEnd(14))} ${harmless(machineName === "" ? "(without a name)" : machineName)} ${paint("quiet", harmless(id))}`,
    indented(`${harmlessSentence(reason)}; last upload ${lastUpload === null ? "never" : harmlessMinute(lastUpload)}`),
    indented(detailsOf(server).join("; ")),
  ];
}

function detailsOf({ version, role, registeredInStaging, alerts }: Server): readonly string[] {
  return [
    `version ${told(version, (value) => value ?? "not told")}`,
    ...(role === null ? [] : [harmless(role)]),
    ...(registeredInStaging === null ? [] : [`registered ${registeredInStaging ? "in staging mode" : "as active"}`]),
    `alerts ${told(alerts, alertWords)}`,
  ];
}

function alertWords({ errors, others }: { readonly errors: number; readonly others: number }): string {
  if (errors + others === 0) return "none";
  return `${errors} ${errors === 1 ? "error" : "errors"}, ${others} ${others === 1 ? "other" : "others"}`;
}

type Told<T> = { readonly state: "known"; readonly value: T } | { readonly state: "unknown"; readonly reason: string };

function told<T>(fact: Told<T>, words: (value: T) => string): string {
  return fact.state === "known" ? harmless(words(fact.value)) : `not known (${harmlessSentence(fact.reason)})`;
}
