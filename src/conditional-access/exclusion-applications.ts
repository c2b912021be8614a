// What is said of applications: policies for users never reach them.
import type { JudgedBinding } from "./witnesses.js";

interface Asked {
  readonly judged: readonly JudgedBinding[];
  readonly subjects: readonly { readonly subject: { readonly kind: "user" | "application"; readonly name: string } }[];
}

export function applicationWarnings({ subjects, judged }: Asked): readonly string[] {
  const names = subjects.flatMap(({ subject }) => (subject.kind === "application" ? [subject.name] : []));
  if (names.length === 0) return [];
  const bound = judged.filter(({ subject, verdict }) => names.includes(subject) && verdict !== "does-not-bind");
  return [
    names.length === subjects.length
      ? "Only applications synchronise here: policies for users never reach them, so no exclusion is needed."
      : `Of ${names.join(", ")} no exclusion is needed: policies for users never reach an application.`,
    ...bound.map(
      ({ policyName, subject, verdict, reason }) =>
        `"${policyName}", a policy for workload identities, ${WORDS[verdict]} ${subject}: ${reason}. Applications are not excluded by this program: let its server's address in there, or exclude the service principal in the Entra admin center.`,
    ),
  ];
}

const WORDS = {
  binds: "blocks",
  "report-only": "is report-only, and would block",
  unknown: "may block",
  "does-not-bind": "",
} as const;
