// Reads the words of an event: how many there are, and its options. What is wrong is said with the right form.
import { SandboxError } from "../sandbox-error.js";

/** By name without the hyphens: does it take a value? */
export type OptionKinds = Readonly<Record<string, "value" | "flag">>;

export interface EventWords {
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
}

/** `--name value`, `--name=value`, `--flag`, in any place; a SandboxError `usage` for an option that is not known. */
export function readWords(given: readonly string[], kinds: OptionKinds, usage: string): EventWords {
  const words: string[] = [];
  const values: Record<string, string> = {};
  const flags = new Set<string>();
  for (let index = 0; index < given.length; index += 1) {
    const word = given[index] ?? "";
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const [name, inline] = splitOnce(word.slice(2));
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw wrongUse(`There is no option --${name} here.`, usage);
    if (kind === "flag") {
      if (inline !== undefined) throw wrongUse(`--${name} takes no value.`, usage);
      flags.add(name);
      continue;
    }
    const value = inline ?? given[index + 1];
    if (value === undefined || value === "" || value.startsWith("--"))
      throw wrongUse(`--${name} lacks its value.`, usage);
    if (inline === undefined) index += 1;
    values[name] = value;
  }
  return { words, values, flags };
}

/** A SandboxError `usage` unless there are as many words as the event takes. */
export function exactly(words: readonly string[], count: number, usage: string): readonly string[] {
  return between(words, count, count, usage);
}

export function between(words: readonly string[], least: number, most: number, usage: string): readonly string[] {
  if (words.length >= least && words.length <= most) return words;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw wrongUse(`It takes ${wanted} ${most === 1 ? "word" : "words"}, not ${words.length}.`, usage);
}

export function wrongUse(why: string, usage: string): SandboxError {
  const [event = ""] = usage.split(" ");
  return new SandboxError("usage", `The event ${event} was given wrongly. ${why}`, `Usage: ${usage}`);
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf("=");
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
