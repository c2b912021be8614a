import { harmless, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";
import { factsOf, signalRows } from "./verify-sync-facts.js";
import { alike, type FindingView, inOrder, wordOf } from "./verify-sync-order.js";
import { verdictSentence } from "./verify-sync-verdict.js";

/** The verdict first, then what to do, then the facts, then what is in order: in short, unless details are wanted. */
export function verifySyncText(result: ResultOf<"verify-sync">, layout: Layout): string {
  const { paint, width } = layout;
  const { failed, open, passed, notApplicable } = inOrder(result.findings);
  const { text, tone } = verdictSentence(result);
  return [
    paint(tone, wrap(text, 0, width)),
    "",
    heading(result),
    ...(result.saved === undefined ? [] : [`Saved     ${harmless(result.saved)}`]),
    ...section(
      "To do",
      failed.flatMap((finding) => findingLines([finding], layout)),
      layout,
    ),
    ...section(
      "Open",
      alike(open).flatMap((group) => findingLines(group, layout)),
      layout,
    ),
    ...section(
      "Facts",
      factsOf(result).map(([what, value]) => factLine(what, value, layout)),
      layout,
    ),
    ...section(
      "Signals of servers",
      layout.detailed === true ? signalRows(result).map(([what, value]) => factLine(what, value, layout)) : [],
      layout,
    ),
    ...section("In order", restLines(passed, layout), layout),
    ...section("Not applicable", restLines(notApplicable, layout), layout),
  ].join("\n");
}

function section(title: string, lines: readonly string[], { paint }: Layout): readonly string[] {
  return lines.length === 0 ? [] : ["", paint("strong", title), ...lines];
}

function factLine(what: string, value: string, { paint, width }: Layout): string {
  return `  ${paint("quiet", what.padEnd(11))}${wrap(value, 13, width)}`;
}

/** Nobody reads thirty checks that passed: their names will do. */
function restLines(findings: readonly FindingView[], layout: Layout): readonly string[] {
  if (layout.detailed === true) return findings.flatMap((finding) => findingLines([finding], layout));
  return findings.map(({ id, title }) => `  ${id} ${wrap(title, 11, layout.width)}`);
}

const TONES: Readonly<Record<string, Tone>> = { pass: "good", error: "bad", warning: "doubt", unknown: "doubt" };
const INDENT = 11;

/** @param group one finding, or several that say the same */
function findingLines(group: readonly [FindingView, ...FindingView[]], layout: Layout): readonly string[] {
  const { paint, width, detailed } = layout;
  const [{ evidence, remedy }] = group;
  const below = (text: string, indent = INDENT) => `${" ".repeat(INDENT)}${wrap(text, indent, width)}`;
  return [
    ...group.map((finding) => {
      const word = wordOf(finding);
      return `  ${finding.id} ${paint(TONES[word] ?? "quiet", word.padEnd(8))} ${wrap(finding.title, 20, width)}`;
    }),
    below(harmlessSentence(evidence)),
    ...(remedy === "" ? [] : [below(`> ${harmlessSentence(remedy)}`, INDENT + 2)]),
    ...(detailed === true
      ? group.flatMap(({ why, link }) => [below(harmlessSentence(why)), below(harmless(link))])
      : []),
  ];
}
