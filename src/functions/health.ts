// Whether the app works, for anybody who asks: nothing of any tenant.
import type { HttpResponseInit } from "@azure/functions";
import { messageOf } from "../shapes/errors.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";

/** Who asks without a key must not be able to make the app ask its storage as often as they like. */
const KNOWN_FOR_MS = 30_000;

export function createHealth(services: () => Promise<Services>) {
  let known: { readonly isWell: boolean; readonly until: number } | undefined;
  return async (elapsed: () => number, log: Log): Promise<HttpResponseInit> => {
    if (known === undefined || known.until <= elapsed())
      known = { isWell: await isWell(services, log), until: elapsed() + KNOWN_FOR_MS };
    return {
      status: known.isWell ? 200 : 503,
      headers: { "cache-control": "no-store", "content-type": "application/json; charset=utf-8" },
      body: `${JSON.stringify({ status: known.isWell ? "ok" : "storage or settings cannot be read" })}\n`,
    };
  };
}

async function isWell(services: () => Promise<Services>, log: Log): Promise<boolean> {
  try {
    await (await services()).store("app").read();
    return true;
  } catch (error) {
    log.error({ event: "health", message: messageOf(error) });
    return false;
  }
}
