// Fleets as they might be, from a number: servers that work, stand by, are gone, share their names; what is not known; what
// others made. Each number always gives the same one.
import type { Fleet, HealthWitness, IdentityFacts, IdentityWrites } from "../../src/accounts/identity-facts.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";

export const AT = Date.parse("2026-11-22T10:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SOURCE = { request: "made up" };
const UNREAD = unknown<never>("Refused.", "Ask for the right.");
/** Around every limit there is. */
const RECENT = [60_000, HOUR, 3 * HOUR, DAY - 1, DAY, DAY + 1, 3 * DAY, 6 * DAY, 7 * DAY] as const;
const LONG_AGO = [7 * DAY + 1, 7.5 * DAY, 8 * DAY] as const;
const NAMES = ["SRV", "SRV_2", "AADC", "OLD"] as const;
const NO_TIMES = ["", "soon", "0001-01-01T00:00:00", "2026-13-45T99:00:00Z"] as const;

export type Dice = ReturnType<typeof diceOf>;

export function diceOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const chance = (share: number) => next() < share;
  const oneOf = <T>(list: readonly [T, ...(readonly T[])]): T => list[Math.floor(next() * list.length)] ?? list[0];
  return { chance, oneOf };
}

interface Server {
  readonly name: string;
  readonly hex: string;
  readonly life: "active" | "rogue" | "staging" | "stopped" | "gone" | "leftover";
  readonly has: "user" | "application" | "both";
}

const fact = <T>(value: T): Fact<T> => known(value, SOURCE);
const ago = (ms: number) => new Date(AT - ms).toISOString();

export function fleetOf(seed: number): Fleet {
  const dice = diceOf(seed);
  const { chance, oneOf } = dice;
  const servers = serversOf(dice);
  const hasP1 = chance(0.85);
  const strangers = strangersOf(dice);
  const identities = [...servers.flatMap((one) => identitiesOf(one, hasP1, dice)), ...strangers].map((one) =>
    blurred(one, dice),
  );
  const working = servers.find(({ life }) => life === "active");
  const exporter = identities.find(({ server, type }) => server === working?.name && type === preferred(working));
  const isQuiet = chance(0.1);
  return {
    identities: chance(0.5) ? identities : identities.toReversed(),
    activeServer: chance(0.07) ? UNREAD : fact(chance(0.04) ? null : cased(working?.name ?? null, dice)),
    exportedBy: chance(0.25) ? UNREAD : fact(chance(0.1) ? null : (exporter?.name ?? null)),
    health: chance(0.06) ? UNREAD : fact(servers.flatMap((one) => entriesOf(one, dice))),
    lastSync: chance(0.04) ? UNREAD : fact(isQuiet ? ago(oneOf([5 * HOUR, 3 * DAY, 20 * DAY])) : soon(dice)),
    lastPasswordSync: chance(0.04) ? UNREAD : fact(chance(0.5) ? null : chance(0.1) ? ago(2 * DAY) : soon(dice)),
    silentAfterMs: 3 * HOUR,
    at: AT,
  };
}

function soon({ chance, oneOf }: Dice): string {
  return chance(0.02) ? oneOf(NO_TIMES) : ago(oneOf([-DAY, -60_000, 60_000, HOUR, 2 * HOUR]));
}

function preferred({ has }: Server): IdentityFacts["type"] {
  return has === "user" ? "user" : "application";
}

function cased(name: string | null, { oneOf }: Dice): string | null {
  return name === null ? null : oneOf([name, name.toLowerCase(), `${name}.contoso.com`]);
}

function serversOf({ chance, oneOf }: Dice): readonly Server[] {
  const servers: Server[] = [];
  const count = oneOf([1, 2, 2, 3, 3, 4]);
  for (let index = 0; index < count; index += 1) {
    const twin = servers.at(-1)?.name;
    const free = NAMES.find((name) => !servers.some((one) => one.name === name)) ?? "SRV";
    const life = oneOf([
      "rogue",
      "staging",
      "stopped",
      "stopped",
      "stopped",
      "gone",
      "gone",
      "gone",
      "leftover",
    ] as const);
    servers.push({
      name: twin !== undefined && chance(0.15) ? twin : free,
      hex: `${index}`.repeat(12),
      life: index === 0 && chance(0.95) ? "active" : life,
      has: oneOf(["user", "user", "application", "both"] as const),
    });
  }
  return servers;
}

