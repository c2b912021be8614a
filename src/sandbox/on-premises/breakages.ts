// `break` and `mend`: what can be out of order, and the list of what is.
import { SandboxError } from "../sandbox-error.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import type { BreakageKind } from "./breakage-kind.js";
import { IDENTITY_BREAKAGES } from "./breakages-identities.js";
import { OBJECT_BREAKAGES } from "./breakages-objects.js";
import { PEOPLE_BREAKAGES } from "./breakages-people.js";
import { POLICY_BREAKAGES } from "./breakages-policies.js";
import { SERVER_BREAKAGES } from "./breakages-servers.js";

export const BREAKAGE_KINDS: Readonly<Record<string, BreakageKind>> = {
  ...POLICY_BREAKAGES,
  ...IDENTITY_BREAKAGES,
  ...SERVER_BREAKAGES,
  ...OBJECT_BREAKAGES,
  ...PEOPLE_BREAKAGES,
};

export interface BreakageView {
  readonly kind: string;
  readonly name: string | null;
  readonly since: string;
}

export function breakageViews({ onPremises }: Tenant): readonly BreakageView[] {
  return onPremises.breakages.map(({ kind, name, since }) => ({ kind, name, since }));
}

/** Without a kind: the list of kinds. A SandboxError `usage` or `failed` when it cannot be, or is broken already. */
export function breakSomething(
  draft: TenantState,
  kind: string | undefined,
  name: string | undefined,
  now: number,
): readonly string[] {
  if (kind === undefined)
    return Object.entries(BREAKAGE_KINDS).map(([one, { of, note }]) => `${shown(one, of)}: ${note}`);
  const breakage = kindNamed(kind);
  const broken = draft.onPremises.breakages.filter((one) => one.kind === kind);
  // Where only one thing can be meant and it is broken already, that is what there is to say.
  const asIs = broken.find((one) => one.name === null || name === undefined || sameName(one.name, name));
  if (asIs !== undefined) throw brokenAlready(kind, asIs.name, asIs.since);
  const subject = breakage.subject(draft, name, now);
  const twice = broken.find((one) => one.name === subject);
  if (twice !== undefined) throw brokenAlready(kind, subject, twice.since);
  const { told, undo } = breakage.make(draft, name, now);
  draft.onPremises.breakages.push({ kind, name: subject, since: new Date(now).toISOString(), undo });
  return [told, `to put it right: mend ${shown(kind, subject)}`];
}

/** Without a kind: the list of what is broken. A SandboxError when there is nothing of the kind to mend. */
export function mendSomething(
  draft: TenantState,
  kind: string | undefined,
  name: string | undefined,
  now: number,
): readonly string[] {
  const { breakages } = draft.onPremises;
  if (kind === undefined) {
    if (breakages.length === 0) return ["nothing is broken"];
    return breakages.map((one) => `${shown(one.kind, one.name)}, since ${one.since}`);
  }
  const breakage = kindNamed(kind);
  const candidates = breakages.filter(
    (one) => one.kind === kind && (name === undefined || (one.name !== null && sameName(one.name, name))),
  );
  const [found, ...others] = candidates;
  if (found === undefined) {
    const rest = breakages.map((one) => shown(one.kind, one.name)).join(", ");
    throw new SandboxError(
      "failed",
      `${shown(kind, name ?? null)} is not broken.`,
      rest === "" ? "Nothing is." : `Broken are: ${rest}.`,
    );
  }
  if (others.length > 0) {
    const names = candidates.map((one) => one.name ?? "").join(", ");
    throw new SandboxError("usage", `Several are broken so: ${names}.`, `Say which: mend ${kind} NAME.`);
  }
  const told = breakage.mend(draft, found.undo, now);
  draft.onPremises.breakages = breakages.filter((one) => one !== found);
  return [told];
}

function kindNamed(kind: string): BreakageKind {
  const found = Object.hasOwn(BREAKAGE_KINDS, kind) ? BREAKAGE_KINDS[kind] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(BREAKAGE_KINDS).join(", ");
  throw new SandboxError("usage", `There is no breakage "${kind}".`, `Known kinds: ${known}.`);
}

function brokenAlready(kind: string, name: string | null, since: string): SandboxError {
  const what = shown(kind, name);
  return new SandboxError("failed", `${what} is broken already, since ${since}.`, `To put it right: mend ${what}.`);
}

function shown(kind: string, name: string | null): string {
  return name === null || name === "" ? kind : `${kind} ${name}`;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
