// Made-up lists of Connect Health that move on between plan and removal: what must stay by the later list is not removed, and
// where nothing moved nothing is refused. Each failure names its list by number.
import { activeEntryOf } from "../../src/commands/active-in-health.js";
import { judgedAnew } from "../../src/health/judged-anew.js";
import { planRemoval, type RemovalPlan } from "../../src/health/removal.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { readHealthServers } from "../../src/tenant/health.js";
import { answering, type Canned, forbidden, json } from "../tenant/canned-service.js";
import { FIRST_FLEET, type Sweep } from "./fleet-sweeps.js";
import { AT, DAY, type HealthFleet, healthFleetOf, type TrueServer } from "./generated-health.js";
import { activeEntries, wrongRemovals } from "./health-oracle.js";
import { activeOf, judgedOf } from "./health-sweeps.js";

/** What happens meanwhile, counted where it stops a removal. */
export const MOVES = [
  "nothing",
  "it came back",
  "its uploads cannot be read",
  "the active server fell silent",
  "the rest of its service went",
] as const;
type Move = (typeof MOVES)[number];

const SERVICES = "/providers/Microsoft.ADHybridHealthService/services";
const SILENT = 60 * DAY;

export async function sweepSecondLooks(fleets: number): Promise<Sweep> {
  const tally = new Map<string, number>();
  for (let seed = FIRST_FLEET; seed < FIRST_FLEET + fleets; seed += 1) {
    const fleet = healthFleetOf(seed);
    const judged = await judgedOf(fleet);
    for (const { id } of fleet.servers)
      for (const attested of [[], [id]]) {
        const asked = { servers: [id], attested, disableOnly: false };
        const active = planned(() => activeEntryOf(activeOf(fleet), fleet.said ?? undefined, judged));
        const plan = active && planned<RemovalPlan>(() => planRemoval(judged, asked, active));
        if (!active || plan?.changes.length !== 1) continue;
        const vouched = plan.guardsOverridden.length > 0 ? [id] : [];
        for (const move of MOVES) {
          const later = after(move, fleet, id);
          const { value: all } = await readHealthServers(answering(later.answers).client);
          const server = all.find((one) => one.id === id);
          if (server === undefined) return { tally, violation: `list ${seed}: ${id} is not there any more` };
          const anew = { times: [AT], staleAfterMs: fleet.staleAfterMs, active, vouched };
          const isRefused = judgedAnew(server, all, anew) !== null;
          if (isRefused === (move !== "nothing")) tally.set(move, (tally.get(move) ?? 0) + 1);
          const wrong = wrongRemovals([id], later, { named: [id], attested: vouched });
          if (isRefused !== wrong.length > 0)
            return {
              tally,
              violation: `list ${seed}, ${id}, ${move}: ${isRefused ? "refused for nothing" : wrong.join("; ")}`,
            };
        }
      }
  }
  return { tally, violation: null };
}

function planned<T>(plan: () => T): T | null {
  try {
    return plan();
  } catch (error) {
    if (error instanceof GuardError || error instanceof UsageError) return null;
    throw error;
  }
}

/** What is true then, and what is answered. */
function after(move: Move, fleet: HealthFleet, id: string): HealthFleet {
  const of = ({ servers }: HealthFleet) => servers.find((one) => one.id === id);
  switch (move) {
    case "nothing":
      return fleet;
    case "it came back":
      return telling(fleet, [id], 60_000);
    case "its uploads cannot be read":
      return withUploads(fleet, [id], null, forbidden);
    case "the active server fell silent":
      return telling(
        fleet,
        activeEntries(fleet).map((one) => one.id),
        SILENT,
      );
    case "the rest of its service went": {
      const rest = fleet.servers.filter((one) => one.id === id || one.service !== of(fleet)?.service);
      return { ...fleet, servers: rest, answers: only(rest, fleet) };
    }
  }
}

/** All of them uploaded so long ago. */
function telling(fleet: HealthFleet, ids: readonly string[], ago: number): HealthFleet {
  const value = new Date(AT - ago).toISOString();
  return withUploads(fleet, ids, [["ServiceStatus", ago]], json([{ key: "ServiceStatus", value }]));
}

function withUploads(fleet: HealthFleet, ids: readonly string[], uploads: TrueServer["uploads"], answer: Canned) {
  const changed = fleet.servers.filter(({ id }) => ids.includes(id));
  const answers = changed.map(({ service, id }) => [
    `${SERVICES}/${service}/servicemembers/${id}/datafreshness`,
    answer,
  ]);
  return {
    ...fleet,
    servers: fleet.servers.map((one) => (ids.includes(one.id) ? { ...one, uploads } : one)),
    answers: { ...fleet.answers, ...(Object.fromEntries(answers) as HealthFleet["answers"]) },
  };
}

/** The lists of entries without those that went. */
function only(rest: readonly TrueServer[], { answers }: HealthFleet): HealthFleet["answers"] {
  const stays = (entry: unknown) => rest.some(({ id }) => JSON.stringify(entry).includes(id));
  return Object.fromEntries(
    Object.entries(answers).map(([place, answer]) => {
      if (!place.endsWith("/servicemembers")) return [place, answer];
      const { body } = answer;
      const entries = Array.isArray(body) ? body : (body as { readonly value: readonly unknown[] }).value;
      return [place, json(entries.filter(stays))];
    }),
  );
}
