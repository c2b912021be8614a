// Whom the end of exclusions binds again, and whether that is somebody who synchronises just now.
import type { Use } from "../accounts/identity-use.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type BoundAgain, boundAgain, type Connector } from "../conditional-access/bound-again.js";
import { boundAgainWarnings, refuseInUse, reportOnlyWarnings, type UseOf } from "../conditional-access/in-use.js";
import { placesOf } from "../conditional-access/sign-in-evidence.js";
import type { Change } from "../shapes/change.js";
import { mapFact } from "../shapes/fact.js";
import type { EndingSurvey } from "./ending-survey.js";
import type { ExclusionSurvey } from "./exclusion-survey.js";
import { surveyUse } from "./identity-use-survey.js";

export interface Guarded {
  readonly warnings: readonly string[];
  /** Those that are bound again, and whether they are in use. */
  readonly identities: readonly { readonly name: string; readonly use: Use["use"]; readonly because: string }[];
}

/** @throws {GuardError} `in-use` */
export async function guardThoseInUse(
  session: { readonly graph: ServiceClient },
  { exclusion }: Pick<EndingSurvey, "exclusion">,
  changes: readonly Change[],
): Promise<Guarded> {
  const { bound, uses, useOf } = await hitBy(session, exclusion, changes);
  refuseInUse(bound, useOf);
  return {
    warnings: reportOnlyWarnings(bound),
    identities: uses.map(([name, { use, because }]) => ({ name, use, because })),
  };
}

/** The same for who takes a run back, which the guard does not hold. */
export async function warnOfThoseInUse(
  session: { readonly graph: ServiceClient },
  exclusion: ExclusionSurvey,
  changes: readonly Change[],
): Promise<readonly string[]> {
  const { bound, useOf } = await hitBy(session, exclusion, changes);
  return [...boundAgainWarnings(bound, useOf), ...reportOnlyWarnings(bound)];
}

interface Hit {
  readonly bound: readonly BoundAgain[];
  readonly uses: readonly (readonly [string, Use])[];
  readonly useOf: UseOf;
}

/** Sign-ins are read only of those whom a policy would, or may, bind again. */
async function hitBy(
  session: { readonly graph: ServiceClient },
  { organization, policies, subjects, identities }: ExclusionSurvey,
  changes: readonly Change[],
): Promise<Hit> {
  const connectors = subjects.flatMap(
    ({ subject, is, enabled, signIn }): readonly (Connector & { enabled: boolean | null })[] =>
      subject.kind === "user" && subject.userId !== null && (is === "connector" || is === "cloud-sync")
        ? [{ subject, signIn, enabled }]
        : [],
  );
  const first = boundAgain(policies, changes, connectors);
  const concerned = connectors.filter(({ subject }) => first.some((one) => one.subject === subject.name));
  const read = await surveyUse(
    session,
    organization,
    concerned.map(({ subject, enabled }) => ({ subject, enabled })),
    identities,
  );
  // From where it signs in is known only now.
  const better = concerned.map(({ subject, signIn }) => {
    const signIns = read.get(subject.name)?.signIns;
    const places = signIns === undefined ? null : placesOf(subject, signIns);
    const addresses = places === null ? signIn.addresses : mapFact(places, (all) => all.map(({ ip }) => ip));
    return { subject, signIn: { ...signIn, addresses } };
  });
  return {
    bound: boundAgain(policies, changes, better),
    uses: [...read].map(([name, { use }]) => [name, use] as const),
    useOf: (name) => read.get(name)?.use,
  };
}
