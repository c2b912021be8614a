// A result of `cleanup-accounts`, every field from a tenant filled by one function.
import type { ResultOf } from "../../src/report/result-schemas.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { Name } from "./sample-results.js";

type Result = ResultOf<"cleanup-accounts">;
const source = { request: "GET /v1.0/users", at: "2026-11-22T10:00:00.000Z" };

export function cleanupAccountsOf(
  name: Name,
  changing: Omit<Result, "schema" | "activeServer" | "identities" | "checklist">,
): Result {
  const roles = [name("Directory Synchronization Accounts")];
  const off = (state: NonNullable<ReturnType<typeof quarantined>>["state"]) => known(quarantined(state), source);
  const old = {
    ...{ id: name("u-1"), type: "user" as const, name: name("Sync_AADC-OLD_0123456789ab@contoso.onmicrosoft.com") },
    ...{ appId: null, server: name("AADC-OLD"), installation: "0123456789ab", class: "decommissioned" as const },
    because: `Connect Health shows every entry of ${name("AADC-OLD")} as stale, and it has not written for 7 days.`,
    ...{ remedy: "", roles, hasAppRole: false, removable: true },
    enabled: known(false, source),
    certificateEnd: known(null, source),
    lastWrite: known(null, source),
    writesSince: known("2026-11-15T10:00:00.000Z", source),
    lastSignIn: unknown<string | null>(name("It needs Microsoft Entra ID P1."), name("Buy one.")),
    quarantine: off("proven"),
    next: ["cleanup-accounts", "--step", "delete", "--identity", name("u-1")],
  };
  return {
    schema: "aadc-cloud/cleanup-accounts@1",
    ...changing,
    activeServer: known(name("AADC-NEW"), source),
    identities: [
      {
        ...old,
        ...{ id: name("s-1"), type: "application", name: name("ConnectSyncProvisioning_AADC-NEW_ba9876543210") },
        ...{ appId: name("a-1"), server: name("AADC-NEW"), installation: "ba9876543210", class: "active" },
        ...{ because: `Graph names it for the last export, from ${name("AADC-NEW")}.`, removable: false, next: null },
        ...{ enabled: known(true, source), roles: [], hasAppRole: true, quarantine: known(null, source) },
        certificateEnd: known("2027-02-20T08:00:00.000Z", source),
        lastWrite: known("2026-11-22T09:40:00.000Z", source),
      },
      old,
      ...(["unproven", "worse", "over"] as const).map((state) => ({
        ...old,
        ...{ quarantine: off(state), because: "Its server is gone.", next: null },
      })),
      {
        ...old,
        ...{ class: "unknown", removable: false, next: null, remedy: name("Grant AuditLog.Read.All.") },
        ...{ server: null, installation: null, because: name("Its writes could not be read.") },
        enabled: unknown(name("It was refused."), name("Grant it.")),
        quarantine: unknown(name("It was refused."), name("Grant it.")),
      },
    ],
    checklist: [
      {
        what: "Pass-through authentication agent on the old server",
        names: [name("AADC-OLD")],
        how: "First another agent must be active; then uninstall it there.",
      },
      { what: "The server", names: [], how: name("Turn it off.") },
    ],
  };
}

function quarantined(state: "unproven" | "proven" | "worse" | "over") {
  return {
    disabledAt: "2026-11-22T02:00:00Z",
    provenAt: state === "proven" || state === "over" ? "2026-11-22T05:00:00Z" : null,
    until: "2026-11-29T02:00:00.000Z",
    witnessed: known(true, source),
    state,
  };
}
