// The least that must be granted for some operations: what each need takes by itself, without what the rest makes superfluous.
import { ROLES, type RoleKey } from "../knowledge/directory.js";
import { type OperationName, operationNamed } from "../knowledge/operations.js";
import type { Alternatives, AzureRole } from "../knowledge/permissions/permission.js";
import { type Need, permissionFor } from "../knowledge/permissions.js";

export type OperatorKind = "person" | "application";

export interface LeastSet {
  /** Scopes of Microsoft Graph for a person, app roles for an application. */
  readonly permissions: readonly string[];
  /** Directory roles: of the person, or of the application's service principal. */
  readonly roles: readonly RoleKey[];
  /** Readings that take another role, or more, by documents that disagree; all the rest is done without. */
  readonly besides: readonly { readonly role: RoleKey; readonly need: Need }[];
  /** On the scope of Connect Health; null where none is needed. */
  readonly azureRole: AzureRole | null;
  /** Whether Azure is spoken to, so that a person's application needs `user_impersonation` there. */
  readonly usesAzure: boolean;
  readonly licences: readonly "P1"[];
  /** Needs of which Microsoft documents no permission that would serve this kind of operator: left out of the set. */
  readonly undocumented: readonly Need[];
}

/** Of such a set each single member is needed. The order is that of the table. */
export function leastSet(operations: readonly OperationName[], kind: OperatorKind): LeastSet {
  return leastFor([...new Set(operations.flatMap((name) => operationNamed(name).needs))], kind);
}

/** What `leastSet` gives, for some needs, and besides permissions that are there already. */
export function leastFor(needs: readonly Need[], kind: OperatorKind, held: readonly string[] = []): LeastSet {
  const azure = needs.flatMap((need) => permissionFor(need).azureRole ?? []);
  return {
    permissions: leastPermissions(needs, kind, held),
    roles: leastRoles(
      needs.filter((need) => !isDisputed(need)),
      kind,
    ),
    besides: needs.filter(isDisputed).flatMap((need) =>
      rolesFor(need, kind)
        .slice(0, 1)
        .map((role) => ({ role, need })),
    ),
    azureRole: (["Owner", "Contributor", "Reader"] as const).find((role) => azure.includes(role)) ?? null,
    usesAzure: azure.length > 0,
    licences: [...new Set(needs.flatMap((need) => permissionFor(need).licence ?? []))],
    undocumented: kind === "person" ? [] : needs.filter((need) => permissionFor(need).application === null),
  };
}

/** The alternatives for a need; undefined where none is documented. */
export function alternativesFor(need: Need, kind: OperatorKind): Alternatives | undefined {
  const { delegated, application } = permissionFor(need);
  return (kind === "person" ? delegated : application) ?? undefined;
}

/** Directory roles of which one is needed; empty where none is, or where an Azure role serves as well. */
export function rolesFor(need: Need, kind: OperatorKind): readonly RoleKey[] {
  const { roles, applicationRoles, azureRole } = permissionFor(need);
  if (azureRole !== undefined) return [];
  return kind === "person" ? roles : applicationRoles;
}

/** Whether only the reading itself tells which directory roles serve. */
export function isDisputed(need: Need): boolean {
  return permissionFor(need).staysOpen !== undefined;
}

/** Whether the permissions are enough for one of the alternatives; none at all asks for nothing. */
export function suffices(alternatives: Alternatives, permissions: readonly string[]): boolean {
  return alternatives.length === 0 || alternatives.some((wanted) => wanted.every((one) => permissions.includes(one)));
}

function leastPermissions(needs: readonly Need[], kind: OperatorKind, held: readonly string[]): readonly string[] {
  const alternatives = needs.map((need) => alternativesFor(need, kind) ?? []);
  const union = new Set(alternatives.flatMap(([least = []]) => least).filter((one) => !held.includes(one)));
  return withoutSuperfluous([...union], (rest) => alternatives.every((some) => suffices(some, [...held, ...rest])));
}

function leastRoles(needs: readonly Need[], kind: OperatorKind): readonly RoleKey[] {
  const wanted = needs.map((need) => rolesFor(need, kind)).filter(([first]) => first !== undefined);
  const union = [...new Set(wanted.flatMap(([least]) => least ?? []))];
  return withoutSuperfluous(union, (rest) => wanted.every((some) => some.some((one) => rest.includes(one))));
}

function withoutSuperfluous<T>(members: readonly T[], isEnough: (rest: readonly T[]) => boolean): readonly T[] {
  return members.reduce<readonly T[]>((left, member) => {
    const rest = left.filter((one) => one !== member);
    return isEnough(rest) ? rest : left;
  }, members);
}

/** As Entra ID shows it. */
export function roleName(role: RoleKey): string {
  return ROLES[role].name;
}
