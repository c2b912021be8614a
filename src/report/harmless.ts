/** Longer names are cut: nothing that people need is as long, and a terminal is easily flooded. */
const LONGEST = 200;

/**
 * Text from a tenant, made harmless for a terminal: no control characters or escape sequences, no marks that turn the
 * direction of what follows, one line, of bounded length. Nothing is dropped silently: what was there shows as `�`.
 */
export function harmless(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}
