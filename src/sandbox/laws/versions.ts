// What the service makes of a synchronisation server's version, and since when.
// Source: Microsoft Entra, "Microsoft Entra Connect: Version release history" and "Hardening update to Connect Sync".

import type { CloudName } from "../hosts.js";

export type Version = readonly [number, number, number, number];

interface Floor {
  readonly since: string;
  readonly below: Version;
}

/** Below these the service refuses the engine. */
const SYNC_FLOORS: readonly Floor[] = [
  { since: "2023-10-01T00:00:00Z", below: [2, 0, 0, 0] },
  { since: "2026-09-30T00:00:00Z", below: [2, 5, 79, 0] },
];

/** Below this the wizard cannot sign in any more; the engine goes on. The other clouds ask for a later version. */
const WIZARD_FLOORS: Readonly<Record<"public" | "other", Floor>> = {
  public: { since: "2025-04-07T00:00:00Z", below: [2, 4, 18, 0] },
  other: { since: "2025-04-07T00:00:00Z", below: [2, 4, 21, 0] },
};

/** Connect Health for sync stopped working with version 1 in December 2022 ("Health for sync", known limits). */
const HEALTH_FLOOR: Floor = { since: "2022-12-31T00:00:00Z", below: [2, 0, 0, 0] };

/** New installations use an application by default from here on … */
const APPLICATION_DEFAULT: Version = [2, 5, 76, 0];
/** … and cannot fall back to a user from here on. */
const APPLICATION_FORCED: Version = [2, 6, 84, 0];

export function parseVersion(text: string): Version | undefined {
  const match = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/u.exec(text);
  if (match === null) return undefined;
  const [, major, minor, build, revision] = match;
  return [Number(major), Number(minor), Number(build), Number(revision)];
}

export function syncFloorInForce(version: string, tenantNow: number): string | undefined {
  const floor = SYNC_FLOORS.findLast((candidate) => isBelow(version, candidate, tenantNow));
  return floor === undefined ? undefined : describe(floor);
}

export function wizardFloorInForce(version: string, tenantNow: number, cloud: CloudName): string | undefined {
  const floor = WIZARD_FLOORS[cloud === "public" ? "public" : "other"];
  return isBelow(version, floor, tenantNow) ? describe(floor) : undefined;
}

export function healthAcceptsUploads(version: string, tenantNow: number): boolean {
  return !isBelow(version, HEALTH_FLOOR, tenantNow);
}

export function defaultsToApplication(version: string): boolean {
  return compare(version, APPLICATION_DEFAULT) >= 0;
}

export function forcesApplication(version: string): boolean {
  return compare(version, APPLICATION_FORCED) >= 0;
}

export function knowsApplication(version: string): boolean {
  return compare(version, [2, 5, 3, 0]) >= 0;
}

/** Turns the tenant's password hash synchronisation on again when somebody has turned it off, as versions did before 2.6.84.0. */
export function healsPasswordSync(version: string): boolean {
  return compare(version, [2, 6, 84, 0]) < 0;
}

/** Falls back to a user when an application cannot be set up, without a word, as versions did before 2.6.84.0. */
export function fallsBackToUser(version: string): boolean {
  return compare(version, APPLICATION_FORCED) < 0;
}

export const MANAGED_CERTIFICATE_DAYS = 90;

/**
 * The moment, in milliseconds, from which a server renews its managed certificate: after 70 % of its life since
 * 2.6.1.0, before that 30 days before its end. That the certificate lived 90 days before 2.6.1.0 too is a choice.
 */
export function renewsCertificateFrom(version: string, key: { readonly start: number; readonly end: number }): number {
  return compare(version, [2, 6, 1, 0]) >= 0 ? key.start + 0.7 * (key.end - key.start) : key.end - 30 * 86_400_000;
}

function isBelow(version: string, floor: Floor, tenantNow: number): boolean {
  return tenantNow >= Date.parse(floor.since) && compare(version, floor.below) < 0;
}

function compare(text: string, other: Version): number {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`No version: ${text}`);
  for (const [index, part] of other.entries()) {
    const difference = (version[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}

function describe(floor: Floor): string {
  return `${floor.below.join(".")} (since ${floor.since.slice(0, 10)})`;
}
