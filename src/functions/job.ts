// A message on a queue: one tenant, and the moment of the schedule that it is due for.
import * as z from "zod";
import { UsageError } from "../shapes/errors.js";

export interface Job {
  /** As the settings name it: an id, or a domain. */
  readonly tenant: string;
  /** ISO 8601, UTC. Work that is done up to a later moment is not done again. */
  readonly due: string;
}

const schema = z.strictObject({ v: z.literal(1), tenant: z.string().min(1).max(253), due: z.iso.datetime() });

export function messageOf({ tenant, due }: Job): string {
  return JSON.stringify({ v: 1, tenant, due });
}

/**
 * @param message as the host hands it over: it has taken JSON apart already
 * @throws {UsageError} `bad-message`: it is no message of this app, and trying again would not change that
 */
export function jobIn(message: unknown): Job {
  const parsed = schema.safeParse(fromJson(message));
  if (parsed.success) return { tenant: parsed.data.tenant, due: parsed.data.due };
  throw new UsageError("A message on the queue is none that this app has put there.", {
    code: "bad-message",
    remedy: "Look who else may write to the app's queues.",
    cause: parsed.error,
  });
}

function fromJson(message: unknown): unknown {
  if (typeof message !== "string") return message;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
