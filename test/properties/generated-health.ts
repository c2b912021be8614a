// What Connect Health might list, from a number: services, servers of equal names, every way in which it tells of uploads.
// What is true of each server stands beside what goes over the wire. Each number always gives the same.
import { type Canned, forbidden, json } from "../tenant/canned-service.js";
import { type Dice, diceOf } from "./generated-fleets.js";

export const AT = Date.parse("2026-11-22T10:00:00Z");
const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const ROOT = "/providers/Microsoft.ADHybridHealthService";

/** So long ago, milliseconds; `never` by a sign of that; `odd`: no time, or not told at all. */
export type Told = number | "never" | "odd";

export interface TrueServer {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly disabled: boolean;
  readonly stagingAtFirst: boolean;
  readonly updated: Told;
  readonly registered: Told;
  /** By kind of data, one of them perhaps twice; null: the service does not say. */
  readonly uploads: readonly (readonly [kind: string, told: Told])[] | null;
}

export interface HealthFleet {
  readonly servers: readonly TrueServer[];
  readonly staleAfterMs: number;
  /** Whom Graph shows to be active; `contradicted`: it is not sure; `unread`: it could not be asked. */
  readonly active: { readonly server: string } | "contradicted" | "unread";
  /** What the operator says of it: a name, or an entry's id. */
  readonly said: string | null;
  readonly answers: Readonly<Record<string, Canned>>;
}

const NAMES = ["SRV", "SRV", "srv", "SRV2", "AADC-OLD", "a'b;--", "\u202eDLO", ""] as const;
const ACTIVE = "NEW";

export function healthFleetOf(seed: number): HealthFleet {
  const dice = diceOf(seed);
  const { chance, oneOf } = dice;
  const staleAfterMs = oneOf([2 * DAY, 2 * DAY, 6 * HOUR, 7 * DAY]);
  const services = chance(0.2) ? ["AadSyncService-a", "AadSyncService-b"] : ["AadSyncService-a"];
  const servers: TrueServer[] = [];
  for (let index = 0; index < oneOf([1, 2, 2, 3, 3, 4, 5]); index += 1) {
    const service = oneOf(["AadSyncService-a", services.at(-1) ?? ""]);
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    servers.push(
      index === 0 && chance(0.93)
        ? { ...aliveServer(staleAfterMs, dice), id, service, name: cased(ACTIVE, dice), disabled: false }
        : { ...anyServer(staleAfterMs, dice), id, service, name: chance(0.06) ? ACTIVE : oneOf(NAMES) },
    );
  }
  const active = chance(0.8) ? { server: cased(ACTIVE, dice) } : oneOf(["contradicted", "unread", "unread"] as const);
  const saidName = chance(0.1) ? oneOf(NAMES) : oneOf([ACTIVE, servers[0]?.id ?? ACTIVE]);
  return {
    servers: chance(0.5) ? servers : servers.toReversed(),
    ...{ staleAfterMs, active, said: chance(active === "unread" ? 0.8 : 0.15) ? saidName : null },
    answers: answersOf(services, servers, dice),
  };
}

function cased(name: string, { oneOf }: Dice): string {
  return oneOf([name, name.toLowerCase(), `${name}.contoso.com`]);
}

type Own = Omit<TrueServer, "id" | "service" | "name">;

function aliveServer(limit: number, dice: Dice): Own {
  const uploads = dice.chance(0.95) ? ([["ServiceStatus", dice.oneOf([60_000, HOUR, limit])]] as const) : [];
  return { ...anyServer(limit, dice), stagingAtFirst: dice.chance(0.4), updated: HOUR, uploads };
}

function anyServer(limit: number, dice: Dice): Own {
  const { chance, oneOf } = dice;
  const recent = [-HOUR, 60_000, HOUR, limit - 1, limit] as const;
  const old = [limit + 1, limit + HOUR, 30 * DAY, 1_400 * DAY] as const;
  const told = (fresh: number, odd = 0.02): Told =>
    chance(odd) ? "odd" : chance(fresh) ? oneOf(recent) : chance(0.2) ? "never" : oneOf(old);
  const own = { disabled: chance(0.25), stagingAtFirst: chance(0.3), registered: told(0.1) };
  if (chance(0.12)) return { ...own, updated: "never", uploads: chance(0.5) ? [] : [["ServiceStatus", "never"]] };
  const fresh = oneOf([0, 0, 0.1, 0.8]);
  const kinds = ["ServiceStatus", "PerfCounter", "RunProfile", oneOf(["Alerts", "PerfCounter"])];
  return {
    ...own,
    updated: told(fresh),
    uploads: chance(0.05) ? null : kinds.slice(0, oneOf([0, 1, 2, 4])).map((kind) => [kind, told(fresh)] as const),
  };
}

function answersOf(
  services: readonly string[],
  servers: readonly TrueServer[],
  dice: Dice,
): Readonly<Record<string, Canned>> {
  const { chance, oneOf } = dice;
  const answers: Record<string, Canned> = {
    [`${ROOT}/services`]: json(
      listed(
        [...services, "AdFederation"].map((name) => ({ serviceName: name, type: name.split("-")[0] })),
        dice,
      ),
    ),
  };
  for (const service of services) {
    const own = servers.filter((one) => one.service === service);
    answers[`${ROOT}/services/${service}/servicemembers`] = json(
      listed(
        own.map((one) => entryOf(one, dice)),
        dice,
      ),
    );
    for (const { id, uploads } of own) {
      const times = (uploads ?? []).map(([key, told]) => ({ key, ...timed("value", told, dice) }));
      answers[`${ROOT}/services/${service}/servicemembers/${id}/datafreshness`] =
        uploads === null ? oneOf([forbidden, json({}), json("none"), { status: 404 }]) : json(listed(times, dice));
    }
  }
  return chance(0.5) ? answers : Object.fromEntries(Object.entries(answers).toReversed());
}

function listed(entries: readonly object[], { oneOf }: Dice): unknown {
  return oneOf<unknown>([
    entries,
    { value: entries },
    { value: entries, totalCount: 0, continuationToken: null, nextLink: "" },
  ]);
}

function entryOf({ id, name, disabled, stagingAtFirst, updated, registered }: TrueServer, dice: Dice): object {
  return {
    ...{ serviceMemberId: id, machineName: name === "" ? dice.oneOf([null, ""]) : name, status: "Healthy" },
    ...(disabled || dice.chance(0.5) ? { disabled } : {}),
    ...timed("lastUpdated", updated, dice),
    // It may be left out, which is no sign of anything: that is as never.
    ...(registered === "odd"
      ? { createdDate: dice.oneOf(["soon", 7, "2026-13-45T99:00:00Z"]) }
      : timed("createdDate", registered, dice)),
    monitoringConfigurationsComputed: [
      { key: "MonitoringLevel", value: "Full" },
      { key: "StagingMode", value: stagingAtFirst ? "True" : "False" },
    ],
  };
}

/** As the service writes times: seven digits, with and without a zone, year 1 for never. */
function timed(field: string, told: Told, { oneOf }: Dice): object {
  if (told === "odd") return oneOf([{}, { [field]: "soon" }, { [field]: "2026-13-45T99:00:00Z" }]);
  if (told === "never") return { [field]: oneOf(["0001-01-01T00:00:00", "0001-01-01T00:00:00Z", null, ""]) };
  const time = new Date(AT - told).toISOString();
  return { [field]: oneOf([time, time.replace("Z", "0000Z"), time.replace("Z", ""), time.replace("Z", "+00:00")]) };
}
