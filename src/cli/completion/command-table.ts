// What can be typed where: the commands with their options, as plain data for the shells' scripts.
import type { Argument, Command, Option } from "commander";

/** What follows an option, or stands for an argument. */
export type Values = readonly string[] | "file" | "folder" | "anything";

export interface Offered {
  readonly word: string;
  /** Half a line, for shells that show it. */
  readonly about: string;
}

/** What an argument may be, where that is a list. */
export function wordsIn(values: Values): readonly string[] {
  return typeof values === "string" ? [] : values;
}

export interface Place {
  /** The words of the command without the program's name; empty: the program itself. */
  readonly path: string;
  readonly commands: readonly Offered[];
  readonly options: readonly Offered[];
  /** By the option as it is typed; those that take nothing are not in it. */
  readonly values: ReadonlyMap<string, Values>;
  readonly argument: Values;
}

/** Every command, those above others first. */
export function placesOf(program: Command): readonly Place[] {
  return placesBelow(program, []);
}

function placesBelow(command: Command, path: readonly string[]): readonly Place[] {
  const options = command.options.filter(({ hidden }) => !hidden);
  const place: Place = {
    path: path.join(" "),
    commands: command.commands.map((one) => ({ word: one.name(), about: firstSentence(one.description()) })),
    options: [
      ...options.flatMap((option) =>
        wordsOf(option).map((word) => ({ word, about: firstSentence(option.description) })),
      ),
      { word: "--help", about: "what the command takes" },
    ],
    values: new Map(
      options
        .filter(({ required, optional }) => required || optional)
        .flatMap((option) => wordsOf(option).map((word) => [word, valuesOf(option)] as const)),
    ),
    argument: argumentOf(command.registeredArguments[0]),
  };
  return [place, ...command.commands.flatMap((one) => placesBelow(one, [...path, one.name()]))];
}

function wordsOf({ short, long }: Option): readonly string[] {
  return [short, long].flatMap((word) => word ?? []);
}

function valuesOf({ argChoices, flags }: Option): Values {
  return argChoices ?? named(flags);
}

function argumentOf(argument: Argument | undefined): Values {
  return argument === undefined ? [] : (argument.argChoices ?? named(argument.name()));
}

/** By the name that stands for the value in the help: `<FILE>`, `<DIR>`. */
function named(text: string): Values {
  if (/\bFILE\b/i.test(text)) return "file";
  return /\b(DIR|FOLDER)\b/i.test(text) ? "folder" : "anything";
}

function firstSentence(text: string): string {
  const [first = ""] = text.split(/[.;:](?:\s|$)/);
  return first.length > 60 ? `${first.slice(0, 59)}…` : first;
}
