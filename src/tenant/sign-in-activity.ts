// When somebody last signed in with an account.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";

const moment = z.string().nullish();
const wire = z.object({
  signInActivity: z
    .object({
      lastSignInDateTime: moment,
      lastNonInteractiveSignInDateTime: moment,
      lastSuccessfulSignInDateTime: moment,
    })
    .nullish(),
});

/**
 * The newest sign-in, an attempt included, ISO 8601; null: the service knows of none. It hears of one some hours late
 * ("signInActivity resource type"). Asked for by itself: without the licence the whole request is refused.
 */
export async function readLastSignIn(graph: ServiceClient, userId: string): Promise<Read<string | null>> {
  const address = path`/v1.0/users/${userId}`;
  const { value, source } = await graph.get(
    address + query({ $select: "id,signInActivity" }),
    wire,
    "read-sign-in-activity",
  );
  const moments = Object.values(value.signInActivity ?? {}).filter((one) => typeof one === "string");
  return { source, value: moments.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null };
}
