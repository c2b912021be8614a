// Does a person sit behind an account? A person is not excluded: whoever learns the password is that person then. Pure.
import { ROLES, SYNC_ROLE_IDS } from "../knowledge/directory.js";
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";

export interface PersonFacts {
  /** User principal name. */
  readonly name: string;
  /**
   * `service-account`: by its mark or its name it runs the wizard, which anybody may have written who may write users: it must
   * be as that account is made, a Hybrid Identity Administrator of the cloud alone.
   */
  readonly is: "synchronises" | "service-account" | "other";
  /** Whether it comes from Active Directory. */
  readonly synced: Fact<boolean>;
  /** Directory roles in whatever form: direct, through groups, in one administrative unit, eligible. */
  readonly roles: Fact<readonly { readonly roleId: string; readonly name: string }[]>;
  /** Kinds of registered methods, such as `fido2`. */
  readonly methods: Fact<readonly string[]>;
  /** Interactive sign-ins of the last days. */
  readonly interactive: Fact<readonly { readonly appId: string; readonly appName: string }[]>;
}

interface Judgement {
  /** Why it looks like a person, each completes "it …". */
  readonly signs: readonly string[];
  /** What should have been read, and was not. */
  readonly unread: readonly { readonly what: string; readonly reason: string; readonly remedy: string }[];
}

/** What the wizard and older engines sign in as. */
const WIZARD_CLIENTS: readonly string[] = [
  "cb1056e2-e479-49de-ae31-7812af012ed8",
  "6eb59a73-39b2-4c23-a70f-e2e3ce8965b1",
];

/** Everybody has a password, and a pass is for hours. Any other method is somebody's own, also one of tomorrow. */
const NOBODYS_METHODS: readonly string[] = ["password", "temporaryaccesspass"];

/** Holders of these can do nothing that others could want to have. */
const HARMLESS_ROLES: readonly string[] = [...SYNC_ROLE_IDS, ROLES.directoryReaders.id];

export function judgePerson(facts: PersonFacts): Judgement {
  const roles = valuesIn(facts.roles).filter(({ roleId }) => isOther(roleId, facts));
  const methods = valuesIn(facts.methods).filter((one) => !NOBODYS_METHODS.includes(one.toLowerCase()));
  const apps = valuesIn(facts.interactive).filter(({ appId }) => !WIZARD_CLIENTS.includes(appId.toLowerCase()));
  const unread = [
    { what: "its roles", fact: facts.roles },
    { what: "its registered methods", fact: facts.methods },
    { what: "whether it comes from Active Directory", fact: facts.synced },
  ];
  return {
    signs: [
      ...(facts.is === "other" ? ["neither synchronises nor runs the wizard"] : []),
      ...(lacksWizardRole(facts)
        ? [`has not the role ${WIZARD_ROLE.name}, as the account has that runs the wizard`]
        : []),
      ...(facts.synced.state === "known" && facts.synced.value ? ["comes from Active Directory"] : []),
      ...(roles.length === 0 ? [] : [`has the role ${unique(roles.map(({ name, roleId }) => name || roleId))}`]),
      ...(methods.length === 0 ? [] : [`has registered ${unique(methods)}`]),
      ...(apps.length === 0
        ? []
        : [`has signed in interactively to ${unique(apps.map(({ appName, appId }) => appName || appId))}`]),
    ],
    unread: unread.flatMap(({ what, fact }) =>
      fact.state === "unknown" ? [{ what, reason: fact.reason, remedy: fact.remedy }] : [],
    ),
  };
}

export interface PersonGuard {
  /** Whether somebody's acceptance was needed. */
  readonly opened: boolean;
  readonly warnings: readonly string[];
}

/**
 * Sign-in logs that cannot be read do not hold anybody up: they need a licence and a right of their own, and what they show
 * is a few days old at most. Roles and methods must be known.
 * @throws {GuardError} `human`
 */
export function guardPersons(all: readonly PersonFacts[], accepted: boolean): PersonGuard {
  const judged = all.map((facts) => ({ facts, ...judgePerson(facts) }));
  const suspect = judged.filter(({ signs, unread }) => signs.length > 0 || unread.length > 0);
  const words = suspect.map(({ facts, signs, unread }) => describe(facts.name, signs, unread));
  if (suspect.length > 0 && !accepted) {
    const remedies = suspect.flatMap(({ unread }) => unread.map(({ remedy }) => remedy));
    throw new GuardError(`A person is not excluded. ${words.join(" ")}`, {
      code: "human",
      remedy: [
        ...new Set(remedies),
        "If no person works with it, and you answer for that: --accept-human.",
        "A person registers a method, or gets a Temporary Access Pass.",
      ].join(" "),
    });
  }
  const blind = judged.flatMap(({ facts }) => (facts.interactive.state === "unknown" ? [facts] : []));
  const [first] = blind;
  const unseen =
    first?.interactive.state === "unknown"
      ? [
          `Whether somebody signs in interactively with ${blind.map(({ name }) => name).join(", ")} could not be told: ${first.interactive.reason} ${first.interactive.remedy}`,
        ]
      : [];
  return { opened: suspect.length > 0, warnings: [...words, ...unseen] };
}

/** Whether it holds a directory role besides those that synchronise; an unknown one counts. */
export function isPrivileged({ roles }: Pick<PersonFacts, "roles">): boolean {
  return roles.state === "unknown" || roles.value.some(({ roleId }) => !HARMLESS_ROLES.includes(roleId.toLowerCase()));
}

function isOther(roleId: string, { is }: PersonFacts): boolean {
  const id = roleId.toLowerCase();
  return !HARMLESS_ROLES.includes(id) && !(is === "service-account" && id === WIZARD_ROLE.id);
}

const WIZARD_ROLE = ROLES.hybridIdentityAdministrator;

/** In no form, neither active nor eligible. */
function lacksWizardRole({ is, roles }: PersonFacts): boolean {
  if (is !== "service-account" || roles.state === "unknown") return false;
  return roles.value.every(({ roleId }) => roleId.toLowerCase() !== WIZARD_ROLE.id);
}

function describe(name: string, signs: Judgement["signs"], unread: Judgement["unread"]): string {
  const seen = signs.length === 0 ? [] : [`${name} looks like a person: it ${signs.join(", ")}.`];
  const open = unread.map(({ what, reason }) => `Of ${name} ${what} could not be read: ${reason}`);
  return [...seen, ...open].join(" ");
}

function valuesIn<T>(fact: Fact<readonly T[]>): readonly T[] {
  return fact.state === "known" ? fact.value : [];
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join(", ");
}
