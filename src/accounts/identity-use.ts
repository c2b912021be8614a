// Whether an identity is in use: by what is known of its sign-ins and of its server. Pure.
import type { Fact } from "../shapes/fact.js";
import { minuteOf, parseTime } from "../shapes/time.js";

export interface IdentityFacts {
  readonly name: string;
  /** Null where Graph does not say. */
  readonly enabled: boolean | null;
  /** The newest sign-in of whatever kind, attempts included, as the account tells (ISO 8601); null: none is known of. */
  readonly lastSignIn: Fact<string | null>;
  /** The newest one in the log, non-interactive ones included (ISO 8601); null: none since `since`. */
  readonly logged: Fact<string | null>;
  /** Whether its server is the active one. */
  readonly active: Fact<boolean>;
  /** The service's time, epoch milliseconds. */
  readonly at: number;
}

export type Use =
  | { readonly use: "in-use" | "not-in-use"; readonly because: string }
  | { readonly use: "unknown"; readonly because: string; readonly remedy: string };

const DAY_MS = 86_400_000;

/** A server synchronises every 30 minutes; a week bridges one that is down for some days. */
export const UNUSED_AFTER_MS = 7 * DAY_MS;

/** Not in use is only what is known not to be: whose newest sign-in nobody can tell may synchronise tonight. */
export function useOf({ name, enabled, lastSignIn, logged, active, at }: IdentityFacts): Use {
  if (enabled === false) return { use: "not-in-use", because: `${name} is disabled` };
  if (active.state === "known" && active.value)
    return { use: "in-use", because: `${name} belongs to the server that synchronises` };
  const moments = [lastSignIn, logged].flatMap((fact) => momentsOf(fact));
  const strange = moments.find((moment) => parseTime(moment) === undefined);
  if (strange !== undefined)
    return {
      ...{ use: "unknown", because: `the newest sign-in of ${name} is told as "${strange}", which is no time` },
      remedy: "Run the command again.",
    };
  const newest = moments.map((moment) => parseTime(moment) ?? 0).toSorted((a, b) => b - a)[0];
  if (newest !== undefined && at - newest <= UNUSED_AFTER_MS)
    return { use: "in-use", because: `${name} signed in at ${minuteOf(newest)}` };
  if (lastSignIn.state === "known" && lastSignIn.value !== null && newest !== undefined)
    return { use: "not-in-use", because: `${name} has not signed in since ${minuteOf(newest)}` };
  const disable = `If ${name} is not used any more, disable it in the Entra admin center, and run the command again.`;
  if (lastSignIn.state === "unknown")
    return {
      ...{ use: "unknown", because: `when ${name} last signed in is not known (${bare(lastSignIn.reason)})` },
      remedy: `${lastSignIn.remedy} ${disable}`,
    };
  return { use: "unknown", because: `no sign-in of ${name} is known of`, remedy: disable };
}

function momentsOf(fact: Fact<string | null>): readonly string[] {
  return fact.state === "known" && fact.value !== null ? [fact.value] : [];
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
