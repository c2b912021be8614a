// What is known of the versions of Entra Connect Sync, as of a day: the form of the table, and the one that is built in.
import * as z from "zod";
import builtIn from "./connect-versions.json" with { type: "json" };
import { compareVersions, isVersion } from "./version-numbers.js";

const version = z.string().refine(isVersion, "is no version");
const day = z.string().refine(isDay, "is no day (YYYY-MM-DD)");
const words = z.string().min(1).max(300);

const floor = z.object({
  /** What is older than it is stopped. */
  below: version,
  /** The same outside of the public cloud, where it is another version. */
  belowNonCommercial: version.nullish(),
  effective: day,
  /** `wizard`: nobody can sign in to it any more, while the server goes on. */
  stops: z.enum(["synchronization", "wizard"]),
  /** A server must sign in as an application besides. */
  needsApplication: z.boolean().optional(),
  /** Whether Microsoft's own text was read. */
  source: z.enum(["microsoft", "third-party"]),
});

const release = z.object({
  version,
  /** A day, or a month where no day is known. */
  released: z
    .string()
    .refine((text) => isDay(text) || isDay(`${text}-01`), "is neither a day nor a month")
    .nullable(),
  /** Last day of support; null: none is printed yet. */
  supportEnds: day.nullable(),
  recalled: z.boolean(),
  /** What an administrator should know of this build. */
  knownIssues: z.array(words).max(10).optional(),
});

/** More may stand in a file than is understood here. */
export const connectVersionsSchema = z.object({
  schema: z.literal("aadc-cloud/connect-versions@1"),
  asOf: day,
  sources: z.array(z.url()).min(1).max(20),
  floors: z
    .array(floor)
    .min(1)
    .max(100)
    .refine((all) => isOnceEach(all.map(({ below, stops }) => `${stops} ${below}`)), "one stands there twice"),
  releases: z
    .array(release)
    .min(1)
    .max(10_000)
    .refine((all) => isOnceEach(all.map((one) => one.version)), "one stands there twice"),
});

type Table = z.infer<typeof connectVersionsSchema>;
export type VersionFloor = Readonly<Table["floors"][number]>;
export type Release = Readonly<Omit<Table["releases"][number], "knownIssues">> & {
  readonly knownIssues?: readonly string[] | undefined;
};

export interface ConnectVersions {
  readonly schema: Table["schema"];
  /** Day on which it was true, YYYY-MM-DD. */
  readonly asOf: string;
  readonly sources: readonly string[];
  readonly floors: readonly VersionFloor[];
  readonly releases: readonly Release[];
}

export const CONNECT_VERSIONS: ConnectVersions = connectVersionsSchema.parse(builtIn);

/**
 * What the earlier table says and the later one does not: a table that has lost something makes a server look better than
 * it is. Builds, and floors that Microsoft itself was read to set; what only others say may turn out wrong.
 */
export function lostSince(earlier: ConnectVersions, later: ConnectVersions): readonly string[] {
  const builds = earlier.releases.filter(
    (one) => !later.releases.some((other) => compareVersions(one.version, other.version) === 0),
  );
  const floors = earlier.floors.filter(
    ({ below, stops, source }) =>
      source === "microsoft" &&
      !later.floors.some((other) => other.stops === stops && compareVersions(other.below, below) === 0),
  );
  return [
    ...builds.map((one) => `version ${one.version}`),
    ...floors.map(({ below, stops }) => `the floor ${below} of the ${stops === "wizard" ? "wizard" : "service"}`),
  ];
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isOnceEach(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
