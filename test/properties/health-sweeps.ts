// What holds over many made-up lists of Connect Health: no plan of cleanup-health removes what must stay, and fresher data
// removes nothing more. Read by the real readers, from the wire. Each failure names its list by number.
import { activeEntryOf } from "../../src/commands/active-in-health.js";
import { isAlive, type JudgedServer, judgeServer, withStaging } from "../../src/health/judgement.js";
import { planRemoval } from "../../src/health/removal.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import { sameServer } from "../../src/shapes/server-name.js";
import { type ActiveServer, activeServerIn } from "../../src/sync/active-server.js";
import { readHealthServers } from "../../src/tenant/health.js";
import { answering, json } from "../tenant/canned-service.js";
import { FIRST_FLEET, type Sweep } from "./fleet-sweeps.js";
import { diceOf } from "./generated-fleets.js";
import { AT, type HealthFleet, healthFleetOf } from "./generated-health.js";
import { type AskedOfHealth, mayGoAlone, wrongRemovals } from "./health-oracle.js";

const SOURCE = { request: "made up" };

export function activeOf({ active }: HealthFleet): Fact<ActiveServer> {
  if (active === "unread") return unknown("Refused.", "Ask for the right.");
  return known(
    active === "contradicted"
      ? { state: "ambiguous", reason: "Signals disagree." }
      : { state: "known", server: active.server },
    SOURCE,
  );
}

/** As the command judges them. */
export async function judgedOf(fleet: HealthFleet, answers = fleet.answers): Promise<readonly JudgedServer[]> {
  const { value } = await readHealthServers(answering(answers).client);
  const active = activeServerIn(activeOf(fleet));
  return value.map((one) =>
    withStaging(judgeServer(one, AT, fleet.staleAfterMs), (name) => active !== null && sameServer(name, active)),
  );
}

interface Asked extends AskedOfHealth {
  readonly disableOnly?: boolean;
  /** What is typed instead of ids, and vouched for in the same words. */
  readonly words?: readonly string[];
}

/** Ids of what would be removed, or disabled. */
function removed(fleet: HealthFleet, judged: readonly JudgedServer[], asked: Asked): readonly string[] {
  const { named, attested, disableOnly = false, words } = asked;
  const wishes = { servers: words ?? named, attested: words ?? attested, disableOnly };
  try {
    const active = activeEntryOf(activeOf(fleet), fleet.said ?? undefined, judged);
    const { changes } = planRemoval(judged, wishes, active);
    return changes.map(({ target }) => target.serviceMemberId);
  } catch (error) {
    if (error instanceof GuardError || error instanceof UsageError) return [];
    throw error;
  }
}

function hasTwins({ servers }: HealthFleet): boolean {
  return new Set(servers.map(({ name }) => name.toLowerCase())).size < servers.length;
}

/** By the name of each, in small letters: a name that two have, or none, means nobody. */
function byName({ servers }: HealthFleet): readonly Asked[] {
  return servers.map(({ name }) => {
    const meant = servers.filter((one) => one.name !== "" && one.name.toLowerCase() === name.toLowerCase());
    const ids = meant.length === 1 ? meant.map(({ id }) => id) : [];
    return { named: ids, attested: ids, words: [name.toLowerCase()] };
  });
}

const GONE: readonly string[] = ["stale", "never-reported", "disabled"];

function kindOf({ words, attested }: Asked): string {
  if (words !== undefined) return "one, by name";
  return attested.length > 0 ? "one, vouched for" : "one";
}

/** @param fleets how many */
export async function sweepHealthPlans(fleets: number): Promise<Sweep> {
  const tally = new Map<string, number>();
  const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
  for (let seed = FIRST_FLEET; seed < FIRST_FLEET + fleets; seed += 1) {
    const fleet = healthFleetOf(seed);
    const dice = diceOf(seed ^ 0x5bd1e995);
    const judged = await judgedOf(fleet);
    for (const verdict of new Set(judged.map((one) => one.verdict))) count(verdict);
    if (hasTwins(fleet)) count("equal names");
    const ids = judged.map(({ server }) => server.id);
    const gone = judged.filter(({ verdict }) => GONE.includes(verdict)).map(({ server }) => server.id);
    const some = ids.filter(() => dice.chance(0.5));
    const all: readonly Asked[] = [
      { named: gone, attested: [] },
      { named: ids, attested: [] },
      { named: ids, attested: ids },
      { named: some, attested: some.filter(() => dice.chance(0.5)) },
      { named: gone, attested: [], disableOnly: true },
      ...ids.flatMap((id) => [
        { named: [id], attested: [] },
        { named: [id], attested: [id] },
      ]),
      ...byName(fleet),
    ];
    for (const [index, asked] of all.entries()) {
      const would = removed(fleet, judged, asked);
      if (index === 0 && would.length > 0) count("plans that are not empty");
      if (index > 4 && would.length > 0) count(kindOf(asked));
      const wrong = wrongRemovals(would, fleet, asked);
      const server =
        index > 4 && asked.words === undefined ? fleet.servers.find(({ id }) => id === asked.named[0]) : undefined;
      if (server !== undefined && mayGoAlone(server, fleet) && would.length === 0) wrong.push("refused for nothing");
      if (wrong.length > 0) return { tally, violation: `list ${seed}, ${JSON.stringify(asked)}: ${wrong.join("; ")}` };
    }
  }
  return { tally, violation: null };
}

/** Each server as it is, and with an upload of this moment beside all that is told of it. */
export async function sweepFresherUploads(fleets: number): Promise<Sweep> {
  const tally = new Map<string, number>();
  for (let seed = FIRST_FLEET; seed < FIRST_FLEET + fleets; seed += 1) {
    const fleet = healthFleetOf(seed);
    const judged = await judgedOf(fleet);
    for (const { id, service } of fleet.servers) {
      const asked = { named: [id], attested: [id] };
      if (removed(fleet, judged, asked).length > 0) tally.set("ended", (tally.get("ended") ?? 0) + 1);
      const place = `/providers/Microsoft.ADHybridHealthService/services/${service}/servicemembers/${id}/datafreshness`;
      const fresh = json([{ key: "ServiceStatus", value: new Date(AT - 60_000).toISOString() }]);
      const after = await judgedOf(fleet, { ...fleet.answers, [place]: fresh });
      if (removed(fleet, after, asked).length > 0)
        return { tally, violation: `list ${seed}: ${id} is removed, and uploads` };
      // An active server that comes alive opens the removal of others: that is what it has to be alive for.
      const wasAlive = judged.filter(isAlive).map(({ server }) => server.machineName);
      const isActive = judged.find(({ server }) => server.id === id)?.server.machineName ?? "";
      if (!wasAlive.some((name) => sameServer(name, isActive)) && sameServer(isActive, "NEW")) continue;
      for (const other of fleet.servers) {
        const wish = { named: [other.id], attested: [] };
        if (removed(fleet, judged, wish).length === 0 && removed(fleet, after, wish).length > 0 && fleet.said === null)
          return { tally, violation: `list ${seed}: an upload of ${id} opens the removal of ${other.id}` };
      }
    }
  }
  return { tally, violation: null };
}
