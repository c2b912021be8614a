// Names inside main.bicep: each is declared once and used, and what waits for what is at least what the template says.
import { isObject, type JsonObject, listAt, textAt } from "../contract/json.js";
import { type BicepResource, bicepResources } from "./bicep-text.js";

interface Block {
  readonly name: string;
  /** What it names: no properties, and nothing that is only quoted. */
  readonly words: readonly string[];
}

export function bicepNameProblems(text: string): readonly string[] {
  const blocks = bicepBlocks(text);
  const names = blocks.map(({ name }) => name);
  const resources = bicepResources(text).map(({ symbol }) => symbol);
  const code = withoutQuotes(text);
  const used = words(code);
  const asked = [
    ...Array.from(code.matchAll(/\b(\w+)\.(?:id|properties)\b/g), ([, name = ""]) => name),
    ...Array.from(code.matchAll(/^ {2}(?:parent|scope): (\w+)$/gm), ([, name = ""]) => name),
    ...Array.from(code.matchAll(/^ {2}dependsOn: \[([\s\w]*)\]/gm), ([, list = ""]) => list.trim().split(/\s+/)).flat(),
  ];
  return [
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `Bicep declares ${name} twice`),
    ...names
      .filter((name) => !resources.includes(name) && used.indexOf(name) === used.lastIndexOf(name))
      .map((name) => `Bicep does not use ${name}`),
    ...asked.filter((name) => !resources.includes(name)).map((name) => `Bicep does not declare the resource ${name}`),
    ...unbalanced(code),
  ];
}

/** Waits of the template's resources that main.bicep neither says nor implies, type by type. */
export function bicepWaitProblems(template: unknown, text: string): readonly string[] {
  const blocks = bicepBlocks(text);
  const declared = bicepResources(text);
  const sources = listAt(template, "resources").filter(isObject);
  return sources.flatMap((source, at) => {
    const type = textAt(source, "type") ?? "";
    const turn = sources.slice(0, at).filter((one) => one["type"] === type).length;
    const symbol = declared.filter((one) => one.type === type)[turn]?.symbol ?? "";
    const before = typesBefore(symbol, blocks, declared);
    return listAt(source, "dependsOn")
      .map((one) => typeOfWait(String(one), sources))
      .filter((wanted) => !before.has(wanted))
      .map((wanted) => `in Bicep, ${symbol} (${type}) does not wait for ${wanted}`);
  });
}

function typesBefore(
  symbol: string,
  blocks: readonly Block[],
  declared: readonly BicepResource[],
): ReadonlySet<string> {
  const names = new Set(blocks.map(({ name }) => name));
  const seen = new Set<string>([symbol]);
  for (const name of seen)
    for (const word of blocks.find((one) => one.name === name)?.words ?? []) if (names.has(word)) seen.add(word);
  seen.delete(symbol);
  return new Set(declared.filter((one) => seen.has(one.symbol)).map(({ type }) => type));
}

/** Of an id's expression, the type of what it is the id of; of a loop's name, the type of its resources. */
function typeOfWait(wait: string, sources: readonly JsonObject[]): string {
  const loop = sources.find((one) => textAt(one["copy"], "name") === wait);
  if (loop !== undefined) return textAt(loop, "type") ?? "";
  const [, extension] = /^\[extensionResourceId\(resourceId\([^)]*\)[^)]*\), '([^']+)'/.exec(wait) ?? [];
  return extension ?? /^\[resourceId\('([^']+)'/.exec(wait)?.[1] ?? wait;
}

function bicepBlocks(text: string): readonly Block[] {
  return text.split(/^(?=(?:param|var|resource|output|@\w+\(|\/\/|metadata|targetScope))/m).flatMap((piece) => {
    const name = /^(?:param|var|resource) (\w+)/.exec(piece)?.[1];
    return name === undefined ? [] : [{ name, words: words(withoutQuotes(piece.slice(piece.indexOf("=") + 1))) }];
  });
}

/** Code only: of quoted text, what is filled in; no comments. */
function withoutQuotes(text: string): string {
  return text
    .replaceAll(/^ *\/\/.*$/gm, "")
    .replaceAll(/'((?:[^'\\\n]|\\.)*)'/g, (_, inner: string) =>
      Array.from(inner.matchAll(/\$\{([^}]+)\}/g), ([, filled = ""]) => ` ${filled} `).join(""),
    );
}

function words(code: string): readonly string[] {
  const loops = code.replaceAll(/\[for (\w+) in (\w+):/g, "[ $1 $2 ");
  return Array.from(loops.matchAll(/\b\w+\b(?!:)/g), ([word]) => word);
}

function unbalanced(code: string): readonly string[] {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    const opening = pairs[bracket];
    if (opening === undefined) open.push(bracket);
    else if (open.pop() !== opening) return [`Bicep: a ${bracket} too many`];
  }
  return open.map((bracket) => `Bicep: ${bracket} is not closed`);
}
