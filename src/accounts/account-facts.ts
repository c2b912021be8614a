// What the plan for the service account is made from, and what it is.
import type { Change } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import type { DeletedUser } from "../tenant/deleted-users.js";
import type { Mark } from "../tenant/marks.js";
import type { User } from "../tenant/users.js";
import type { KeptPass, PassFacts } from "./access-pass.js";
import type { HeldRole, RoleReadings } from "./held-role.js";
import type { RoleSettings } from "./role-choice.js";

/** What was read of an account that is there. */
export interface ExistingAccount {
  readonly user: User;
  readonly roles: RoleReadings;
  readonly mark: Fact<Mark | null>;
  /** A pass that can be used and whose value is where it was to go; asked only where one is wished. Null: there is none. */
  readonly keptPass: KeptPass | null;
  /** Some pass is there that can be used; it would be replaced. */
  readonly hasPass: boolean;
}

export interface ServiceAccountFacts {
  readonly userPrincipalName: string;
  /** Null when there is no such user. */
  readonly account: ExistingAccount | null;
  readonly deleted: Fact<readonly DeletedUser[]>;
  readonly role: RoleSettings;
  readonly pass: PassFacts;
  /** Object id of whoever runs the command. */
  readonly operatorId: string;
}

export interface ServiceAccountPlan {
  readonly plan: readonly Change[];
  readonly warnings: readonly string[];
  /** As it is before the plan; null: none. */
  readonly held: HeldRole | null;
}