function identitiesOf(server: Server, hasP1: boolean, dice: Dice): readonly IdentityFacts[] {
  const { name, hex, has } = server;
  const own = [];
  if (has !== "application")
    own.push({ ...base(`user-${hex}`, `Sync_${name}_${hex}@contoso.com`), ...dead(server, dice), roleIds: ["role"] });
  if (has !== "user")
    own.push({ ...appOf(`app-${hex}`, `ConnectSyncProvisioning_${name}_${hex}`), ...dead(server, dice) });
  return own.map((one) => ({
    ...{ ...one, server: name, installation: hex },
    ...(server.life === "leftover" ? { roleIds: [], hasAppRole: false } : {}),
    ...doings(one, server, hasP1, dice),
  }));
}

type Doings = Pick<IdentityFacts, "writes" | "lastSignIn">;

/** What an identity did: of a server with both kinds the application writes, and the user did before. */
function doings({ type }: IdentityFacts, { life, has }: Server, hasP1: boolean, { chance, oneOf }: Dice): Doings {
  const isOld = has === "both" && type === "user";
  const works = (life === "active" || life === "rogue") && !isOld;
  const since = chance(0.05) ? ago(3 * DAY) : ago(8 * DAY);
  const last = works ? oneOf(RECENT) : isOld && chance(0.3) ? oneOf(RECENT) : chance(0.25) ? oneOf(LONG_AGO) : null;
  const first = last === null ? null : Math.max(last, works ? oneOf([HOUR, DAY - 1, DAY, 3 * DAY, 6 * DAY]) : last);
  const signsIn = works || life === "staging" || chance(0.15);
  const signIn = signsIn ? oneOf(RECENT) : chance(0.4) ? oneOf(LONG_AGO) : null;
  const time = (moment: number | null) => (moment === null ? null : chance(0.01) ? oneOf(NO_TIMES) : ago(moment));
  const turn = first === null || last === null ? null : oneOf([first, last]);
  const writes: IdentityWrites = { since, first: time(first), last: time(last), turnSince: time(turn) };
  return { writes: fact(writes), lastSignIn: hasP1 ? fact(time(signIn)) : UNREAD };
}

/** Of a server that is gone: disabled since some time, noted or not, as the log tells or not. */
function dead({ life, has }: Server, { chance, oneOf }: Dice): Partial<IdentityFacts> {
  const mayBeOff = life === "stopped" || life === "gone" || life === "leftover" || (has === "both" && chance(0.3));
  if (!mayBeOff || chance(0.4)) return { quarantine: fact(chance(0.03) ? note(8 * DAY, null) : null) };
  const since = oneOf([-DAY, HOUR, 3 * HOUR, 7 * DAY - 1, 7 * DAY, 9 * DAY, 20 * DAY] as const);
  const told = chance(0.75) ? since : oneOf([HOUR, 5 * HOUR, 8 * DAY, 25 * DAY] as const);
  return {
    enabled: fact(false),
    quarantine: fact(
      chance(0.1) ? null : note(since, chance(0.4) ? Math.max(0, since - oneOf([HOUR, 3 * HOUR])) : null),
    ),
    disabledAt: chance(0.05) ? UNREAD : fact(chance(0.1) ? null : chance(0.02) ? oneOf(NO_TIMES) : ago(told)),
  };
}

const note = (disabledAt: number, provenAt: number | null) => ({
  ...{ disabledAt: ago(disabledAt), provenAt: provenAt === null ? null : ago(provenAt) },
});

