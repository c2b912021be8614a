// One line of the table of who may call what.

export interface PermissionRow {
  /** `METHOD /path` as the route declares it. */
  readonly request: string;
  /** The page of the API reference whose permission table says so: https://learn.microsoft.com/graph/api/… */
  readonly source: string;
  /** Each inner list is sufficient, and all of it is needed. */
  readonly delegated: readonly (readonly string[])[];
  /** Empty: not supported for applications. */
  readonly application: readonly (readonly string[])[];
  /** What a delegated caller needs besides, one of them; Global Administrator always suffices. `any` user otherwise. */
  readonly roles: readonly string[] | "any";
}

/** A row whose permissions are the same for users and applications. */
export function both(
  request: string,
  source: string,
  permissions: PermissionRow["delegated"],
  roles: PermissionRow["roles"] = "any",
): PermissionRow {
  return { request, source, delegated: permissions, application: permissions, roles };
}

/** Alternatives of one permission each. */
export function anyOf(...permissions: readonly string[]): PermissionRow["delegated"] {
  return permissions.map((permission) => [permission]);
}
