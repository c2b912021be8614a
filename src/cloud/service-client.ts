// What Graph and ARM have in common for their callers: typed reads, pages, writes.
import * as z from "zod";
import type { Need } from "../knowledge/permissions.js";
import { ServiceError } from "../shapes/errors.js";
import { type Asked, failureFrom, type Read, readAnswer, requestIdOf, sourceOf } from "./answers.js";
import type { AuthKind } from "./sign-in/auth-kinds.js";
import type { Answer } from "./transport.js";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Written {
  readonly requestId: string | null;
  /** The service's time of the answer, ISO 8601. */
  readonly at: string | null;
  /** `id` of the object in the answer: of what was made. Null where it has none. */
  readonly objectId: string | null;
  /** The answer's body as JSON; null: none. Answers may hold secrets: it is never logged, journaled or traced as it is. */
  readonly body: unknown;
}

export interface ServiceClient {
  /** @param address path and query below the service's origin, values encoded */
  get<T>(address: string, schema: z.ZodType<T>, need: Need): Promise<Read<T>>;
  /**
   * Page after page of a list. Bare arrays and `{value}` are both taken, since Connect Health answers with either. Next
   * links are followed as they are, but only within the service's own origin, and never twice.
   */
  pages<T>(address: string, item: z.ZodType<T>, need: Need): AsyncGenerator<Read<readonly T[]>>;
  /**
   * A question too long for an address, sent as POST: it changes nothing, so that dry runs may ask it, and it is asked again
   * as a reading is.
   */
  ask<T>(address: string, body: unknown, schema: z.ZodType<T>, need: Need): Promise<Read<T>>;
  /** @throws {ServiceError} with `carriedOut: "unknown"` when only a read can tell whether it took effect */
  write(method: Exclude<Method, "GET">, address: string, body: unknown, need: Need): Promise<Written>;
}

/**
 * Sends one request of a service, token and retries included.
 * @param isReading it changes nothing, whatever its method is
 */
export type Send = (method: Method, url: string, body: unknown, isReading: boolean) => Promise<Answer>;

/** @param kind how the one who asks has signed in: what a refused token's error advises depends on it */
export function createServiceClient(origin: string, send: Send, kind?: AuthKind): ServiceClient {
  const asked = (method: Method, address: string, need: Need): Asked => ({
    label: `${method} ${address.split("?")[0] ?? address}`,
    need,
    write: method !== "GET",
    ...(kind === undefined ? {} : { kind }),
  });
  return {
    async get(address, schema, need) {
      return readAnswer(await send("GET", origin + address, undefined, true), schema, asked("GET", address, need));
    },
    async *pages(address, item, need) {
      const about = asked("GET", address, need);
      const list = listOf(item);
      const followed = new Set<string>();
      for (let url = origin + address; ; ) {
        followed.add(url);
        const page: Read<z.infer<typeof list>> = readAnswer(await send("GET", url, undefined, true), list, about);
        yield { value: page.value.items, source: page.source };
        const { next } = page.value;
        if (next === null) return;
        if (new URL(next).origin !== origin || followed.has(next)) throw badLink(about, followed.has(next));
        url = next;
      }
    },
    async ask(address, body, schema, need) {
      const about = { ...asked("POST", address, need), write: false };
      return readAnswer(await send("POST", origin + address, body, true), schema, about);
    },
    async write(method, address, body, need) {
      const about = asked(method, address, need);
      const answer = await send(method, origin + address, body, false);
      if (answer.status < 200 || answer.status > 299) throw failureFrom(answer, about);
      const told = bodyOf(answer);
      return {
        requestId: requestIdOf(answer).requestId ?? null,
        at: sourceOf(answer, about).at ?? null,
        objectId: idIn(told),
        body: told,
      };
    },
  };
}

/** A write has taken effect, whatever its answer looks like. */
function bodyOf({ body }: Answer): unknown {
  try {
    return body === "" ? null : (JSON.parse(body) as unknown);
  } catch {
    return null;
  }
}

function idIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("id" in body)) return null;
  return typeof body.id === "string" ? body.id : null;
}

/** Every item of every page, with the source of the last one. */
export async function readAll<T>(pages: AsyncGenerator<Read<readonly T[]>>): Promise<Read<readonly T[]>> {
  const items: T[] = [];
  let last: Read<readonly T[]> | undefined;
  for await (const page of pages) {
    items.push(...page.value);
    last = page;
  }
  return { value: items, source: last?.source ?? { request: "" } };
}

function listOf<T>(item: z.ZodType<T>) {
  const link = z.url().nullish();
  return z
    .union([
      z.array(item),
      z.object({ value: z.array(item), "@odata.nextLink": link, nextLink: link.or(z.literal("")) }),
    ])
    .transform((body) =>
      Array.isArray(body)
        ? { items: body, next: null }
        : { items: body.value, next: body["@odata.nextLink"] ?? (body.nextLink || null) },
    );
}

function badLink(about: Asked, repeated: boolean): ServiceError {
  return new ServiceError(
    repeated
      ? `${about.label} answers with the same page again and again.`
      : `${about.label} points to a next page on another host.`,
    {
      code: "bad-next-link",
      remedy: "Run the command again; if it stays so, something between is changing the answers.",
    },
  );
}
