// `mfa-exclusion status` as text.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";
import { shellWord } from "./shell-word.js";

type Status = ResultOf<"mfa-exclusion-status">;
type Binding = Status["policies"][number];
type Subject = Status["subjects"][number];
type Exclusion = Status["exclusions"][number];

/** What binds first, then what may, then what only reports; what does not bind is counted, unless all is wished. */
export function mfaStatusText(result: Status, layout: Layout): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", layout.paint("strong", title), ...lines];
  return [
    heading(result),
    "",
    ...result.subjects.flatMap((subject) => subjectLines(subject, result, layout)),
    ...section("Witnesses", witnessLines(result, layout)),
    ...section(
      "Besides",
      result.notes.map((note) => `  ${wrap(harmlessSentence(note), 2, layout.width)}`),
    ),
    ...section("Next", nextLines(result, layout)),
  ].join("\n");
}

function subjectLines(subject: Subject, result: Status, layout: Layout): readonly string[] {
  const { paint, width, detailed = false } = layout;
  const mine = result.policies.filter((binding) => binding.subject === subject.name);
  const shown = mine.filter(({ verdict, agreed }) => detailed || verdict !== "does-not-bind" || agreed === false);
  const rest = mine.length - shown.length;
  const others = shown.length === 0 ? "" : "other ";
  const counted =
    mine.length === 0
      ? "there is no policy"
      : rest === 1
        ? `one ${others}policy does not bind it`
        : `${rest} ${others}policies do not bind it`;
  const lines = [...shown].sort((one, other) => rankOf(one) - rankOf(other));
  const exclusions = result.exclusions.filter((one) => one.subject === subject.name);
  const binds = mine.some(({ verdict }) => verdict === "binds" || verdict === "unknown");
  return [
    paint("strong", wrap(`${harmless(subject.name)} (${wordsFor(subject)})`, 2, width)),
    ...(subject.is === "application"
      ? [`  ${wrap(binds ? REACHED : "no exclusion needed: policies for users never reach an application", 2, width)}`]
      : []),
    ...lines.flatMap((binding) => bindingLines(binding, subject, layout)),
    ...exclusions.map((one) => exclusionLine(one, layout)),
    ...lockLines(subject, exclusions.length > 0, layout),
    ...(rest > 0 || mine.length === 0 ? [`  ${paint("quiet", counted)}`] : []),
  ];
}

const LOCKS: Readonly<Record<Subject["lock"], readonly [Tone, string, string]>> = {
  enforced: ["good", "locked", "it can sign in only from the addresses that the lock lets in"],
  "report-only": ["doubt", "lock reports", "and blocks nothing yet: it can sign in from anywhere"],
  none: ["doubt", "no lock", "it is excluded, and can sign in from anywhere"],
  unknown: ["doubt", "lock unknown", "whether it can sign in from anywhere cannot be told"],
};

/** Whoever no policy leaves out needs none. */
function lockLines({ lock }: Subject, isExcluded: boolean, { paint, width }: Layout): readonly string[] {
  if (lock === "none" && !isExcluded) return [];
  const [tone, word, words] = LOCKS[lock];
  return [`  ${paint(tone, word.padEnd(13))} ${wrap(words, 16, width)}`];
}

const REACHED =
  "policies for workload identities reach it; nothing is excluded from those here: see them in the Entra admin center";

const BY_LIST = { excludeUsers: "by its name", excludeGroups: "by the group", excludeRoles: "by the role" } as const;

function exclusionLine({ policyName, list, name, by, runId, until }: Exclusion, { paint, width }: Layout): string {
  const way = list === "excludeUsers" ? BY_LIST[list] : `${BY_LIST[list]} ${harmless(name)}`;
  const doing = {
    journal: `done by run ${harmless(runId ?? "")}`,
    mark: "by this program, as the account's mark says",
    others: "somebody else's doing, as far as this machine knows",
  }[by];
  const end = until === null ? "" : `, until ${harmlessMinute(until)}`;
  return `  ${paint("quiet", "excluded".padEnd(13))} ${wrap(`${harmless(policyName)}: ${way}; ${doing}${end}`, 16, width)}`;
}

const RANKS: readonly Binding["verdict"][] = ["binds", "unknown", "report-only", "does-not-bind"];

function rankOf({ verdict }: Binding): number {
  return RANKS.indexOf(verdict);
}

