import type { Written } from "../cloud/service-client.js";
import type { Change } from "../shapes/change.js";
import type { ServiceError } from "../shapes/errors.js";

/**
 * What the tenant shows of a change: as it was before, as it shall be after, or something else, in which case somebody
 * has changed it meanwhile and the text says what was found.
 */
export type Sight = "before" | "after" | { readonly other: string };

/** How one kind of change is looked at and carried out. Looking and sending are never mixed. */
export interface Executor<C extends Change> {
  /** Looks at all changes of this kind at once, so that a service with few requests a second is asked once. */
  look(changes: readonly C[]): Promise<readonly Sight[]>;
  send(change: C): Promise<Written>;
  /** Whether a refusal only means that an earlier change has not reached that part of the directory yet. */
  isLag(error: unknown): boolean;
  /** A line for whoever watches, when such a refusal keeps coming. */
  waitingFor?(change: C, error: ServiceError): string;
  /** How many good reads in a row prove it: replicas answer in turn. */
  readonly goodReads: number;
}

export type Executors = { readonly [K in Change["kind"]]?: Executor<Extract<Change, { kind: K }>> };
