// What is said of a policy from which nobody is excluded.
import { listed } from "../shapes/listed.js";
import type { Policy } from "../tenant/policies.js";
import type { JudgedBinding } from "./witnesses.js";

interface Concerned {
  readonly user: { readonly subject: { readonly name: string } };
  readonly judged: JudgedBinding;
}

/** The first three names, and how many more there are. */
export function namesOf(pairs: readonly Pick<Concerned, "user">[]): string {
  const names = pairs.map(({ user }) => user.subject.name);
  const shown = names.slice(0, 3);
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : listed(shown);
}

export function undecided({ displayName, id }: Policy, open: readonly Concerned[]): string {
  const reason = open[0]?.judged.reason ?? "";
  return `"${displayName}" may bind ${namesOf(open)}: ${reason}. If you know that it does, add --policy ${id}.`;
}

const WITNESSES = { evaluator: "our own evaluation", "what-if": "What-If", "sign-ins": "real sign-ins" } as const;
const SAYS = { applies: "it applies", "does-not-apply": "it does not apply" } as const;

/** With all sides, each once. */
export function disputed({ displayName, id }: Policy, contradicted: readonly Concerned[]): string {
  const sides = contradicted.flatMap(({ judged }) =>
    judged.testimonies.flatMap(({ witness, says, because }) =>
      says === "unknown" ? [] : [`${WITNESSES[witness]} says that ${SAYS[says]} (${because})`],
    ),
  );
  return `Whether "${displayName}" binds ${namesOf(contradicted)} is in dispute: ${[...new Set(sides)].join("; ")}. It is left as it is. If you know that it does, add --policy ${id}.`;
}

export function notExcluded(
  { displayName }: Policy,
  unable: readonly Concerned[],
  via: "role" | "user" | "group",
): string {
  const names = namesOf(unable);
  return via === "role"
    ? `"${displayName}" binds ${names}, and an exclusion by role reaches only those who hold the role themselves, for the whole tenant and active. To exclude by user: --via user.`
    : `"${displayName}" will bind ${names}, and who does not exist yet cannot be excluded by ${via}: leave --via out.`;
}
