// A new synchronisation server: its identity in the tenant, its entry in Connect Health, its authentication agent.
import { randomUUID } from "node:crypto";
import {
  defaultsToApplication,
  fallsBackToUser,
  forcesApplication,
  knowsApplication,
  parseVersion,
} from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import { serverSchema } from "../store/state/on-premises.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";
import { registerAgent } from "./authentication-agents.js";
import { registerCertificate } from "./certificate.js";
import { identityName } from "./cycle.js";
import { applicationObstacle, createApplicationIdentity, createUserIdentity } from "./identity.js";
import { CYCLE_MS } from "./interval.js";
import { requireWizard } from "./servers.js";

export { synchronizationUser } from "./identity.js";

export const INSTALL_USAGE =
  "install-server NAME --version V [--staging] [--identity legacy|application] [--address IP] [--pta]";

export interface Installation {
  readonly name: string;
  readonly version: string;
  readonly staging: boolean;
  /** Without it: what the wizard of that version does by itself. */
  readonly identity: "legacy" | "application" | undefined;
  /** From where its requests reach the cloud. */
  readonly address: string | undefined;
  /** With a pass-through authentication agent. */
  readonly withAgent: boolean;
}

export function installServer(draft: TenantState, wanted: Installation, now: number): readonly string[] {
  const { name, version, staging, address } = wanted;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/u.test(name))
    throw usage(`"${name}" is no computer name (15 letters, digits, hyphens).`);
  if (parseVersion(version) === undefined) throw usage(`"${version}" is no version such as 2.6.3.0.`);
  if (draft.onPremises.servers.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    throw new SandboxError(
      "failed",
      `${name} has a synchronisation server already.`,
      `Choose another name, or first: uninstall-server ${name}.`,
    );
  }
  requireWizard(draft, { name, version }, now);
  const { identity, told } = createIdentity(draft, wanted, now);
  const server: SyncServer = serverSchema.parse({
    name,
    installationId: randomUUID(),
    version,
    staging,
    running: true,
    identity,
    ...(address === undefined ? {} : { address }),
    nextCycleAt: new Date(now + CYCLE_MS).toISOString(),
    lastCycle: null,
  });
  if (identity.kind === "application") registerCertificate(draft, server, "wizard", now);
  draft.onPremises.servers.push(server);
  const hasHealth = draft.health.onboarded && draft.cloud !== "china";
  if (hasHealth) registerHealthAgent(draft, server, now);
  return [
    `${name} was installed with ${version}, ${staging ? "in staging mode" : "active"}`,
    ...told,
    `its identity is ${identity.kind === "legacy" ? "the user" : "the application"} ${identityName(draft, server) ?? ""}`,
    hasHealth ? "its Health agent is registered" : `its Health agent is not registered: ${whyNoHealth(draft)}`,
    ...(wanted.withAgent ? [registerAgent(draft, server)] : []),
  ];
}

function createIdentity(draft: TenantState, wanted: Installation, now: number) {
  const { name, version } = wanted;
  if (identityKind(wanted) === "legacy") return { identity: createUserIdentity(draft, name, now), told: [] };
  const obstacle = applicationObstacle(draft, now);
  if (obstacle === undefined) return { identity: createApplicationIdentity(draft, name, now), told: [] };
  if (!fallsBackToUser(version) || wanted.identity === "application") {
    throw cannotConfigure(obstacle);
  }
  return {
    identity: createUserIdentity(draft, name, now),
    told: [`no application could be set up, for ${obstacle}: it fell back to a user`],
  };
}

function identityKind({ version, identity }: Installation): "legacy" | "application" {
  const kind = identity ?? (defaultsToApplication(version) ? "application" : "legacy");
  if (kind === "legacy" && forcesApplication(version)) {
    throw usage(`Version ${version} has no legacy identity any more (since 2.6.84.0).`);
  }
  if (kind === "application" && !knowsApplication(version)) {
    throw usage(`Version ${version} knows no application identity yet (since 2.5.3.0).`);
  }
  return kind;
}

/** In the words of the wizard; the cause it does not say. */
export function cannotConfigure(obstacle: string): SandboxError {
  return new SandboxError(
    "failed",
    `Microsoft Entra Connect could not configure application-based authentication for this server. Setup cannot continue. (Cause: ${obstacle}.)`,
    "Put the cause right, and try again.",
  );
}

/** There is no Connect Health in the cloud that 21Vianet operates ("Install the Microsoft Entra Connect Health agents"). */
function whyNoHealth({ cloud }: TenantState): string {
  return cloud === "china" ? "this cloud has no Connect Health" : "Connect Health was never set up in this tenant";
}

function registerHealthAgent(draft: TenantState, server: SyncServer, now: number): void {
  draft.health.members.push({
    serviceMemberId: randomUUID(),
    machineId: randomUUID(),
    machineName: server.name,
    installationId: server.installationId,
    createdDate: new Date(now).toISOString(),
    lastReboot: new Date(now).toISOString(),
    lastUpdated: new Date(now).toISOString(),
    lastUpload: null,
    osName: "Microsoft Windows Server 2022 Standard",
    osVersion: "10.0.20348.0",
    disabled: false,
    lastDisabled: null,
    deleteAfter: null,
    registeredInStaging: server.staging,
    syncVersion: server.version,
    serviceAccount: "NT SERVICE\\ADSync",
  });
}

function usage(why: string): SandboxError {
  return new SandboxError("usage", why, `Usage: ${INSTALL_USAGE}`);
}
