// All that an operator lacks for some needs, said at once: each kind of right with who grants it.

import { type OperationName, operationNamed } from "../knowledge/operations.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";
import { isWriting, type Need } from "../knowledge/permissions.js";
import { listed } from "../shapes/listed.js";
import type { Typed } from "../shapes/typed.js";
import { holdingOf, type NeedHeld, type OperatorRights } from "./held.js";
import { leastFor, roleName } from "./least.js";
import { wantedOf } from "./operations-asked.js";
import { type Asked, whoGrantsPermission } from "./who-grants.js";

/** What is missing: as a sentence, and who grants it. */
interface Lack {
  readonly words: string;
  readonly remedy: string;
  /** Whether directory roles are among it: lists of the tenant may tell more of those than a token does. */
  readonly ofRoles: boolean;
}

export interface Judged {
  readonly lack: Lack | null;
  /** Rights to write that are neither held nor missing, each with what to do. What may be read shows by itself. */
  readonly doubts: readonly string[];
}

/**
 * @param operations that the needs are looked at for, of one command: the sentences name them
 * @param typed how a command is typed in this place
 */
export function judgeRights(
  operations: readonly OperationName[],
  needs: readonly Need[],
  rights: OperatorRights,
  typed?: Typed,
): Judged {
  const commands = [...new Set(operations.map((one) => operationNamed(one).command))];
  const asked = { commands, wanted: wantedOf(operations), typed };
  const holdings = new Map(needs.map((need) => [need, holdingOf(need, rights, asked)]));
  const doubts = [...holdings]
    .filter(([need]) => isWriting(need))
    .flatMap(([, { permission, role, azure }]) => [permission, role, azure])
    .filter(({ state }) => state === "unknown")
    .map(({ words, remedy }) => `${words} ${remedy}`);
  return { lack: lackOf(operations, holdings, rights, asked), doubts: [...new Set(doubts)] };
}

type Kind = keyof NeedHeld;

function lackOf(
  operations: readonly OperationName[],
  holdings: ReadonlyMap<Need, NeedHeld>,
  { grants }: OperatorRights,
  asked: Asked,
): Lack | null {
  const { clientId, kind: known, permissions: has } = grants;
  const kind = known ?? "person";
  const lacking = (what: Kind) => [...holdings].filter(([, held]) => held[what].state === "missing");
  const least = (what: Kind) =>
    leastFor(
      lacking(what).map(([need]) => need),
      kind,
      has ?? [],
    );
  const remedyOf = (what: Kind) => lacking(what)[0]?.[1][what].remedy ?? "";
  const { permissions: missing } = least("permission");
  const { roles } = least("role");
  const { azureRole } = least("azure");
  const parts = [
    {
      what: kind === "person" ? "scope" : "app role",
      names: missing,
      remedy: whoGrantsPermission({ ...asked, kind, clientId, held: has ?? [], missing }),
    },
    { what: "directory role", names: roles.map(roleName), remedy: remedyOf("role") },
    {
      what: "Azure role",
      names: azureRole === null ? [] : [`${azureRole} on ${HEALTH_SCOPE}`],
      remedy: remedyOf("azure"),
    },
  ].filter(({ names }) => names.length > 0);
  if (parts.length === 0) return null;
  const instead = operations.flatMap((one) => insteadOf(one, lacking("permission")));
  const list = parts.map(({ what, names }) => `the ${what}${names.length > 1 ? "s" : ""} ${listed(names)}`);
  return {
    words: `For ${listed(namesIn(operations))} ${subject(kind)} lacks ${list.join(", and ")}.`,
    remedy: [...instead, ...parts.map(({ what, remedy }) => `${capital(what)}: ${remedy}`)].join(" "),
    ofRoles: roles.length > 0,
  };
}

/** An option's name begins with its command's. */
function namesIn(operations: readonly OperationName[]): readonly string[] {
  return operations.filter((one) => !operations.some((other) => other.startsWith(`${one} --`)));
}

/** What spares the operator some of it. */
function insteadOf(operation: OperationName, lacking: readonly (readonly [Need, NeedHeld])[]): readonly string[] {
  const instead = operationNamed(operation).instead ?? {};
  return lacking.flatMap(([need]) => instead[need] ?? []);
}

function subject(kind: "person" | "application"): string {
  return kind === "person" ? "the person who is signed in" : "the application";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
