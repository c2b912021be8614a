// Carries out Temporary Access Passes. A pass is told once, in the answer to its making, and kept before anything else.
import * as z from "zod";
import { path } from "../cloud/odata.js";
import type { ServiceClient, Written } from "../cloud/service-client.js";
import type { CreatePassChange, DeletePassChange } from "../shapes/account-change.js";
import { PermissionError, ServiceError } from "../shapes/errors.js";
import { readPasses } from "../tenant/sign-in-methods.js";
import { type AccountLookup, requireUserId } from "./account-lookup.js";
import type { Executor, Sight } from "./executor.js";
import { mendsWithTime } from "./refusals.js";

export interface NewPass {
  readonly value: string;
  readonly passId: string;
  /** ISO 8601; null where the service does not say. */
  readonly expires: string | null;
}

const answer = z.object({
  id: z.string(),
  temporaryAccessPass: z.string().min(1),
  startDateTime: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lifetimeInMinutes: z.number().nullish(),
});

/**
 * A pass whose value was not kept is as none: the next one takes its place ("Create temporaryAccessPassMethod").
 * @param keepPass is waited for before the journal hears of the pass
 */
export function createPassExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  keepPass: (pass: NewPass) => void | Promise<void>,
): Executor<CreatePassChange> {
  const kept = new Set<string>();
  return {
    goodReads: 3,
    isLag: mendsWithTime("create-pass"),
    // An id is answered and noted only after the value was kept.
    recall: (_change, passId) => void kept.add(passId),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const userId = kept.size === 0 ? null : await lookup.userId(target);
          const passes = userId === null ? [] : (await readPasses(graph, userId)).value;
          return { at: passes.some(({ id }) => kept.has(id)) ? "after" : "before" };
        }),
      ),
    async send({ target, after }) {
      const userId = await requireUserId(lookup, target);
      const written = await issue(graph, userId, after.lifetimeInMinutes);
      const pass = passIn(written);
      await keepPass(pass);
      kept.add(pass.passId);
      return written;
    },
  };
}

export function deletePassExecutor(graph: ServiceClient): Executor<DeletePassChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("delete-pass"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const { value: passes } = await readPasses(graph, target.userId);
          return { at: passes.some(({ id }) => id === target.passId) ? "before" : "after" };
        }),
      ),
    send: ({ target }) =>
      graph.write(
        "DELETE",
        path`/v1.0/users/${target.userId}/authentication/temporaryAccessPassMethods/${target.passId}`,
        undefined,
        "issue-passes",
      ),
  };
}

async function issue(graph: ServiceClient, userId: string, lifetimeInMinutes: number): Promise<Written> {
  try {
    return await graph.write(
      "POST",
      path`/v1.0/users/${userId}/authentication/temporaryAccessPassMethods`,
      { lifetimeInMinutes, isUsableOnce: false },
      "issue-passes",
    );
  } catch (error) {
    throw clearer(error);
  }
}

/** A pass that cannot be read was made all the same: it is as lost as one whose answer did not come. */
function passIn({ body, requestId }: Written): NewPass {
  const parsed = answer.safeParse(body);
  if (!parsed.success)
    throw new ServiceError("The answer to the making of a Temporary Access Pass does not tell the pass.", {
      code: "unexpected-shape",
      remedy: "Run the same command again: a new pass takes the place of this one.",
      carriedOut: "unknown",
      ...(requestId === null ? {} : { requestId }),
    });
  const { id, temporaryAccessPass, startDateTime, createdDateTime, lifetimeInMinutes } = parsed.data;
  const begins = Date.parse(startDateTime ?? createdDateTime ?? "");
  const ends = begins + (lifetimeInMinutes ?? Number.NaN) * 60_000;
  return {
    value: temporaryAccessPass,
    passId: id,
    expires: Number.isNaN(ends) ? null : new Date(ends).toISOString(),
  };
}

/** The permission is not all: "Microsoft Entra built-in roles", Authentication Administrator. */
function clearer(error: unknown): unknown {
  if (error instanceof PermissionError)
    return new PermissionError(error.message, {
      code: error.code,
      remedy: `${error.remedy} Of an account that holds a role, only a Privileged Authentication Administrator may.`,
      ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
      cause: error,
    });
  if (!(error instanceof ServiceError) || error.status !== 400) return error;
  const { message, code, status, serviceCodes, requestId } = error;
  return new ServiceError(message, {
    code,
    remedy:
      "Look at Entra admin center > Authentication methods > Policies > Temporary Access Pass: whether it is enabled for the account, for how long, and for more than one use.",
    status,
    serviceCodes,
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  });
}
