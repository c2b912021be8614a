import type { SandboxState } from "../store/sandbox-state.js";
import type { TenantDraft } from "../store/tenant-state.js";

/** What an emulated tenant, or several, are like at the beginning. */
export interface Scenario {
  readonly name: string;
  /** `now` is tenant time in milliseconds: relative dates count from it. */
  readonly build: (now: number) => BuiltScenario;
}

export interface BuiltScenario extends Pick<SandboxState, "signInUsers" | "clientIds"> {
  /** The first is the one that sandbox.json names. */
  readonly tenants: TenantDraft[];
}
