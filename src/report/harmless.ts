import { minuteOf } from "../shapes/time.js";

/** Longer names are cut: nothing that people need is as long, and a terminal is easily flooded. */
const LONGEST_NAME = 200;

/** Sentences may hold several names. */
const LONGEST_SENTENCE = 2_000;

/**
 * Text from a tenant, made harmless for a terminal: no control characters or escape sequences, no marks that turn the
 * direction of what follows, one line, of bounded length. Nothing is dropped silently: what was there shows as `�`.
 */
export function harmless(text: string, longest: number = LONGEST_NAME): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

/**
 * The same for JSON, which is passed on as it is: what a terminal would obey or hide is written as an escape, so that the
 * data stays the same.
 */
export function escapeInvisible(json: string): string {
  return json.replace(/[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** A sentence of ours into which names from a tenant were put. */
export function harmlessSentence(text: string): string {
  return harmless(text, LONGEST_SENTENCE);
}

/** A time that a tenant or a file tells, to the minute. */
export function harmlessMinute(time: string): string {
  return harmless(minuteOf(time));
}
