// What an identity of a server is, and whether it may go.

export type IdentityClass =
  /** Its server synchronises, and this is the identity with which it does. */
  | "active"
  /** Its server is there and could take over. */
  | "standby"
  /** The user of a server that synchronises with an application by now. */
  | "superseded"
  /** Its server is gone: known, or declared. */
  | "decommissioned"
  /** No server is known that it could belong to. */
  | "orphan"
  | "cloud-sync"
  /** Microsoft's own, or another tenant's. */
  | "first-party"
  | "unknown";

export interface JudgedIdentity {
  readonly id: string;
  readonly class: IdentityClass;
  /** Why, a sentence. */
  readonly because: string;
  /** What would make it known; empty where it is. */
  readonly remedy: string;
}
