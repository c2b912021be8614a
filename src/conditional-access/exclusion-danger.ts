// What an exclusion of those that synchronise means, in plain words, before it is agreed to. Pure.
import { listed } from "../shapes/listed.js";
import type { AskedSubject, Freed } from "./exclusion.js";
import { bySameServer, type SignsInFrom, seenRanges } from "./lock-proof.js";
import type { LockVerdict } from "./lock-shape.js";
import type { SignInFacts, UserSubject } from "./subject.js";

type Synchronising = AskedSubject & {
  readonly enabled: boolean | null;
  readonly signIn: Pick<SignInFacts, "addresses">;
};

export interface Danger {
  readonly subjects: readonly Synchronising[];
  readonly freed: readonly Freed[];
  /** Whether the exclusion is of the role. */
  readonly byRole: boolean;
  /** Names of all who hold a role that is excluded, whoever was asked for. */
  readonly holders: readonly string[];
  readonly lockOf: (subject: UserSubject) => LockVerdict;
  /** Whether a lock is wished already. */
  readonly lockWished: boolean;
  /** How it is taken back, as it is typed. */
  readonly remove: string;
}

/** Nothing where nobody who synchronises is excluded. */
export function dangerWords(facts: Danger): readonly string[] {
  const { subjects, freed, lockOf } = facts;
  const mine = subjects.filter(
    ({ subject, is }) =>
      subject.kind === "user" &&
      (is === "connector" || is === "cloud-sync") &&
      freed.some((one) => one.subject === subject.name),
  );
  if (mine.length === 0) return [];
  const isHeld = ({ subject }: Synchronising) => subject.kind === "user" && lockOf(subject) === "enforced";
  const open = mine.filter((one) => !isHeld(one));
  return [
    ...alone(open, "from anywhere, and whoever else has learned it"),
    ...alone(mine.filter(isHeld), "from where the enforced lock allows it"),
    ...roleWords(facts),
    ...lockWords(open, facts),
    `Nobody takes it back by itself. After the swap, when these accounts are disabled: ${facts.remove}`,
  ];
}

function alone(some: readonly Synchronising[], where: string): readonly string[] {
  if (some.length === 0) return [];
  return [
    `From then on these policies let ${listed(some.map(({ subject }) => subject.name))} in with a password alone, ${where}.`,
  ];
}

function roleWords({ byRole, holders }: Danger): readonly string[] {
  if (!byRole) return [];
  const now = holders.length === 0 ? "nobody yet" : listed(holders);
  return [
    `The exclusion is of the role, and covers everybody who holds it: now ${now}, and whoever gets it later, accounts of Cloud Sync included. For one account alone: --via user.`,
  ];
}

function lockWords(open: readonly Synchronising[], { subjects, lockWished }: Danger): readonly string[] {
  const lockable = open.filter(({ is, enabled }) => is === "connector" && enabled !== false);
  if (lockWished || lockable.length === 0) return [];
  const seen = seenRanges(bySameServer(subjects.flatMap(signsInFrom)));
  return [
    `A lock keeps them out everywhere else than at their servers' addresses: --lock-to CIDR, and --enforce once it has proven itself. ${seen ?? "From which addresses they sign in was not seen."}`,
  ];
}

function signsInFrom({ subject, is, enabled, signIn }: Synchronising): readonly SignsInFrom[] {
  const id = subject.kind === "application" ? subject.servicePrincipalId : subject.userId;
  if (id === null || (is !== "connector" && is !== "application")) return [];
  return [{ id, name: subject.name, isServer: true, enabled, addresses: signIn.addresses }];
}
