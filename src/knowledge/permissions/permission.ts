// The columns of the table of permissions, and what its rows have in common.
import type { RoleKey } from "../directory.js";

/** Each inner list is sufficient, and all of it is needed; the first is the least that serves. */
export type Alternatives = readonly (readonly string[])[];

export interface Permission {
  /** What it is for: completes "to …". */
  readonly purpose: string;
  /** The requests that are sent with it, `METHOD /path`. */
  readonly requests: readonly string[];
  /** Though some of them are sent as a POST. */
  readonly onlyReads?: true;
  /** Scopes of a person's token for Graph. Empty: none. */
  readonly delegated: Alternatives;
  /** App roles of an application that signs in by itself. Null: Microsoft documents none that would serve. */
  readonly application: Alternatives | null;
  /** Directory roles of which a person needs one, the least first; Global Administrator always serves. Empty: none. */
  readonly roles: readonly RoleKey[];
  /** Directory roles of which an application's service principal needs one. Empty: none. */
  readonly applicationRoles: readonly RoleKey[];
  /** Azure role on the Connect Health scope that serves persons and applications; for a person, Global Administrator does too. */
  readonly azureRole?: AzureRole;
  /** Where that role counts, in words; without it at Connect Health. */
  readonly azureAt?: string;
  /**
   * Where documents disagree on the roles that serve, so that only the reading itself tells: what stays open without it,
   * while everything else is done.
   */
  readonly staysOpen?: string;
  /**
   * Without any role, too, wherever the tenant has not forbidden it: the service decides, and nobody is turned away before.
   */
  readonly membersToo?: true;
  /** Licence without which the service refuses. */
  readonly licence?: "P1";
}

export type AzureRole = "Reader" | "Contributor" | "Owner";

export const DIRECTORY_READ = ["Directory.Read.All", "Directory.ReadWrite.All"];
export const anyOf = (...permissions: readonly string[]): Alternatives => permissions.map((one) => [one]);

/** The same scopes and app roles for a person and for an application. */
export const both = (alternatives: Alternatives) => ({ delegated: alternatives, application: alternatives });
export const NO_ROLES = { roles: [], applicationRoles: [] } as const;
export const roles = (...keys: readonly RoleKey[]) => ({ roles: keys, applicationRoles: [] });

/** The least of them opens all of the logs ("Microsoft Entra built-in roles"). */
export const LOG_READERS = roles(
  "reportsReader",
  "securityReader",
  "globalReader",
  "securityOperator",
  "securityAdministrator",
  "hybridIdentityAdministrator",
);
