// `mfa-exclusion remove` for people: what is taken out, whom that binds again, and when the next exclusion ends.
import { harmlessMinute, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

type Result = ResultOf<"mfa-exclusion-remove">;

export function mfaRemoveText(result: Result, layout: Layout): string {
  return [changedText(result, result, layout), ...identityLines(result, layout), ...dueLines(result, layout)].join(
    "\n",
  );
}

function identityLines({ identities }: Result, { paint, width }: Layout): readonly string[] {
  if (identities.length === 0) return [];
  return [
    "",
    paint("strong", "Bound again"),
    ...identities.map(({ because }) => `  ${wrap(harmlessSentence(because), 2, width)}`),
  ];
}

function dueLines({ nextDue }: Result, { width }: Layout): readonly string[] {
  if (nextDue === null) return [];
  return ["", wrap(`The next exclusion ends at ${harmlessMinute(nextDue)}.`, 0, width)];
}
