// What each command needs in all: what it asks of the table of permissions.
import type { Need } from "./permissions.js";

export interface Operation {
  /** The top-level command, as `--for` names it. */
  readonly command: string;
  /** Whether it changes something: then all its rights are looked at before the first write. */
  readonly writes: boolean;
  readonly needs: readonly Need[];
  /** Readings that only feed warnings: without them it is said what could not be told. No right for them is asked for. */
  readonly besides?: readonly Need[];
  /**
   * Of an option that few need, or that takes more than anybody should be given unasked: counts only where it is named
   * itself, not with its command or with all.
   */
  readonly onlyByName?: true;
  /** Needs that an option makes superfluous: what to do instead of getting the right, a sentence. */
  readonly instead?: Readonly<Partial<Record<Need, string>>>;
}

const WHO_SYNCHRONISES = ["read-roles", "read-applications", "read-users"] as const;

const SERVICE_ACCOUNT = [
  "read-organization",
  "read-accounts",
  "read-memberships",
  "create-users",
  "read-roles",
  "assign-roles",
  "read-privileged-roles",
  "read-policies",
] as const;
const WIZARD_WARNINGS = ["read-security-defaults", "read-sign-in-settings", "read-methods"] as const;

const WHO_IS_BOUND = [
  "read-organization",
  ...WHO_SYNCHRONISES,
  "read-memberships",
  "read-policies",
  "read-locations",
] as const;
const END_EXCLUSION = [...WHO_IS_BOUND, "change-policies"] as const;
/** Whether a person sits behind an account is never guessed. */
const EXCLUDE = [...END_EXCLUSION, "read-methods", "read-privileged-roles"] as const;
/** The account is looked for with its mark. */
const OF_ADMINISTRATOR = ["read-accounts", "mark-accounts"] as const;
const THROUGH_GROUP = ["read-groups", "change-groups"] as const;
const LOCK = ["make-policies", "change-locations"] as const;
const WITNESSES = [
  "what-if",
  "read-sign-ins",
  "read-sign-in-activity",
  "read-security-defaults",
  "read-sign-in-settings",
] as const;

/** By what each identity of a server is judged. */
const SERVERS_IDENTITIES = [
  "read-organization",
  "read-synchronization",
  ...WHO_SYNCHRONISES,
  "find-applications",
  "read-accounts",
  "read-application-credentials",
  "read-audit",
  "read-health",
] as const;
const BESIDE_IDENTITIES = ["read-sign-ins", "read-sign-in-activity", "read-agents"] as const;

const WHO_IS_BOUND_AGAIN = [...WHO_SYNCHRONISES, "read-memberships", "read-locations", ...WITNESSES] as const;

