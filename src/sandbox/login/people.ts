// What the person does who is asked: as a rule everything at once, and what is hoped for.
import type { Tenant } from "../store/tenant-state.js";
import { LoginError } from "./login-error.js";

type Breakages = Pick<Tenant, "onPremises">;

/** Does nobody enter the code that a client shows? */
export function ignoresDeviceCodes(tenant: Breakages): boolean {
  return isSo(tenant, "device-code-ignored");
}

/**
 * @param flow the word for it differs: "OAuth 2.0 device authorization grant flow" has `authorization_declined` where the
 * browser brings back `access_denied`
 * @throws {LoginError} 65004 ("Microsoft Entra authentication and authorization error codes")
 */
export function checkNotDeclined(tenant: Breakages, flow: "browser" | "device code"): void {
  if (!isSo(tenant, "consent-declined")) return;
  const error = flow === "browser" ? "access_denied" : "authorization_declined";
  throw new LoginError(400, error, 65004, "User declined to consent to access the app.", { suberror: "cancel" });
}

function isSo({ onPremises }: Breakages, kind: string): boolean {
  return onPremises.breakages.some((one) => one.kind === kind);
}
