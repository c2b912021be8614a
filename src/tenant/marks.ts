// The mark that this program leaves on an account: an open extension. Whoever may change the account can write one, so
// that it proves nothing and only makes careful.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { orNull } from "./observe.js";
import { withWhole } from "./whole.js";

export const MARK_NAME = "com.aadc-cloud";

/** What is in a form that this version does not know counts as not told: a mark that cannot be read must hide nothing. */
const text = z.string().nullish().catch(null);
const wire = z.looseObject({
  purpose: text,
  run: text,
  created: text,
  excludedUntil: text,
  excludedFrom: z.array(z.string()).nullish().catch(null),
});

/** Null in it: the mark does not say. */
export interface Mark {
  readonly purpose: string | null;
  readonly run: string | null;
  /** ISO 8601. */
  readonly created: string | null;
  /** Until when the account is excluded from policies, ISO 8601. Whoever may change the account may have written it. */
  readonly excludedUntil: string | null;
  /** Ids of the policies that exclude it by this program's doing. */
  readonly excludedFrom: readonly string[] | null;
  /** All that stands in it, by name: who writes it anew must write all of it. */
  readonly content: Readonly<Record<string, Json>>;
}

/** Null where the account has no mark, or where there is no such account on the replica that answered. */
export async function readMark(graph: ServiceClient, userId: string): Promise<Read<Mark | null>> {
  const address = path`/v1.0/users/${userId}/extensions/${MARK_NAME}`;
  const { value, source } = await orNull(graph.get(address, withWhole(wire), "read-accounts"), `GET ${address}`);
  if (value === null) return { value: null, source };
  const { purpose, run, created, excludedUntil, excludedFrom, whole } = value;
  return {
    source,
    value: {
      purpose: purpose ?? null,
      run: run ?? null,
      created: created ?? null,
      excludedUntil: excludedUntil ?? null,
      excludedFrom: excludedFrom ?? null,
      content: contentOf(whole),
    },
  };
}

/** Without what every open extension has ("openTypeExtension resource type"), and what OData adds to an answer. */
function contentOf(whole: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(whole ?? {}).filter(
      ([name]) => !name.includes("@") && !["id", "extensionName"].includes(name),
    ) as readonly (readonly [string, Json])[],
  );
}
