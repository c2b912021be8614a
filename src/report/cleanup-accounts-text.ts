// `cleanup-accounts` for people: each identity with what is known of it, what to type next, what is left to be done by hand.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import { warningLines } from "./plan-text.js";
import type { ResultOf } from "./result-schemas.js";
import { shellWord } from "./shell-word.js";
import { changedText } from "./subject-text.js";

type Result = ResultOf<"cleanup-accounts">;
type Identity = Result["identities"][number];
type Time = Identity["lastWrite"];
type Told = Time | Identity["enabled"] | Identity["quarantine"];

export function cleanupAccountsText(result: Result, layout: Layout): string {
  const onlyListed = result.plan.length === 0 && result.runId === null && !result.dryRun;
  return [
    ...(onlyListed
      ? [heading(result), ...warningLines(result.warnings, layout)]
      : [changedText(result, result, layout)]),
    "",
    activeLine(result, layout),
    ...section("Identities that synchronise, or did", identityLines(result, layout), layout),
    ...section("Next", nextLines(result, layout), layout),
    ...section("Not known", unknownLines(result, layout), layout),
    ...section("Left to be done by hand, in this order", checklistLines(result, layout), layout),
  ].join("\n");
}

function section(title: string, lines: readonly string[], { paint }: Layout): readonly string[] {
  return lines.length === 0 ? [] : ["", paint("strong", title), ...lines];
}

function activeLine({ activeServer }: Result, { width }: Layout): string {
  const text =
    activeServer.state === "unknown"
      ? `not known: ${activeServer.reason} ${activeServer.remedy}`
      : (activeServer.value ?? "none, or it is not sure which: aadc-cloud verify-sync says why");
  return `Active    ${wrap(harmlessSentence(text).trim(), 10, width)}`;
}

const TONES: Readonly<Partial<Record<Identity["class"], Tone>>> = { active: "good", unknown: "doubt" };
const INDENT = 17;

function identityLines({ identities, at }: Result, layout: Layout): readonly string[] {
  const { width } = layout;
  if (identities.length === 0) return [`  ${wrap("None was found.", 2, width)}`];
  return identities.flatMap((one) => blockOf(one, at, layout));
}

function blockOf(one: Identity, at: string, { paint, width }: Layout): readonly string[] {
  const below = (text: string, indent = INDENT) => `${" ".repeat(INDENT)}${wrap(text, indent, width)}`;
  const remedy = one.remedy === "" ? [] : [below(`> ${harmlessSentence(one.remedy)}`, INDENT + 2)];
  const quarantine = quarantineWords(one);
  return [
    `  ${paint(TONES[one.class] ?? (one.removable ? "strong" : "quiet"), one.class.padEnd(INDENT - 3))} ${harmless(one.name)}`,
    below(factsOf(one, at)),
    below(harmlessSentence(one.because)),
    ...(quarantine === null ? [] : [below(quarantine)]),
    ...remedy,
  ];
}

function factsOf(one: Identity, at: string): string {
  const { type, server, enabled } = one;
  return [
    type === "user" ? "user" : "application",
    server === null ? "its name tells no server" : `server ${harmless(server)}`,
    enabled.state === "unknown" ? "enabled or not: not known" : enabled.value ? "enabled" : "disabled",
    `last write ${wroteWords(one, at)}`,
    `last sign-in ${signedInWords(one)}`,
  ].join("; ");
}

/** When it wrote last, or how far back it did not. */
export function wroteWords({ lastWrite, writesSince }: Identity, at: string): string {
  return timeWords(lastWrite, reachWords(writesSince, at));
}

export function signedInWords({ lastSignIn }: Identity): string {
  return timeWords(lastSignIn, "none in 7 days");
}

function timeWords(fact: Time, none: string): string {
  if (fact.state === "unknown") return "not known";
  return fact.value === null ? none : harmlessMinute(fact.value);
}

const WEEK_MS = 7 * 86_400_000;

/** How far back none was found: a log that is too long is not read back for a week. */
function reachWords(since: Identity["writesSince"], at: string): string {
  if (since.state === "unknown") return "none";
  const isWeek = Date.parse(at) - Date.parse(since.value) >= WEEK_MS - 60_000;
  return isWeek ? "none in 7 days" : `none since ${harmlessMinute(since.value)}`;
}

/** Null: it is in none. */
export function quarantineWords({ quarantine }: Identity): string | null {
  if (quarantine.state === "unknown" || quarantine.value === null) return null;
  const { disabledAt, until, state, witnessed } = quarantine.value;
  const since = `in quarantine since ${harmlessMinute(disabledAt)}`;
  if (state === "proven" && witnessed.state === "known" && !witnessed.value)
    return `${since}, as its note says, and nothing else: proven; for its deletion the quarantine begins anew`;
  const what = {
    unproven: `not proven yet; to be deleted from ${harmlessMinute(until)} on, once it is`,
    proven: `proven; to be deleted from ${harmlessMinute(until)} on`,
    worse: "synchronisation got worse since",
    over: "proven and over: it can be deleted",
  }[state];
  return `${since}: ${what}`;
}

/** Not broken: they are to be copied. */
function nextLines({ identities }: Result, { typed, platform = "linux" }: Layout): readonly string[] {
  return identities.flatMap(({ next }) => {
    if (next === null) return [];
    const line = next.map((word) => shellWord(harmless(word), platform)).join(" ");
    return [`  ${typed?.(line) ?? `aadc-cloud ${line}`}`];
  });
}

/** Of several identities of which the same is not known for the same reason, it is said once. */
function unknownLines({ identities }: Result, { width }: Layout): readonly string[] {
  const said = new Map<string, { readonly what: string; readonly why: string; readonly of: Identity[] }>();
  for (const one of identities)
    for (const [what, fact] of factsWithNames(one)) {
      if (fact.state === "known") continue;
      const why = `${fact.reason} ${fact.remedy}`.trim();
      const key = `${what}\n${why}`;
      const entry = said.get(key) ?? { what, why, of: [] };
      entry.of.push(one);
      said.set(key, entry);
    }
  return [...said.values()].map(({ what, why, of }) => {
    const few = of.length > 3 ? `${of.length} of them` : of.map(({ name }) => name).join(", ");
    const whose = of.length === identities.length ? "all" : few;
    return `  ${wrap(harmlessSentence(`${what} of ${whose}: ${why}`), 4, width)}`;
  });
}

function factsWithNames(one: Identity): readonly (readonly [string, Told])[] {
  return [
    ["enabled or not", one.enabled],
    ["last write", one.lastWrite],
    ["last sign-in", one.lastSignIn],
    ["quarantine", one.quarantine],
    ["certificate", one.certificateEnd],
  ];
}

function checklistLines({ checklist }: Result, { width }: Layout): readonly string[] {
  return checklist.flatMap(({ what, names, how }, index) => {
    const number = `  ${index + 1}. `;
    const of = names.length === 0 ? "" : `: ${names.join(", ")}`;
    return [
      number + wrap(harmlessSentence(`${what}${of}`), number.length, width),
      `${" ".repeat(number.length)}${wrap(harmlessSentence(how), number.length, width)}`,
    ];
  });
}
