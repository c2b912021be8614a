// The parts of a changing command's text that are about its subject: policies, servers, the account.
import { harmless } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
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

/** In a dry run the plan is the result; otherwise it was shown before, and the result is what came of it. */
export function changedText(
  envelope: Envelope,
  result: Changing & { readonly secretsTo?: SecretPlaces },
  layout: Layout,
): string {
  if (result.dryRun) return [planText({ envelope, ...result }, layout), "", outcomeText(result, layout)].join("\n");
  return [outcomeText(result, layout), ...warningLines(result.warnings, layout)].join("\n");
}
