import type { TenantState } from "../store/tenant-state.js";

/** What an emulated tenant is like at the beginning. */
export interface Scenario {
  readonly name: string;
  /** Who stands in sandbox.json; the first is the one that device codes are approved as. */
  readonly signInUsers: readonly string[];
  /** Clients of the tenant that stand in sandbox.json, by application id. */
  readonly clientIds: readonly string[];
  /** `now` is tenant time in milliseconds: relative dates count from it. */
  readonly build: (now: number) => TenantState;
}
