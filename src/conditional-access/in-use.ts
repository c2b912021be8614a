// Those that synchronise and are in use are kept from being bound again. Pure.
import { GuardError } from "../shapes/errors.js";
import type { BoundAgain } from "./bound-again.js";

/** Whether an identity is in use, as `useOf` tells it. */
type KnownUse =
  | { readonly use: "in-use" | "not-in-use"; readonly because: string }
  | { readonly use: "unknown"; readonly because: string; readonly remedy: string };

/** By name; undefined: it was not looked at. */
export type UseOf = (name: string) => KnownUse | undefined;

/**
 * Nothing opens it, `--yes` neither. What is not known counts as in use.
 * @throws {GuardError} `in-use`
 */
export function refuseInUse(bound: readonly BoundAgain[], useOf: UseOf): void {
  const hit = bound.filter(({ verdict, subject }) => verdict !== "report-only" && useOf(subject)?.use !== "not-in-use");
  if (hit.length === 0) return;
  const names = [...new Set(hit.map(({ subject }) => subject))];
  const remedies = names.flatMap((name) => {
    const known = useOf(name);
    return known?.use === "unknown" ? [known.remedy] : [];
  });
  throw new GuardError(
    `Synchronisation would stop: ${names.map((name) => `${bindWords(name, hit)}, and ${becauseOf(name, useOf)}`).join("; ")}.`,
    {
      code: "in-use",
      remedy: [
        ...new Set(remedies),
        "End it when another identity synchronises and this one is disabled. To end only the exclusions of others, name them with --for.",
      ].join(" "),
    },
  );
}

/** For who takes a run back, and is not held: whom that hits. */
export function boundAgainWarnings(bound: readonly BoundAgain[], useOf: UseOf): readonly string[] {
  const hit = bound.filter(({ verdict }) => verdict !== "report-only");
  const names = [...new Set(hit.map(({ subject }) => subject))].filter((name) => useOf(name)?.use !== "not-in-use");
  return names.map(
    (name) =>
      `MFA binds ${name} again, and synchronisation may stop: ${bindWords(name, hit)}, and ${becauseOf(name, useOf)}.`,
  );
}

/** Once such a policy is switched on, it binds. */
export function reportOnlyWarnings(bound: readonly BoundAgain[]): readonly string[] {
  return bound.flatMap(({ verdict, policyName, subject }) =>
    verdict === "report-only"
      ? [`"${policyName}" is report-only: once it is switched on, it binds ${subject} again.`]
      : [],
  );
}

function bindWords(name: string, bound: readonly BoundAgain[]): string {
  const mine = bound.filter(({ subject }) => subject === name);
  const list = (verdict: BoundAgain["verdict"]) =>
    [...new Set(mine.filter((one) => one.verdict === verdict).map(({ policyName }) => `"${policyName}"`))].join(", ");
  const [certain, perhaps] = [list("binds"), list("unknown")];
  if (perhaps === "") return `${certain} would bind ${name} again`;
  if (certain === "") return `${perhaps} may bind ${name} again`;
  return `${certain} would and ${perhaps} may bind ${name} again`;
}

function becauseOf(name: string, useOf: UseOf): string {
  return useOf(name)?.because ?? "whether it is in use was not read";
}
