// One execution of a plan, as its journal tells it: an append-only list of entries. No secret ever enters it.
import type { Change, ChangeOutcome, Json } from "./change.js";
import type { PlanCore } from "./plan.js";

/** Who, in which tenant, when by the service's clock. */
export interface RunHead {
  readonly tenantId: string;
  readonly tenant: { readonly displayName: string; readonly initialDomain: string; readonly cloud: string };
  readonly at: string;
  readonly operator: { readonly id: string; readonly name: string; readonly authKind: string };
  readonly toolVersion: string;
  readonly ticket?: string | undefined;
}

/** Changes are counted from 0 over the whole journal: each intent has the next number. */
export type RunEntry =
  | {
      readonly entry: "started";
      readonly run: string;
      readonly head: RunHead;
      readonly reason?: string;
      /** The run that this one takes back. */
      readonly rollbackOf?: string;
    }
  /** The plan that is now carried out; a run that is gone on with has a newer one besides. */
  | (Omit<PlanCore, "tenantId"> & {
      readonly entry: "plan";
      readonly planHash: string;
      readonly warnings: readonly string[];
    })
  /** Somebody goes on with a run that was cut. */
  | { readonly entry: "continued"; readonly head: RunHead; readonly reason?: string }
  /** On the disk before the request is sent. `image`: the whole object as it was, where one is changed. */
  | { readonly entry: "intent"; readonly number: number; readonly change: Change; readonly image?: Json }
  /** The service said no, or it was seen that nothing was made: the intent is void. */
  | { readonly entry: "refused"; readonly number: number; readonly message: string }
  | {
      readonly entry: "sent";
      readonly number: number;
      readonly outcome: ChangeOutcome["outcome"];
      readonly requestId: string | null;
      /** The service's time of the answer, ISO 8601; null: no answer told. */
      readonly at: string | null;
      /** Id of what was made, where the answer told one. */
      readonly objectId: string | null;
    }
  /** Read back as wanted, several times in a row. */
  | { readonly entry: "confirmed"; readonly numbers: readonly number[]; readonly images?: readonly (Json | null)[] }
  /** The whole result of `verify-sync` before the first write, or after the last one. */
  | { readonly entry: "evidence"; readonly when: "before" | "after"; readonly result: Json }
  | { readonly entry: "stopped"; readonly code: string; readonly message: string }
  | { readonly entry: "finished" };

/** A change that a run has sent, or was about to send when it was cut. */
export interface RunStep {
  readonly number: number;
  readonly change: Change;
  /** `in-doubt`: nothing tells whether it took effect. */
  readonly state: "in-doubt" | "refused" | "sent" | "confirmed";
  readonly outcome: ChangeOutcome["outcome"] | null;
  readonly requestId: string | null;
  /** The service's time of the answer; null: none. */
  readonly sentAt: string | null;
  readonly objectId: string | null;
  readonly imageBefore: Json | null;
  readonly imageAfter: Json | null;
}

/** What a journal says, read as a whole. */
export interface RunRecord {
  readonly runId: string;
  /** As it began. */
  readonly begun: RunHead;
  /** Of the last invocation: the same where nobody went on with it. */
  readonly head: RunHead;
  readonly command: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly rollbackOf: string | null;
  /** The newest plan. */
  readonly plan: readonly Change[];
  readonly planHash: string;
  /** Of all its plans, oldest first: going on, a run has a newer plan, with what is left of the first one. */
  readonly planHashes: readonly string[];
  readonly wishes: Json;
  readonly warnings: readonly string[];
  readonly guardsOverridden: readonly string[];
  readonly steps: readonly RunStep[];
  /** `open`: something was done or is in doubt, and it did not come to its end. `nothing-done`: it was stopped before. */
  readonly state: "finished" | "open" | "nothing-done";
  /** Why it stopped; null: it did not, or was killed. */
  readonly stopped: { readonly code: string; readonly message: string } | null;
  readonly evidence: { readonly before: Json | null; readonly after: Json | null };
  /** Last line's time on the clock of the machine that wrote it. */
  readonly lastAt: string;
}
