// The parts of a changing command's text that are about its subject: policies, servers, the account.
import { harmless, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import { outcomeText, planText, warningLines } from "./plan-text.js";
import type { Changing, Envelope, ResultOf } from "./result-schemas.js";
import type { SecretPlaces } from "./secret-places.js";

export function setupText(result: ResultOf<"setup-svc-account">, layout: Layout): string {
  const { dryRun } = result;
  const { userPrincipalName, id, enabled, passwordTo, passTo, role } = result.account;
  const isDeleted = result.plan.some(({ kind }) => kind === "restore-user");
  const missing = isDeleted ? "deleted, and to be restored" : "does not exist yet";
  const state = id === null ? missing : `${harmless(id)}${enabled === false ? ", disabled" : ""}`;
  const line = (what: string, text: string) => what.padEnd(10) + wrap(text, 10, layout.width);
  return [
    changedText(result, { ...result, secretsTo: result.account }, layout),
    "",
    line("Account", `${harmless(userPrincipalName)} (${state})`),
    ...(id === null ? [] : [line("Role", role === null ? "none" : roleText(role))]),
    ...(dryRun || passwordTo === null ? [] : [line("Password", harmless(passwordTo))]),
    ...(dryRun || passTo === null ? [] : [line("Pass", harmless(passTo))]),
  ].join("\n");
}

function roleText({ how, until }: NonNullable<ResultOf<"setup-svc-account">["account"]["role"]>): string {
  const form = { direct: "assigned directly", active: "active", eligible: "eligible, to be activated" }[how];
  return `Hybrid Identity Administrator, ${form}${until === null ? ", without an end" : ` until ${harmless(until)}`}`;
}

export function cleanupHealthText(result: ResultOf<"cleanup-health">, layout: Layout): string {
  const { paint, width } = layout;
  const tones: Readonly<Record<string, Tone>> = { live: "good", unknown: "doubt" };
  const servers = result.servers.flatMap(({ machineName, id, verdict, reason, lastUpload }) => [
    `  ${paint(tones[verdict] ?? "quiet", verdict.padEnd(14))} ${harmless(machineName)} ${paint("quiet", harmless(id))}`,
    `  ${" ".repeat(15)}${wrap(`${harmlessSentence(reason)}; last upload ${lastUpload ?? "never"}`, 17, width)}`,
  ]);
  const listed =
    result.servers.length === 0
      ? [wrap(NONE_LISTED, 0, width)]
      : [paint("strong", "Servers in Connect Health"), ...servers];
  const onlyListed = result.plan.length === 0;
  return onlyListed
    ? [heading(result), "", ...listed].join("\n")
    : [changedText(result, result, layout), "", ...listed].join("\n");
}

const NONE_LISTED =
  "Connect Health lists no synchronisation server. After version 1 that is normal: its entries expired.";

/** In a dry run the plan is the result; otherwise it was shown before, and the result is what came of it. */
export function changedText(
  envelope: Envelope,
  result: Changing & { readonly secretsTo?: SecretPlaces },
  layout: Layout,
): string {
  if (result.dryRun) return [planText({ envelope, ...result }, layout), "", outcomeText(result, layout)].join("\n");
  return [outcomeText(result, layout), ...warningLines(result.warnings, layout)].join("\n");
}
