import type { Finding } from "../shapes/finding.js";
import { harmless, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";

/** The verdict first, then what to do, then all that was checked. */
export function verifySyncText(result: ResultOf<"verify-sync">, layout: Layout): string {
  const { paint } = layout;
  const open = result.findings.filter(({ result: outcome }) => outcome === "fail" || outcome === "unknown");
  const rest = result.findings.filter((finding) => !open.includes(finding));
  return [
    verdictLine(result, layout),
    "",
    heading(result),
    ...(result.saved === undefined ? [] : [`Saved     ${harmless(result.saved)}`]),
    ...(open.length === 0 ? [] : ["", paint("strong", "To do")]),
    ...open.flatMap((finding) => findingLines(finding, layout)),
    ...(rest.length === 0 ? [] : ["", paint("strong", "In order")]),
    ...rest.flatMap((finding) => findingLines(finding, layout)),
  ].join("\n");
}

function verdictLine({ verdict, summary, sync, from }: ResultOf<"verify-sync">, { paint, width }: Layout): string {
  const active =
    sync.activeServer.state === "known" && "server" in sync.activeServer.value
      ? `; ${harmless(sync.activeServer.value.server)} is active`
      : "";
  const counts = [
    [summary.fail, "error"],
    [summary.warning, "warning"],
    [summary.unknown, "unknown"],
  ] as const;
  const told = counts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}${plural(number, what)}`);
  const list = told.length === 0 ? "" : ` (${told.join(", ")})`;
  const texts = {
    pass:
      summary.unknown > 0
        ? `No fault was found in what could be read${active}${list}.`
        : `Synchronisation is healthy${active}${list}.`,
    fail: `Synchronisation is NOT healthy${active}${list}.`,
    unknown: `It cannot be told whether synchronisation is healthy${active}${list}.`,
  };
  const tones: Readonly<Record<typeof verdict, Tone>> = { pass: "good", fail: "bad", unknown: "doubt" };
  const tone = verdict === "pass" && summary.unknown > 0 ? "doubt" : tones[verdict];
  // Whoever reads no further must know that this is not how it is now.
  const asOf = from === undefined ? "" : `As of ${from.at.slice(0, 16).replace("T", " ")} UTC, by a saved snapshot: `;
  return paint(tone, wrap(asOf + texts[verdict], 0, width));
}

function plural(number: number, what: string): string {
  return number === 1 || what === "unknown" ? "" : "s";
}

function findingLines(finding: Finding, { paint, width }: Layout): readonly string[] {
  const word =
    finding.result === "fail" ? finding.severity : finding.result === "not-applicable" ? "n/a" : finding.result;
  const tones: Readonly<Record<string, Tone>> = { pass: "good", error: "bad", warning: "doubt", unknown: "doubt" };
  const indent = 11;
  return [
    `  ${finding.id} ${paint(tones[word] ?? "quiet", word.padEnd(8))} ${wrap(finding.title, 20, width)}`,
    `${" ".repeat(indent)}${wrap(harmlessSentence(finding.evidence), indent, width)}`,
    ...(finding.remedy === ""
      ? []
      : [`${" ".repeat(indent)}> ${wrap(harmlessSentence(finding.remedy), indent + 2, width)}`]),
  ];
}
