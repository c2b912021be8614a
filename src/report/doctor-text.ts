import { listed } from "../shapes/listed.js";
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";

type Doctor = ResultOf<"doctor">;
type Finding = Doctor["findings"][number];
type Operation = Doctor["operations"][number];

/** What can be done first, then what to do for the rest, then all that was looked at. */
export function doctorText(result: Doctor, layout: Layout): string {
  const open = result.findings.filter(({ result: outcome }) => outcome === "fail" || outcome === "unknown");
  const light = open.filter(({ severity }) => severity === "info");
  const toDo = ["error", "warning"].flatMap((severity) => open.filter((finding) => finding.severity === severity));
  const rest = result.findings.filter((finding) => !open.includes(finding));
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", layout.paint("strong", title), ...lines];
  return [
    ...verdictLines(result, layout),
    "",
    ...headingLines(result),
    ...section(
      "To do",
      toDo.flatMap((finding) => findingLines(finding, result, layout)),
    ),
    ...section("Worth knowing", [
      ...light.filter(({ neededBy }) => neededBy.length === 0).flatMap((one) => findingLines(one, result, layout)),
      ...notWantedLines(light, layout),
    ]),
    ...section(
      "In order",
      rest.flatMap((finding) => shortLines(finding, layout)),
    ),
  ].join("\n");
}

function verdictLines({ operations, signIn }: Doctor, { paint, width }: Layout): readonly string[] {
  const line = (tone: Tone, text: string) => [paint(tone, wrap(text, 0, width))];
  if (signIn === "refused") return line("bad", "You cannot run anything: the sign-in was refused.");
  if (signIn === "missing") return line("bad", "You cannot run anything: nobody is signed in.");
  if (signIn === "failed") return line("bad", "You cannot run anything: the sign-in could not be tried.");
  const told = (tone: Tone, words: string, test: (operation: Operation) => boolean) => {
    const names = commandsWith(operations, test);
    return names.length === 0 ? [] : line(tone, `${words}: ${listed(names)}.`);
  };
  return [
    ...told("good", "You can do", ({ verdict }) => verdict === "pass"),
    ...told("bad", "Something is missing for", ({ verdict, weight }) => verdict === "fail" && weight === "error"),
    ...told("doubt", "It cannot be told for", ({ verdict, weight }) => verdict === "unknown" && weight === "error"),
    ...told(
      "doubt",
      "Not, or not surely, with this sign-in",
      ({ verdict, weight }) => verdict !== "pass" && weight !== "error",
    ),
  ];
}

/** A command of which all operations pass the test is named for all of them. */
function commandsWith(operations: readonly Operation[], test: (operation: Operation) => boolean): readonly string[] {
  const names = operations.filter(test).map(({ name }) => {
    const siblings = operations.filter((one) => commandOf(one.name) === commandOf(name));
    return siblings.length > 1 && siblings.every(test) ? commandOf(name) : name;
  });
  return [...new Set(names)];
}

function commandOf(operation: string): string {
  return operation.split(" ")[0] ?? operation;
}

function headingLines({ tenant, tenantId, asked, operator, at, ticket }: Doctor): readonly string[] {
  const name =
    tenant === null
      ? `asked for as ${harmless(asked.tenant)}`
      : `${harmless(tenant.displayName)} (${harmless(tenant.initialDomain)})`;
  return [
    `Tenant    ${name}`,
    `          ${tenantId === null ? "" : `${harmless(tenantId)}, `}cloud ${asked.cloud}`,
    `Operator  ${operator === null ? "nobody" : harmless(operator.name)} (${asked.authKind})`,
    ...(ticket === undefined ? [] : [`Ticket    ${harmless(ticket)}`]),
    ...(at === null ? [] : [`Time      ${harmlessMinute(at)}, by the service's clock`]),
  ];
}

const INDENT = 10;

function findingLines(finding: Finding, { operations }: Doctor, layout: Layout): readonly string[] {
  const { title, id, evidence, remedy, neededBy } = finding;
  const some = neededBy.length > 0 && neededBy.length < operations.length;
  return [
    `${wordOf(finding, layout)}${wrap(`${title} (${id})`, INDENT, layout.width)}`,
    indented("", evidence, layout),
    ...(remedy === "" ? [] : [indented("> ", remedy, layout)]),
    ...(some ? [indented("For: ", `${neededBy.join(", ")}.`, layout)] : []),
  ];
}

/** What nobody asked for, and what is missing for it: told in one line for all. */
function notWantedLines(findings: readonly Finding[], layout: Layout): readonly string[] {
  const missing = findings.filter(({ neededBy }) => neededBy.length > 0);
  const [first] = missing;
  if (first === undefined) return [];
  const commands = [...new Set(missing.flatMap(({ neededBy }) => neededBy.map(commandOf)))];
  const ids = missing.map(({ id }) => id).join(", ");
  return [
    `${wordOf(first, layout)}${wrap(`${listed(commands)}: not with this sign-in (${ids})`, INDENT, layout.width)}`,
    indented("> ", `Where that is wanted: aadc-cloud doctor --for ${commands.join(",")}`, layout),
  ];
}

function shortLines(finding: Finding, layout: Layout): readonly string[] {
  const text = harmlessSentence(`${finding.id}: ${finding.evidence}`);
  return [`${wordOf(finding, layout)}${wrap(text, INDENT, layout.width)}`];
}

function indented(start: string, sentence: string, { width }: Layout): string {
  return `${" ".repeat(INDENT)}${start}${wrap(harmlessSentence(sentence), INDENT + start.length, width)}`;
}

function wordOf({ result, severity }: Finding, { paint }: Layout): string {
  const word = result === "fail" ? severity : result === "not-applicable" ? "n/a" : result;
  const tones: Readonly<Record<string, Tone>> = { pass: "good", error: "bad", warning: "doubt", unknown: "doubt" };
  return `  ${paint(tones[word] ?? "quiet", word.padEnd(INDENT - 2))}`;
}
