import type { Change } from "../shapes/change.js";
import { harmless, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import { registrationDifference } from "./registration-difference.js";
import type { Changing, Envelope } from "./result-schemas.js";

export interface PlanView {
  readonly envelope: Envelope;
  readonly plan: readonly Change[];
  readonly warnings: readonly string[];
  readonly reason?: string | undefined;
}

/** A plan as people read it before they agree: who, where, what differs, what cannot be taken back, what to beware of. */
export function planText({ envelope, plan, warnings, reason }: PlanView, { paint, width }: Layout): string {
  const why = reason === undefined ? [] : [`Reason    ${wrap(harmlessSentence(reason), 10, width)}`];
  const lines = [heading(envelope), ...why, ""];
  if (plan.length === 0) lines.push(paint("strong", "Nothing to change."));
  else {
    lines.push(paint("strong", plan.length === 1 ? "1 change" : `${plan.length} changes`));
    for (const [index, change] of plan.entries()) {
      const number = `  ${index + 1}. `;
      const indent = " ".repeat(number.length);
      lines.push(number + wrap(harmlessSentence(change.summary), number.length, width));
      lines.push(...difference(change).map((line) => indent + wrap(line, number.length, width)));
      if (!change.reversible) lines.push(indent + paint("bad", "cannot be taken back"));
    }
  }
  return [...lines, ...warningLines(warnings, { paint, width })].join("\n");
}

/** What came of a plan. */
export function outcomeText(result: Changing, { paint, width }: Layout): string {
  if (result.dryRun) return paint("strong", "Dry run: nothing was changed.");
  if (result.plan.length === 0) return paint("good", "Nothing to do: everything is as it should be.");
  const lines = result.applied.flatMap(({ summary, outcome, requestId }) => {
    const word = outcome === "done" ? "done" : "was so already";
    const line = `  ${paint("good", word)}: ${wrap(harmlessSentence(summary), word.length + 4, width)}`;
    return requestId === null ? [line] : [line, paint("quiet", `        request ${harmless(requestId)}`)];
  });
  return [paint("strong", "Carried out and confirmed"), ...lines, `  run ${result.runId ?? ""}`].join("\n");
}

export function warningLines(warnings: readonly string[], { paint, width }: Layout): readonly string[] {
  if (warnings.length === 0) return [];
  return [
    "",
    paint("doubt", "Beware"),
    ...warnings.map((warning) => `  - ${wrap(harmlessSentence(warning), 4, width)}`),
  ];
}

function difference(change: Change): readonly string[] {
  switch (change.kind) {
    case "exclude-role": {
      const added = change.after.excludeRoles.filter((id) => !change.before.excludeRoles.includes(id));
      const kept = change.before.excludeRoles.length;
      return [`excluded roles: ${kept} before, + ${added.map((id) => harmless(id)).join(", ")}`];
    }
    case "create-user":
      return [`display name: ${harmless(change.after.displayName)}; password never expires`];
    case "assign-role":
      return ["directly and for the whole tenant, permanently"];
    case "remove-health-server":
      return [`id: ${harmless(change.target.serviceMemberId)}`];
    case "delete-user":
    case "restore-user":
    case "set-account-enabled":
    case "reset-password":
    case "mark-account":
    case "unmark-account":
    case "unassign-role":
    case "create-pass":
    case "delete-pass":
      return [];
    default:
      return registrationDifference(change);
  }
}
