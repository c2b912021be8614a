// Objects that the service could not take over as they are: values that another object has already.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { howToGrant, type Need } from "../knowledge/permissions.js";
import { PermissionError } from "../shapes/errors.js";
import { type Fact, known, type Source, unknown } from "../shapes/fact.js";
import {
  type Fingerprints,
  fingerprintList,
  fingerprintOfError,
  fingerprintsIn,
  fingerprintText,
} from "../shapes/fingerprints.js";
import { observe } from "./observe.js";

export interface ProvisioningError {
  readonly objectId: string;
  readonly objectType: "user" | "group" | "contact";
  readonly name: string;
  readonly category: string;
  readonly property: string;
  readonly value: string;
  /** ISO 8601; null where Graph does not say. */
  readonly since: string | null;
}

export interface ProvisioningErrors {
  readonly total: number;
  /** The most frequent first. */
  readonly causes: readonly {
    readonly objectType: ProvisioningError["objectType"];
    readonly category: string;
    readonly property: string;
    readonly count: number;
  }[];
  /** The first ones, new ones before those that were known; the rest is only counted. */
  readonly first: readonly ProvisioningError[];
  /** One short number for each error, base64: by these two snapshots are compared. */
  readonly fingerprints: string;
  /** Kinds of objects that could not be read, and so are not counted. */
  readonly unread: readonly {
    readonly objectType: ProvisioningError["objectType"];
    readonly reason: string;
    readonly remedy: string;
  }[];
}

const KEPT = 100;
/** There are two documented ones for each kind of object. */
const MOST_CAUSES = 100;

interface Kind {
  readonly objectType: ProvisioningError["objectType"];
  readonly set: string;
  /** What people know it by; the first that is told counts. */
  readonly names: readonly ("userPrincipalName" | "displayName" | "mail")[];
  readonly need: Need;
}

const KINDS: readonly Kind[] = [
  { objectType: "user", set: "users", names: ["userPrincipalName", "displayName"], need: "list-users" },
  { objectType: "group", set: "groups", names: ["displayName", "mail"], need: "list-groups" },
  { objectType: "contact", set: "contacts", names: ["displayName", "mail"], need: "list-contacts" },
];

/**
 * Page after page of each kind, all kinds at once; a page is counted and forgotten. Known as soon as one kind could be read.
 * Whether there is any error can be asked only by its category, of which there is one ("onPremisesProvisioningError resource
 * type"; "Advanced query capabilities on Microsoft Entra ID objects" for the filter).
 * @param before the fingerprints of an earlier snapshot; absent: there is none, and nothing counts as known before
 */
export async function readProvisioningErrors(graph: ServiceClient, before?: string): Promise<Fact<ProvisioningErrors>> {
  const older = fingerprintsIn(before ?? "");
  const readings = await Promise.all(
    KINDS.map(async (kind) => ({ ...kind, tally: await observe(tallied(graph, kind, older)) })),
  );
  const read = readings.flatMap(({ tally }) => (tally.state === "known" ? [tally] : []));
  const unread = readings.flatMap(({ objectType, tally }) =>
    tally.state === "unknown" ? [{ objectType, reason: tally.reason, remedy: tally.remedy }] : [],
  );
  const [any] = read;
  if (any === undefined) return unknown(unread[0]?.reason ?? "", unread[0]?.remedy ?? "");
  const tallies = read.map(({ value }) => value);
  return known(
    {
      total: tallies.reduce((sum, { fingerprints }) => sum + fingerprints.length, 0),
      causes: tallies.flatMap(({ causes }) => causes).sort((one, other) => other.count - one.count),
      first: [...tallies.flatMap(({ fresh }) => fresh), ...tallies.flatMap(({ old }) => old)].slice(0, KEPT),
      fingerprints: fingerprintText(tallies.map(({ fingerprints }) => fingerprints)),
      unread,
    },
    any.source,
  );
}

const text = z.string().nullish();
const wire = z.object({
  id: z.string(),
  displayName: text,
  userPrincipalName: text,
  mail: text,
  onPremisesProvisioningErrors: z
    .array(z.object({ category: text, occurredDateTime: text, propertyCausingError: text, value: text }))
    .nullish(),
});

interface Tally {
  readonly causes: ProvisioningErrors["causes"];
  readonly fresh: readonly ProvisioningError[];
  readonly old: readonly ProvisioningError[];
  readonly fingerprints: BigUint64Array;
}

async function tallied(graph: ServiceClient, kind: Kind, older: Fingerprints): Promise<Read<Tally>> {
  const causes = new Map<string, Cause>();
  const fresh: ProvisioningError[] = [];
  const old: ProvisioningError[] = [];
  const fingerprints = fingerprintList();
  let source: Source = { request: `GET /v1.0/${kind.set}` };
  for await (const page of graph.pages(addressOf(kind), wire, kind.need)) {
    source = page.source;
    for (const error of page.value.flatMap((object) => errorsOf(object, kind))) {
      const fingerprint = fingerprintOfError(error);
      fingerprints.add(fingerprint);
      const kept = older.has(fingerprint) ? old : fresh;
      if (kept.length < KEPT) kept.push(error);
      count(error, causes);
    }
  }
  return {
    source,
    value: { causes: [...causes.values()], fresh, old, fingerprints: fingerprints.values() },
  };
}

function addressOf({ set, names }: Kind): string {
  const selected = ["id", ...names, "onPremisesProvisioningErrors"].join(",");
  const filter = "onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')";
  return `/v1.0/${set}${query({ $filter: filter, $select: selected, $top: 999 })}`;
}

/** @throws {PermissionError} where an object is listed for its errors and shown without them */
function errorsOf(object: z.infer<typeof wire>, { objectType, set, names, need }: Kind): readonly ProvisioningError[] {
  const errors = object.onPremisesProvisioningErrors ?? null;
  if (errors === null)
    throw new PermissionError(`Microsoft Graph lists ${set} with provisioning errors and does not show the errors.`, {
      code: "errors-withheld",
      remedy: howToGrant(need),
    });
  const name = names.map((one) => object[one]).find((one) => one) ?? object.id;
  return errors.map(({ category, occurredDateTime, propertyCausingError, value }) => ({
    objectId: object.id,
    objectType,
    name,
    category: category ?? "",
    property: propertyCausingError ?? "",
    value: value ?? "",
    since: occurredDateTime ?? null,
  }));
}

type Cause = ProvisioningErrors["causes"][number];

/** A service that invents a cause for each error makes no list of all of them here. */
function count({ objectType, category, property }: ProvisioningError, causes: Map<string, Cause>): void {
  const key = `${category}\n${property}`;
  const counted = causes.get(key);
  if (counted !== undefined) causes.set(key, { ...counted, count: counted.count + 1 });
  else if (causes.size < MOST_CAUSES) causes.set(key, { objectType, category, property, count: 1 });
  else {
    const others = causes.get("")?.count ?? 0;
    causes.set("", { objectType, category: "", property: "", count: others + 1 });
  }
}
