// A server that is given up, and the identity that it leaves behind, for those who clean up.
import { expect } from "vitest";
import { resultIn } from "./cli-result-schemas.js";
import type { Stage } from "./cli-stage.js";

/** The old servers of two scenarios, each with what its tenant must be told before another one takes over. */
export const OLD_SERVERS = {
  user: {
    scenario: "contoso-v1",
    name: "Sync_AADC-OLD_8f2d6b1c04ae@contoso.onmicrosoft.com",
    swap: ["stop-server AADC-OLD", "set-staging AADC-NEW off", "sync", "advance 8d", "sync"],
  },
  application: {
    scenario: "fabrikam-app",
    name: "ConnectSyncProvisioning_FAB-SYNC1_3ac06f5648e4",
    swap: ["stop-server FAB-SYNC1", "set-staging FAB-SYNC2 off", "sync", "advance 8d", "sync"],
  },
} as const;

export type OldServer = (typeof OLD_SERVERS)[keyof typeof OLD_SERVERS];

/** The new server has synchronised for a week, the old one is stopped. */
export async function giveUp(stage: Stage, { scenario, swap }: OldServer): Promise<void> {
  if (scenario === "contoso-v1") await carriedOut(stage, "mfa-exclusion", "add");
  await play(stage, ...swap);
}

export const YES = ["--yes", "-o", "json"];

/** What happens on the premises, one event after the other. */
export async function play(stage: Stage, ...events: readonly string[]): Promise<void> {
  for (const event of events) {
    const { code, stderr } = await stage.cli(["sandbox", "do", ...event.split(" ")]);
    expect(code, stderr).toBe(0);
  }
}
export async function carriedOut(stage: Stage, ...argv: readonly string[]): Promise<string> {
  stage.time.pass(2_000);
  const { code, stdout, stderr } = await stage.cli([...argv, ...YES]);
  expect(code, stderr).toBe(0);
  return stdout;
}
export async function step(stage: Stage, which: "disable" | "delete", name: string) {
  const confirmed = which === "delete" ? ["--confirm-name", name] : [];
  const said = await carriedOut(stage, "cleanup-accounts", "--step", which, "--identity", name, ...confirmed);
  return resultIn("cleanup-accounts", said);
}
