import type { Written } from "../cloud/service-client.js";
import type { Change, Json } from "../shapes/change.js";
import type { ServiceError } from "../shapes/errors.js";

/**
 * What the tenant shows of a change: as it was before, as it shall be after, or something else, in which case somebody
 * has changed it meanwhile and `what` says what was found. `image` is the whole object as it was answered, for the journal.
 */
export type Sight = { readonly image?: Json; readonly whose?: Whose } & (
  | { readonly at: "before" | "after" }
  | { readonly at: "other"; readonly what: string }
);

/**
 * Who made what is seen, where this run has sent the same and no answer told: `others` is certain, a `doubt` is a sentence
 * for whoever reads the result. Absent: this run, or nobody asks.
 */
export type Whose = "others" | { readonly doubt: string };

export const BEFORE: Sight = { at: "before" };
export const AFTER: Sight = { at: "after" };

export function other(what: string): Sight {
  return { at: "other", what };
}

/** How one kind of change is looked at and carried out. Looking and sending are never mixed. */
export interface Executor<C extends Change> {
  /** Looks at all changes of this kind at once, so that a service with few requests a second is asked once. */
  look(changes: readonly C[]): Promise<readonly Sight[]>;
  send(change: C): Promise<Written>;
  /** Told the id of what a change has made, now or in the part of the run that was cut: later looks ask for it by its id. */
  recall?(change: C, objectId: string): void;
  /**
   * Told, before anything is looked at, of what the part of the run that was cut has sent, or was about to send.
   * @param answer null: none came; `at` null: it did not tell the service's time
   */
  sentEarlier?(change: C, answer: { readonly at: string | null } | null): void;
  /**
   * Whether what the part that was cut has sent must be sent once more, whatever is seen: no look can tell what became of
   * it, or what it made is lost. Only of what may be done twice.
   */
  mustRepeat?(change: C): boolean;
  /** Whether a refusal only means that an earlier change has not reached that part of the directory yet. */
  isLag(error: unknown): boolean;
  /** A line for whoever watches, when such a refusal keeps coming. */
  waitingFor?(change: C, error: ServiceError): string;
  /** How much longer than usual such refusals are waited out, where the service is known to keep them up that long. */
  readonly morePatienceMs?: number;
  /** A sentence for whoever reads that it was sent and never seen: what else may be there still. */
  unconfirmed?(change: C): string;
  /** How many good reads in a row prove it: replicas answer in turn. */
  readonly goodReads: number;
}

export type Executors = { readonly [K in Change["kind"]]?: Executor<Extract<Change, { kind: K }>> };
