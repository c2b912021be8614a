// All checks of verify-sync, and what they come to.
import type { Finding } from "../shapes/finding.js";
import { activeServerKnown } from "./checks/active-server.js";
import { type Check, type CheckFinding, runCheck } from "./checks/check.js";
import { clientVersion } from "./checks/client-version.js";
import { connectorIdentity } from "./checks/connector-identity.js";
import { healthAgent } from "./checks/health-agent.js";
import { healthLeftovers } from "./checks/health-leftovers.js";
import { lastSyncAge } from "./checks/last-sync-age.js";
import { mfaBinding } from "./checks/mfa-binding.js";
import { passwordHashSync } from "./checks/password-hash-sync.js";
import { syncEnabled } from "./checks/sync-enabled.js";
import type { Judged } from "./judged.js";

export const CHECKS: readonly Check[] = [
  syncEnabled,
  lastSyncAge,
  activeServerKnown,
  clientVersion,
  connectorIdentity,
  passwordHashSync,
  mfaBinding,
  healthAgent,
  healthLeftovers,
];

export function runChecks(judged: Judged): readonly CheckFinding[] {
  return CHECKS.map((check) => runCheck(check, judged));
}

export interface Thresholds {
  /** Failed findings of this severity or above fail the run. */
  readonly failOn: "error" | "warning";
  /** Ids whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  /** Whether an active server is expected, so that not knowing it is a failure. */
  readonly activeServerExpected: boolean;
}

/** `unknown` where what matters most could not be decided: not knowing is not health. */
export function overall(findings: readonly Finding[], thresholds: Thresholds): "pass" | "fail" | "unknown" {
  const fails = findings.some(
    ({ result, severity }) =>
      result === "fail" && (severity === "error" || (severity === "warning" && thresholds.failOn === "warning")),
  );
  if (fails) return "fail";
  const essential = [
    syncEnabled.id,
    lastSyncAge.id,
    ...(thresholds.activeServerExpected ? [activeServerKnown.id] : []),
  ];
  const open = findings.some(
    ({ id, result }) => result === "unknown" && essential.includes(id) && !thresholds.allowUnknown.includes(id),
  );
  return open ? "unknown" : "pass";
}
