// All that is read before it is decided who is to be excluded from what, and what is reported of it. Reads only.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { SignInFacts, Subject } from "../conditional-access/subject.js";
import type { JudgedBinding } from "../conditional-access/witnesses.js";
import type { Fact } from "../shapes/fact.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Organization } from "../tenant/organization.js";
import type { Policy } from "../tenant/policies.js";

/** One whom `--for` means. */
export interface ExclusionSubject {
  readonly subject: Subject;
  /**
   * `connector`: a legacy account of Connect Sync, also one that does not exist yet; `cloud-sync`: Cloud Sync's own;
   * `service-account`: that of `setup-svc-account`; `other`: a user who was named and is none of these.
   */
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  /** Its server, where its name tells. */
  readonly server: string | null;
  readonly enabled: boolean | null;
  readonly signIn: SignInFacts;
}

export interface ExclusionSurvey {
  readonly organization: Read<Organization>;
  readonly policies: readonly Policy[];
  readonly locations: Fact<readonly NamedLocation[]>;
  /** The inventory, whoever was asked for. */
  readonly identities: readonly SyncIdentity[];
  readonly subjects: readonly ExclusionSubject[];
  /** Every policy against every subject. */
  readonly judged: readonly JudgedBinding[];
  /** Sentences for people: security defaults, per-user MFA, managed and report-only policies, exclusions without effect. */
  readonly notes: readonly string[];
}
