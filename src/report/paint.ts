import { styleText } from "node:util";

export type Tone = "good" | "bad" | "doubt" | "plain" | "quiet" | "strong";

/** Gives text a tone, or leaves it as it is where colours are not wanted. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = { good: "green", bad: "red", doubt: "yellow", quiet: "gray", strong: "bold" } as const;

export function createPaint(colors: boolean): Paint {
  return (tone, text) => (colors && tone !== "plain" ? styleText(STYLES[tone], text, { validateStream: false }) : text);
}
