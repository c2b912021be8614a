// What to do about who is bound: the very commands. Pure.
import { PASS } from "./better-pass.js";
import { rangesOf } from "./lock-proof.js";
import type { LockVerdict } from "./lock-shape.js";
import { setupFor, type UsualAccount, whoFor } from "./service-account-lines.js";
import type { JudgedBinding } from "./witnesses.js";

/** A command of this program, word by word, and what it is for. */
export interface NextStep {
  readonly command: readonly string[];
  readonly because: string;
}

interface Bound {
  readonly subject: { readonly kind: "user" | "application"; readonly name: string };
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
}

interface Lockable extends Bound {
  readonly lock: LockVerdict;
  readonly enabled: boolean | null;
  /** From where it was seen signing in. */
  readonly addresses: readonly string[];
}

/**
 * To lock those that synchronise to where they were seen; nothing where that is not known, or each of them has a lock.
 * @param asked as `--for` had it
 */
export function lockSteps(subjects: readonly Lockable[], asked: readonly string[]): readonly NextStep[] {
  const inUse = subjects.filter(({ is, enabled }) => is === "connector" && enabled !== false);
  const open = inUse.filter(({ lock }) => lock === "none");
  const ranges = rangesOf(inUse.flatMap(({ addresses }) => addresses));
  if (ranges.length === 0 || open.every(({ addresses }) => addresses.length === 0)) return [];
  const isUsual = asked.every((one) => one === "sync");
  const who = isUsual ? [] : open.flatMap(({ subject }) => ["--for", subject.name]);
  const because =
    "to lock those that synchronise to the addresses that they were seen at: look first whether each is a server's of yours; a new lock only reports at first";
  return [{ command: [...ADD, ...who, "--lock-to", ranges.join(",")], because }];
}

/**
 * Nothing where nobody is bound, or nothing can be done about it here.
 * @param usual tells the account of the wizard that `svc` means
 * @param locks what `lockSteps` advises
 */
export function nextSteps(
  subjects: readonly Bound[],
  judged: readonly JudgedBinding[],
  usual: UsualAccount,
  locks: readonly NextStep[] = [],
): readonly NextStep[] {
  const of = (wanted: readonly Bound["is"][]) => {
    const names = subjects.filter(({ is }) => wanted.includes(is)).map(({ subject }) => subject.name);
    return judged.filter(({ subject }) => names.includes(subject));
  };
  const wizards = subjects.filter(({ is }) => is === "service-account").map(({ subject }) => subject.name);
  return [
    ...forSynchronising(of(["connector", "cloud-sync"]), locks.length > 0),
    ...locks,
    ...wizards.flatMap((name) => forServiceAccount(name, judged, usual)),
  ];
}

const ADD = ["mfa-exclusion", "add"] as const;

function forSynchronising(judged: readonly JudgedBinding[], lockIsTold: boolean): readonly NextStep[] {
  const lock = lockIsTold ? "" : "; --lock-to CIDR besides lets them in from their servers' addresses alone";
  const because = `to exclude those that synchronise from the policies that bind them${lock}`;
  return [...(isAnyCertain(judged) ? [{ command: ADD, because }] : []), ...inDoubt(judged, ADD)];
}

function forServiceAccount(name: string, judged: readonly JudgedBinding[], usual: UsualAccount): readonly NextStep[] {
  const mine = judged.filter(({ subject }) => subject === name);
  const add = [...ADD, "--for", whoFor(name, usual), "--expires", "8h"];
  const setup = setupFor(name, usual);
  const pass =
    setup === null
      ? []
      : [
          {
            command: [...setup, ...PASS],
            because: "to sign in with a Temporary Access Pass, the better way: it answers for a second factor",
          },
        ];
  const certain = [
    ...pass,
    {
      command: add,
      because: "where that does not serve: an administrator without a second factor, for hours",
    },
  ];
  return [...(isAnyCertain(mine) ? certain : []), ...inDoubt(mine, add)];
}

/** Policies that are left alone unless somebody who knows better names them. */
function inDoubt(judged: readonly JudgedBinding[], add: readonly string[]): readonly NextStep[] {
  const names = new Map(judged.filter(isDoubtful).map(({ policyId, policyName }) => [policyId, policyName]));
  return [...names].map(([id, name]) => ({
    command: [...add, "--policy", id],
    because: `if you know that "${name}" binds`,
  }));
}

/** A policy about which there is doubt for one of them is in doubt. */
function isAnyCertain(judged: readonly JudgedBinding[]): boolean {
  const doubtful = new Set(judged.filter(isDoubtful).map(({ policyId }) => policyId));
  return judged.some((one) => isToExclude(one) && !doubtful.has(one.policyId));
}

function isToExclude({ verdict, named, blocksLegacyClients }: JudgedBinding): boolean {
  return verdict === "binds" && !named && !blocksLegacyClients;
}

function isDoubtful({ verdict, named, blocksLegacyClients, agreed }: JudgedBinding): boolean {
  if (named || blocksLegacyClients) return false;
  return verdict === "unknown" || (agreed === false && verdict !== "report-only");
}
