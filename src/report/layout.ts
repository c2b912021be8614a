/** How text is laid out: colours or not, and how wide. */
import type { Typed } from "../shapes/typed.js";
import type { Paint } from "./paint.js";

export interface Layout {
  readonly paint: Paint;
  /** Columns that a line may take. */
  readonly width: number;
  /** Also what is usually only counted. */
  readonly detailed?: boolean;
  /** For whose shells lines are printed that are to be typed; undefined: those of POSIX. */
  readonly platform?: NodeJS.Platform;
  /** Completes command lines for the place where they are typed; undefined: nothing of it is known. */
  readonly typed?: Typed;
}

/** Breaks a text at spaces; every line but the first begins with `indent` spaces. A longer word stays whole. */
export function wrap(text: string, indent: number, width: number): string {
  const room = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${" ".repeat(indent)}`);
}
