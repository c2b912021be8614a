// What holds over many made-up fleets: no plan of cleanup-accounts has anything that must stay, and fresher data removes
// nothing more. Each failure names its fleet by number.
import { isRemovable } from "../../src/accounts/cleanup-guards.js";
import { planCleanup } from "../../src/accounts/cleanup-plan.js";
import type { CleanupWishes } from "../../src/accounts/cleanup-wishes.js";
import { classify } from "../../src/accounts/identity-classes.js";
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { known } from "../../src/shapes/fact.js";
import type { IdentityChange } from "../../src/shapes/identity-change.js";
import { removes, wrongWith } from "./fleet-oracle.js";
import { AT, type Dice, diceOf, fleetOf } from "./generated-fleets.js";

export const FIRST_FLEET = 20_261_122;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const SOURCE = { request: "fresher" };
const NOW = new Date(AT).toISOString();

function planned(fleet: Fleet, wishes: CleanupWishes): readonly IdentityChange[] {
  try {
    return planCleanup(fleet, classify(fleet), wishes).changes;
  } catch (error) {
    if (error instanceof GuardError || error instanceof UsageError) return [];
    throw error;
  }
}

function wishesOf(identities: readonly string[], dice: Dice, declarable: readonly string[]): CleanupWishes {
  const [first, ...more] = declarable;
  return {
    identities,
    step: dice.oneOf(["disable", "delete"] as const),
    quarantineMs: dice.oneOf([7 * DAY, 7 * DAY, HOUR, 60_000, 30 * DAY]),
    decommissioned: first === undefined || dice.chance(0.5) ? null : dice.oneOf([first, ...more]),
    activeServer: null,
  };
}

/** As somebody would do it: what the list offers, all at once. */
function offered(fleet: Fleet, step: "disable" | "delete"): readonly string[] {
  const judged = classify(fleet);
  return fleet.identities.flatMap(({ id, enabled }) => {
    const isOn = enabled.state === "known" && enabled.value;
    return isRemovable(judged.find((one) => one.id === id)?.class ?? "unknown") && isOn === (step === "disable")
      ? [id]
      : [];
  });
}

function hasTwins({ identities }: Fleet): boolean {
  const names = new Map<string, string>();
  return identities.some(({ server, installation }) => {
    if (server === null) return false;
    const earlier = names.get(server);
    names.set(server, installation ?? "");
    return earlier !== undefined && earlier !== installation;
  });
}

/** How often each thing was, by its name; the first violation that is found, in words. */
export interface Sweep {
  readonly tally: ReadonlyMap<string, number>;
  readonly violation: string | null;
}

/** @param fleets how many */
export function sweepPlans(fleets: number): Sweep {
  const tally = new Map<string, number>();
  const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
  for (let seed = FIRST_FLEET; seed < FIRST_FLEET + fleets; seed += 1) {
    const fleet = fleetOf(seed);
    const dice = diceOf(seed ^ 0x5bd1e995);
    for (const one of new Set(classify(fleet).map((judged) => judged.class))) count(one);
    if (hasTwins(fleet)) count("equal names");
    const either = dice.oneOf(["disable", "delete"] as const);
    const step = offered(fleet, either).length > 0 ? either : either === "disable" ? "delete" : "disable";
    const names = fleet.identities.flatMap(({ id, name, server, installation }) =>
      server === null ? [id] : [server, `${server}_${installation ?? ""}`, name],
    );
    const asked = { step, quarantineMs: 7 * DAY, decommissioned: null, activeServer: null };
    const all = [
      { ...asked, identities: offered(fleet, step) },
      ...fleet.identities.map(({ id }) => wishesOf([id], dice, names)),
    ];
    for (const [index, wishes] of all.entries()) {
      const changes = planned(fleet, wishes);
      if (index === 0 && changes.length > 0) count("plans that are not empty");
      if (index > 0 && changes.some(removes))
        count(`${wishes.decommissioned === null ? "judged" : "declared"}, ${wishes.step ?? ""}`);
      const wrong = wrongWith(changes, fleet, wishes);
      if (wrong.length > 0)
        return { tally, violation: `fleet ${seed}, ${JSON.stringify(wishes)}: ${wrong.join("; ")}` };
    }
  }
  return { tally, violation: null };
}

type Fresher = readonly [string, (one: IdentityFacts, fleet: Fleet) => Fleet, (change: IdentityChange) => boolean];

const withFacts = (one: IdentityFacts, { identities, ...rest }: Fleet, change: Partial<IdentityFacts>): Fleet => ({
  ...rest,
  identities: identities.map((other) => (other.id === one.id ? { ...other, ...change } : other)),
});
const deletesIt = ({ kind }: IdentityChange) => kind.startsWith("delete-");
const wroteNow = { since: new Date(AT - 8 * DAY).toISOString(), first: NOW, last: NOW, turnSince: NOW };

/** Each with what it must end for good. */
const FRESHER: readonly Fresher[] = [
  ["a write", (one, fleet) => withFacts(one, fleet, { writes: known(wroteNow, SOURCE) }), removes],
  ["a sign-in", (one, fleet) => withFacts(one, fleet, { lastSignIn: known(NOW, SOURCE) }), removes],
  ["a later disabling", (one, fleet) => withFacts(one, fleet, { disabledAt: known(NOW, SOURCE) }), deletesIt],
  [
    "a later note",
    (one, fleet) => withFacts(one, fleet, { quarantine: known({ disabledAt: NOW, provenAt: null }, SOURCE) }),
    deletesIt,
  ],
];

/** Each identity as it is, and with something that has just happened to it. */
export function sweepFresherData(fleets: number): Sweep {
  const tally = new Map<string, number>();
  for (let seed = FIRST_FLEET; seed < FIRST_FLEET + fleets; seed += 1) {
    const fleet = fleetOf(seed);
    const dice = diceOf(seed ^ 0x27d4eb2f);
    for (const one of fleet.identities) {
      const wishes = wishesOf([one.id], dice, one.server === null ? [one.id] : [one.server, one.id]);
      const before = planned(fleet, wishes);
      for (const [what, fresher, ends] of FRESHER) {
        if (before.some(ends)) tally.set(what, (tally.get(what) ?? 0) + 1);
        if (planned(fresher(one, fleet), wishes).some(ends))
          return { tally, violation: `fleet ${seed}, ${JSON.stringify(wishes)}: removed after ${what}` };
      }
      const gone = before.some(removes);
      if (!gone && planned(withUpload(one, fleet), wishes).some(removes))
        return { tally, violation: `fleet ${seed}, ${JSON.stringify(wishes)}: an upload opens it` };
    }
  }
  return { tally, violation: null };
}

function withUpload({ server }: IdentityFacts, fleet: Fleet): Fleet {
  if (server === null || fleet.health.state === "unknown") return fleet;
  const upload = { machineName: server, id: "fresh", verdict: "live" } as const;
  return { ...fleet, health: { ...fleet.health, value: [...fleet.health.value, upload] } };
}
