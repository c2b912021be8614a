// The wizard moves a server from a user to an application, or back.
//
// Source: "Microsoft Entra Connect Sync: application-based authentication" (onboarding, and the removal of the legacy
// account, which is left to the administrator); "Microsoft Entra Connect: Version release history" (2.5.3.0, 2.6.84.0).
import { forcesApplication, knowsApplication } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";
import { registerCertificate } from "./certificate.js";
import { identityName } from "./cycle.js";
import { applicationObstacle, createApplicationIdentity, createUserIdentity } from "./identity.js";
import { cannotConfigure } from "./install.js";
import { requireOpenWizard } from "./servers.js";

/**
 * The former identity stays in the tenant, superseded. That servers of 2.5.76.0 to 2.6.3.0 switch by themselves within
 * six hours is not emulated, a choice: what has a user in a scenario is to keep it until somebody acts.
 */
export function switchIdentity(
  draft: TenantState,
  server: SyncServer,
  wanted: "legacy" | "application",
  now: number,
): readonly string[] {
  const { name, version } = server;
  requireOpenWizard(draft, server, now);
  const former = identityName(draft, server);
  if (server.identity.kind === wanted) return [`${name} signs in as ${described(wanted, former)} already`];
  if (wanted === "application") {
    if (!knowsApplication(version)) throw tooSoonOrLate(`${name}'s ${version} knows no application yet`, "2.5.3.0");
    const obstacle = applicationObstacle(draft, now);
    if (obstacle !== undefined) throw cannotConfigure(obstacle);
    server.identity = createApplicationIdentity(draft, name, now);
    registerCertificate(draft, server, "wizard", now);
  } else {
    if (forcesApplication(version)) throw tooSoonOrLate(`${name}'s ${version} knows no user any more`, "2.6.84.0");
    server.identity = createUserIdentity(draft, name, now);
  }
  const left = described(wanted === "legacy" ? "application" : "legacy", former);
  return [
    `${name} now signs in as ${described(wanted, identityName(draft, server))}`,
    former === undefined ? "its former identity is deleted already" : `${left} remains in the tenant, superseded`,
  ];
}

function described(kind: "legacy" | "application", name: string | undefined): string {
  return `${kind === "legacy" ? "the user" : "the application"} ${name ?? "(deleted)"}`;
}

function tooSoonOrLate(why: string, since: string): SandboxError {
  return new SandboxError("failed", `${why} (since ${since}).`, "Install a server of another version: install-server.");
}
