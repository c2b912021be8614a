// What to do about who is bound: the very commands. Pure.
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

/** Nothing where nobody is bound, or nothing can be done about it here. */
export function nextSteps(subjects: readonly Bound[], judged: readonly JudgedBinding[]): readonly NextStep[] {
  const of = (wanted: readonly Bound["is"][]) => {
    const names = subjects.filter(({ is }) => wanted.includes(is)).map(({ subject }) => subject.name);
    return judged.filter(({ subject }) => names.includes(subject));
  };
  const people = subjects.filter(({ is }) => is === "other");
  return [
    ...forSynchronising(of(["connector", "cloud-sync"])),
    ...forServiceAccount(of(["service-account"])),
    ...people.flatMap(({ subject }) =>
      judged.some((one) => one.subject === subject.name && isToExclude(one))
        ? [{ command: [...ADD, "--for", subject.name], because: `to exclude ${subject.name}` }]
        : [],
    ),
  ];
}

const ADD = ["mfa-exclusion", "add"] as const;

function forSynchronising(judged: readonly JudgedBinding[]): readonly NextStep[] {
  const doubtful = unique(judged.filter(isDoubtful).map(({ policyId }) => policyId));
  const certain = judged.filter((one) => isToExclude(one) && !doubtful.includes(one.policyId));
  return [
    ...(certain.length === 0
      ? []
      : [{ command: ADD, because: "to exclude those that synchronise from the policies that bind them" }]),
    ...doubtful.map((id) => ({
      command: [...ADD, "--policy", id],
      because: `if you know that "${judged.find(({ policyId }) => policyId === id)?.policyName ?? ""}" binds`,
    })),
  ];
}

function forServiceAccount(judged: readonly JudgedBinding[]): readonly NextStep[] {
  if (!judged.some(isToExclude)) return [];
  return [
    {
      command: ["setup-svc-account", "--tap", "1h"],
      because: "to sign in with a Temporary Access Pass, the better way: it answers for a second factor",
    },
    {
      command: [...ADD, "--for", "svc", "--expires", "8h"],
      because: "where that does not serve: an administrator without a second factor, for hours",
    },
  ];
}

function isToExclude({ verdict, named, blocksLegacyClients, agreed }: JudgedBinding): boolean {
  return verdict === "binds" && !named && !blocksLegacyClients && agreed !== false;
}

function isDoubtful({ verdict, named, blocksLegacyClients, agreed }: JudgedBinding): boolean {
  if (named || blocksLegacyClients) return false;
  return verdict === "unknown" || (agreed === false && verdict !== "report-only");
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
