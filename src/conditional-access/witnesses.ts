// Whether a policy binds is decided more than once: by our own evaluator, by Graph's What-If, and by what real sign-ins met.
import type { Binding } from "./subject.js";

export type WitnessName = "evaluator" | "what-if" | "sign-ins";

export interface Testimony {
  readonly witness: WitnessName;
  /** App id of the resource that was asked about. */
  readonly resource: string;
  readonly says: "applies" | "does-not-apply" | "unknown";
  readonly because: string;
}

export interface JudgedBinding extends Binding {
  readonly testimonies: readonly Testimony[];
  /** Null: nobody else could be heard. False: no write is made on the policy unless it is named. */
  readonly agreed: boolean | null;
}
