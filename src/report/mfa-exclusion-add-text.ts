// `mfa-exclusion add` for people: what was changed, whether it has its effect, and who takes it back.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

type Result = ResultOf<"mfa-exclusion-add">;

export function mfaAddText(result: Result, layout: Layout): string {
  return [changedText(result, result, layout), ...proofLines(result, layout), ...endLines(result, layout)].join("\n");
}

function proofLines({ proof }: Result, { paint, width }: Layout): readonly string[] {
  if (proof === null) return [];
  return [
    "",
    paint("strong", "Asked again"),
    ...proof.map(({ policyName, subject, after, agreed, reason }) => {
      const isFree = after === "does-not-bind" && agreed !== false;
      const tone: Tone = isFree ? "good" : "bad";
      const word = isFree ? "does not bind" : after === "binds" ? "STILL BINDS" : "not proven";
      const by = agreed === true ? "" : " (others were not heard, or not about all of it)";
      const text = `${harmless(subject)}, ${harmless(policyName)}: ${harmlessSentence(reason)}${isFree ? by : ""}`;
      return `  ${paint(tone, word.padEnd(13))} ${wrap(text, 16, width)}`;
    }),
  ];
}

function endLines({ end, dryRun }: Result, { paint, width }: Layout): readonly string[] {
  if (end === null || dryRun) return [];
  const at = harmlessMinute(end.until);
  return [
    "",
    paint("doubt", wrap(`Excluded until ${at}. Nobody ends it by itself; then run:`, 0, width)),
    `  ${harmless(end.line)}`,
  ];
}