export const OPERATIONS = {
  "verify-sync": {
    command: "verify-sync",
    writes: false,
    needs: [
      "read-organization",
      "read-synchronization",
      ...WHO_SYNCHRONISES,
      "read-memberships",
      "read-policies",
      "read-health",
      "read-domains",
      "list-users",
      "list-groups",
      "list-contacts",
      "read-audit",
      "read-credential-policy",
      "read-application-credentials",
      "read-accounts",
      "read-agents",
    ],
    besides: ["read-sign-ins", "read-sign-in-activity"],
  },
  "setup-svc-account": {
    command: "setup-svc-account",
    writes: true,
    needs: SERVICE_ACCOUNT,
    besides: WIZARD_WARNINGS,
  },
  "setup-svc-account --tap": {
    command: "setup-svc-account",
    writes: true,
    needs: [...SERVICE_ACCOUNT, "issue-passes"],
    besides: WIZARD_WARNINGS,
    onlyByName: true,
  },
  "setup-svc-account --restore-deleted": {
    command: "setup-svc-account",
    writes: true,
    needs: [...SERVICE_ACCOUNT, "restore-users"],
    besides: WIZARD_WARNINGS,
    onlyByName: true,
  },
  "setup-svc-account --reset-password": {
    command: "setup-svc-account",
    writes: true,
    needs: [...SERVICE_ACCOUNT, "reset-passwords"],
    besides: WIZARD_WARNINGS,
    onlyByName: true,
  },
  "setup-svc-account --disable": {
    command: "setup-svc-account",
    writes: true,
    needs: ["read-organization", "read-accounts", "disable-accounts"],
    besides: ["read-memberships", "read-roles", "read-privileged-roles"],
    onlyByName: true,
  },
  "mfa-exclusion status": {
    command: "mfa-exclusion",
    writes: false,
    needs: WHO_IS_BOUND,
    besides: [...WITNESSES, "read-accounts"],
  },
  "mfa-exclusion add": {
    command: "mfa-exclusion",
    writes: true,
    needs: EXCLUDE,
    besides: [...WITNESSES, "read-accounts"],
  },
  "mfa-exclusion add --via group": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...EXCLUDE, ...THROUGH_GROUP],
    besides: WITNESSES,
    onlyByName: true,
  },
  // And of anybody else who is no identity that synchronises.
  "mfa-exclusion add --for svc": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...EXCLUDE, ...OF_ADMINISTRATOR],
    besides: WITNESSES,
    onlyByName: true,
  },
  "mfa-exclusion add --lock-to": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...EXCLUDE, ...LOCK],
    besides: WITNESSES,
    onlyByName: true,
  },
  // What is not seen in the log is not enforced.
  "mfa-exclusion add --lock-to --enforce": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...EXCLUDE, ...LOCK, "read-sign-ins"],
    besides: WITNESSES.filter((one) => one !== "read-sign-ins"),
    onlyByName: true,
  },
  "mfa-exclusion remove": {
    command: "mfa-exclusion",
    writes: true,
    needs: END_EXCLUSION,
    besides: [...WITNESSES, "read-accounts", "read-groups", "read-synchronization"],
  },
  "mfa-exclusion remove --for svc": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...END_EXCLUSION, ...OF_ADMINISTRATOR],
    besides: [...WITNESSES, "read-groups", "read-synchronization", "read-methods"],
    onlyByName: true,
  },
  "mfa-exclusion remove from a group": {
    command: "mfa-exclusion",
    writes: true,
    needs: [...END_EXCLUSION, ...THROUGH_GROUP],
    besides: [...WITNESSES, "read-accounts", "read-synchronization"],
    onlyByName: true,
  },
  "cleanup-health": {
    command: "cleanup-health",
    writes: false,
    needs: ["read-organization", "read-health"],
    besides: ["read-synchronization", ...WHO_SYNCHRONISES],
  },
  "cleanup-health --server": {
    command: "cleanup-health",
    writes: true,
    needs: ["read-organization", "read-synchronization", ...WHO_SYNCHRONISES, "read-health", "remove-health"],
    instead: { "read-synchronization": "Say which server is active: --active-server NAME." },
  },
  "cleanup-accounts": {
    command: "cleanup-accounts",
    writes: false,
    needs: SERVERS_IDENTITIES,
    besides: BESIDE_IDENTITIES,
  },
  "cleanup-accounts --step disable": {
    command: "cleanup-accounts",
    writes: true,
    needs: [...SERVERS_IDENTITIES, "disable-accounts", "mark-accounts", "manage-sync-applications"],
    besides: BESIDE_IDENTITIES,
    instead: { "read-synchronization": "Say which server is active: --active-server NAME." },
  },
  // A proof that is there by then is noted first. A person needs Directory.AccessAsUser.All, which opens all that the person may do.
  "cleanup-accounts --step delete": {
    command: "cleanup-accounts",
    writes: true,
    needs: [...SERVERS_IDENTITIES, "mark-accounts", "manage-role-holders", "manage-sync-applications"],
    besides: BESIDE_IDENTITIES,
    onlyByName: true,
    instead: { "read-synchronization": "Say which server is active: --active-server NAME." },
  },
  "register-app": {
    command: "register-app",
    writes: true,
    needs: ["name-tenant", "register-applications"],
  },
  "register-app --grant": {
    command: "register-app",
    writes: true,
    needs: ["name-tenant", "register-applications", "consent-for-people"],
  },
  "register-app --app-only --grant": {
    command: "register-app",
    writes: true,
    needs: ["name-tenant", "register-applications", "consent-for-applications"],
  },
  "function deploy": {
    command: "function",
    writes: true,
    needs: ["name-tenant", "deploy-to-azure"],
    onlyByName: true,
  },
  "function grant": {
    command: "function",
    writes: true,
    needs: ["name-tenant", "read-applications", "find-applications", "consent-for-applications", "assign-health-role"],
    onlyByName: true,
  },
  // What the function sends its alerts with, where that is by e-mail.
  "function alerts by mail": {
    command: "function",
    writes: false,
    needs: ["send-mail"],
    onlyByName: true,
  },
  // What a run takes to be taken back depends on what it did: this is an account that was made, with its role.
  "runs rollback": {
    command: "runs",
    writes: true,
    needs: ["read-organization", "read-accounts", "read-memberships", "read-roles", "assign-roles", "undo-accounts"],
    besides: ["read-sign-in-activity"],
  },
  // Besides: whom MFA would bind again.
  "runs rollback of mfa-exclusion": {
    command: "runs",
    writes: true,
    needs: ["read-organization", "read-policies", "change-policies"],
    besides: WHO_IS_BOUND_AGAIN,
    onlyByName: true,
  },
  "runs rollback of mfa-exclusion --via group": {
    command: "runs",
    writes: true,
    needs: ["read-organization", "read-policies", "change-policies", ...THROUGH_GROUP],
    besides: [...WHO_IS_BOUND_AGAIN, "read-accounts", "read-methods"],
    onlyByName: true,
  },
  "runs rollback of mfa-exclusion --for svc": {
    command: "runs",
    writes: true,
    needs: ["read-organization", "read-policies", "change-policies", ...OF_ADMINISTRATOR],
    besides: [...WHO_IS_BOUND_AGAIN, "read-methods"],
    onlyByName: true,
  },
  "runs rollback of mfa-exclusion --lock-to": {
    command: "runs",
    writes: true,
    needs: ["read-organization", "read-policies", "change-policies", ...LOCK],
    besides: WHO_IS_BOUND_AGAIN,
    onlyByName: true,
  },
  "runs rollback of cleanup-accounts": {
    command: "runs",
    writes: true,
    needs: [
      "read-organization",
      "read-accounts",
      "read-roles",
      "read-applications",
      "read-application-credentials",
      "disable-accounts",
      "mark-accounts",
      "manage-role-holders",
      "manage-sync-applications",
    ],
    // App roles come back by themselves as a rule: one that does not is given again where that may be.
    besides: ["consent-for-applications"],
    onlyByName: true,
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

export function operationNamed(name: OperationName): Operation {
  return OPERATIONS[name];
}
