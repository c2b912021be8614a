// The mark that this program leaves on an account: an open extension. Whoever may change the account can write one, so
// that it proves nothing and only makes careful.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

export const MARK_NAME = "com.aadc-cloud";

const wire = z.object({
  purpose: z.string().nullish(),
  run: z.string().nullish(),
  created: z.string().nullish(),
});

/** Null in it: the mark does not say. */
export interface Mark {
  readonly purpose: string | null;
  readonly run: string | null;
  /** ISO 8601. */
  readonly created: string | null;
}

/** Null where the account has no mark, or where there is no such account on the replica that answered. */
export async function readMark(graph: ServiceClient, userId: string): Promise<Read<Mark | null>> {
  const address = path`/v1.0/users/${userId}/extensions/${MARK_NAME}`;
  const { value, source } = await orNull(graph.get(address, wire, "read-accounts"), `GET ${address}`);
  if (value === null) return { value: null, source };
  return {
    source,
    value: { purpose: value.purpose ?? null, run: value.run ?? null, created: value.created ?? null },
  };
}