function base(id: string, name: string): IdentityFacts {
  return {
    ...{ id, type: "user", name, appId: null, applicationId: fact(null), ownTenant: fact(true), server: null },
    ...{ installation: null, enabled: fact(true), synced: false, roleIds: [], hasAppRole: false, appRoles: fact([]) },
    ...{ writes: fact({ since: ago(8 * DAY), first: null, last: null, turnSince: null }), lastSignIn: fact(null) },
    ...{ quarantine: fact(null), roomForNote: fact(100), disabledAt: fact(null) },
  };
}

function appOf(id: string, name: string): IdentityFacts {
  const own = { type: "application", appId: `client-${id}`, applicationId: fact(`registration-${id}`) } as const;
  return { ...base(id, name), ...own, hasAppRole: true };
}

/** What no server of Entra Connect has: with notes on them now and then, as if they were in quarantine. */
function strangersOf(dice: Dice): readonly IdentityFacts[] {
  const { chance, oneOf } = dice;
  const off = (): Partial<IdentityFacts> =>
    chance(0.2)
      ? { enabled: fact(false), quarantine: fact(note(9 * DAY, 5 * DAY)), disabledAt: fact(ago(9 * DAY)) }
      : {};
  const like = oneOf(NAMES);
  const all: readonly (readonly [number, IdentityFacts])[] = [
    [0.25, base("cloud-sync", "ADToAADSyncServiceAccount@contoso.com")],
    [0.15, { ...appOf("foreign", "Sync fabric"), ownTenant: fact(false), applicationId: fact(null) }],
    [
      0.1,
      {
        ...{ ...appOf("lookalike", `ConnectSyncProvisioning_${like}_ffffffffffff`), ownTenant: fact(false) },
        ...{ server: like, installation: "ffffffffffff" },
      },
    ],
    [0.12, { ...appOf("own-app", "Our sync"), ...(chance(0.5) ? { writes: wroteAt(oneOf(RECENT)) } : {}) }],
    [0.1, { ...base("person", "mia@contoso.com"), roleIds: ["role"] }],
    [
      0.08,
      {
        ...base("synced", `Sync_${like}_eeeeeeeeeeee@contoso.com`),
        synced: true,
        server: like,
        installation: "eeeeeeeeeeee",
      },
    ],
  ];
  return all.flatMap(([share, one]) => (chance(share) ? { ...one, ...off() } : []));
}

function wroteAt(moment: number): Fact<IdentityWrites> {
  return fact({ since: ago(8 * DAY), first: ago(moment), last: ago(moment), turnSince: ago(moment) });
}

function blurred(one: IdentityFacts, { chance }: Dice): IdentityFacts {
  return {
    ...one,
    ...(chance(0.02) ? { enabled: UNREAD } : {}),
    ...(chance(0.03) ? { writes: UNREAD } : {}),
    ...(chance(0.03) ? { lastSignIn: UNREAD } : {}),
    ...(chance(0.03) ? { quarantine: UNREAD } : {}),
    ...(chance(0.03) && one.type === "application" ? { ownTenant: UNREAD } : {}),
    ...(chance(0.03) && one.type === "application" ? { applicationId: UNREAD } : {}),
    ...(chance(0.03) ? { appRoles: UNREAD } : {}),
    ...(chance(0.03) ? { roomForNote: fact(null) } : {}),
  };
}

const VERDICTS: Readonly<Record<Server["life"], readonly [HealthWitness["verdict"], ...HealthWitness["verdict"][]]>> = {
  active: ["live", "live", "live", "live", "live", "live", "stale"],
  rogue: ["live", "stale", "unknown"],
  staging: ["staging", "live"],
  stopped: ["stale", "stale", "disabled", "never-reported", "unknown"],
  gone: ["stale"],
  leftover: ["stale", "disabled"],
};

function entriesOf({ name, hex, life }: Server, dice: Dice): readonly HealthWitness[] {
  if (life === "gone" || dice.chance(0.1)) return [];
  const machineName = cased(name, dice) ?? name;
  const first: HealthWitness = { machineName, id: `entry-${hex}`, verdict: dice.oneOf(VERDICTS[life]) };
  return dice.chance(0.1) ? [first, { machineName: name, id: `earlier-${hex}`, verdict: "stale" }] : [first];
}