const TONES: Readonly<Record<Binding["verdict"], Tone>> = {
  binds: "bad",
  unknown: "doubt",
  "report-only": "quiet",
  "does-not-bind": "good",
};

function bindingLines(
  binding: Binding,
  subject: Subject,
  { paint, width, detailed = false }: Layout,
): readonly string[] {
  const { verdict, policyId, policyName, controls, reason, agreed } = binding;
  const demands = controls.length === 0 ? "" : ` [${controls.map((one) => harmless(one)).join(", ")}]`;
  const id = detailed ? ` (${harmless(policyId)})` : "";
  const told = `${harmless(policyName)}${id}${demands}: ${harmlessSentence(reason)}${leftAlone(binding)}`;
  return [
    `  ${paint(TONES[verdict], verdict.padEnd(13))} ${wrap(told, 16, width)}`,
    ...(agreed === false ? disagreement(binding, subject).map((text) => `${PAD}${wrap(text, 18, width)}`) : []),
  ];
}

/** Why nothing is excluded from a policy that reaches somebody. */
function leftAlone({ verdict, named, blocksLegacyClients }: Binding): string {
  if (verdict === "does-not-bind") return "";
  if (blocksLegacyClients) return "; it blocks legacy authentication: nobody is excluded from it";
  return named ? "; on purpose, it seems: nobody is excluded from it" : "";
}

const PAD = " ".repeat(16);
const WITNESSES = { evaluator: "own evaluation", "what-if": "What-If", "sign-ins": "sign-in log" } as const;
const SAYS = { applies: "applies", "does-not-apply": "does not apply", unknown: "cannot tell" } as const;

/** All sides, of each resource about which two contradict each other. */
function disagreement({ testimonies }: Binding, { resources }: Subject): readonly string[] {
  const asked = [...new Set(testimonies.map(({ resource }) => resource))];
  return asked.flatMap((resource) => {
    const told = testimonies.filter((one) => one.resource === resource);
    const sides = new Set(told.map(({ says }) => says));
    if (!sides.has("applies") || !sides.has("does-not-apply")) return [];
    const name = resources.find(({ appId }) => appId.toLowerCase() === resource)?.name ?? resource;
    return [
      `witnesses disagree about ${harmless(name)}:`,
      ...told.map(
        ({ witness, says, because }) => `  ${WITNESSES[witness]}: ${SAYS[says]} (${harmlessSentence(because)})`,
      ),
    ];
  });
}

function wordsFor({ is, id, server, enabled }: Subject): string {
  const kind = {
    connector: "connector account",
    "cloud-sync": "Cloud Sync",
    "service-account": "service account",
    application: "application",
    other: "user",
  }[is];
  const of = server === null ? "" : ` of ${harmless(server)}`;
  // Only by its id can it be asked for.
  const named = is === "application" && id !== null ? ` ${harmless(id)}` : "";
  return `${kind}${named}${of}${enabled === false ? ", disabled" : ""}`;
}

/** Who was heard beside our own evaluation, and who was not and why. */
function witnessLines({ policies, unheard }: Status, { width }: Layout): readonly string[] {
  const others = (["what-if", "sign-ins"] as const).filter((name) =>
    policies.some(({ testimonies }) => testimonies.some(({ witness, says }) => witness === name && says !== "unknown")),
  );
  const odds = policies.filter(({ agreed }) => agreed === false).length;
  const agree = odds === 0 ? "nothing said contradicts it" : `${odds} contradictions, told above`;
  const heard =
    others.length === 0
      ? []
      : [`heard beside our own evaluation: ${others.map((one) => WITNESSES[one]).join(", ")}; ${agree}`];
  const missing = unheard.map(({ witness, subject, reason, remedy }) => {
    const about = subject === null ? "" : ` about ${harmless(subject)}`;
    return `not heard: ${WITNESSES[witness]}${about}: ${harmlessSentence(`${reason} ${remedy}`.trim())}`;
  });
  return [...heard, ...missing].map((line) => `  ${wrap(line, 2, width)}`);
}

function nextLines({ next }: Status, { typed, platform = "linux", width }: Layout): readonly string[] {
  return next.flatMap(({ command, because }) => {
    const line = command.map((word) => shellWord(harmless(word), platform)).join(" ");
    return [`  ${typed?.(line) ?? `aadc-cloud ${line}`}`, `      ${wrap(harmlessSentence(because), 6, width)}`];
  });
}
