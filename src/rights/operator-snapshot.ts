// What `doctor` has read: all that its checks judge, and nothing besides.
import type { CloudName } from "../cloud/clouds.js";
import type { Discovery } from "../cloud/discovery.js";
import type { AuthKind } from "../cloud/sign-in/auth-kinds.js";
import type { Protection } from "../cloud/sign-in/saved-session.js";
import type { TokenGrants } from "../cloud/token-claims.js";
import type { OperationName } from "../knowledge/operations.js";
import type { Fact } from "../shapes/fact.js";
import type { Typed } from "../shapes/typed.js";
import type { AssignedRole, AzureAssignment } from "../tenant/operator-rights.js";
import type { Organization, TenantName } from "../tenant/organization.js";

/** Something that was tried: it came to an answer, or to an error that says what to do. */
export type Attempt =
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly code: string; readonly reason: string; readonly remedy: string };

/** The token at hand is the last one that this sign-in gives. */
interface RefusedRenewal {
  readonly reason: string;
  readonly remedy: string;
  /** When that token ends, epoch milliseconds; null: not known. */
  readonly endsAt: number | null;
}

export interface HostReach {
  readonly service: "login" | "graph" | "arm";
  readonly host: string;
  /** Host and port of the proxy on the way; null: none. */
  readonly proxy: string | null;
  readonly answered: Attempt;
}

export interface OperatorSnapshot {
  readonly asked: { readonly tenant: string; readonly cloud: CloudName; readonly authKind: AuthKind };
  /** What shall be done: everything is judged for these. */
  readonly operations: readonly OperationName[];
  /** Whether these were named, and are not simply all there are. */
  readonly named: boolean;
  /** How a command is typed in this place; without it the remedies leave out what leads there. */
  readonly typed?: Typed | undefined;
  /** Why by this kind, in words; null: not said. */
  readonly signInReason: string | null;
  /** For Microsoft Graph. */
  readonly signIn: Attempt;
  /** For Azure Resource Manager; null where nothing there is wanted, or the sign-in for Graph failed already. */
  readonly armSignIn: Attempt | null;
  /** How the tokens of a saved sign-in lie on the disk; null where none was used. */
  readonly savedSession: Protection | null;
  readonly operatorName: string;
  readonly hosts: readonly HostReach[];
  /** The login host's time less this machine's, milliseconds; null: it did not say. */
  readonly clockSkewMs: number | null;
  /** Who issued the certificate of each host. */
  readonly issuers: readonly { readonly host: string; readonly issuer: string }[];
  readonly discovery: Fact<Discovery>;
  /** A newer token was asked for, and refused; null where it was had, or none was wanted. */
  readonly refusedRenewal: RefusedRenewal | null;
  /** Null without a sign-in. */
  readonly grants: TokenGrants | null;
  /** Directory roles as the tenant lists them; null where the token's own list was enough. */
  readonly assignedRoles: Fact<readonly AssignedRole[]> | null;
  /** Template ids of roles that the person may activate; null where that was not asked. */
  readonly eligibleRoles: Fact<readonly string[]> | null;
  readonly tenantName: Fact<TenantName>;
  readonly organization: Fact<Organization>;
  readonly hasConnectHealth: boolean;
  /** Whether Connect Health answered a reading or refused it; null where neither happened, or it was not asked. */
  readonly healthReading: "answered" | "refused" | null;
  /**
   * The same of the synchronisation object: documents disagree on who may read it, so that an answer tells more than a
   * list of rights.
   */
  readonly syncReading: "answered" | "refused" | null;
  readonly azureRoles: Fact<readonly AzureAssignment[]> | null;
}
