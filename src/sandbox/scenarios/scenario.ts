import type { SandboxState } from "../store/sandbox-state.js";

/** What an emulated tenant, or several, are like at the beginning. */
export interface Scenario {
  /** A known name, or the absolute path of the file it came from. */
  readonly name: string;
  readonly description: string;
  /** `now` is tenant time in milliseconds: relative times count from it. */
  readonly build: (now: number) => BuiltScenario;
}

/** The first tenant is the one that sandbox.json names. */
export type BuiltScenario = Pick<SandboxState, "signInUsers" | "clientIds" | "tenants">;
