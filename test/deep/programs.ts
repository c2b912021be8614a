import { spawnSync } from "node:child_process";

/**
 * Whether a test that needs `program` must be skipped: it is missing, and this is nobody's CI. There a missing program
 * fails the test instead, so that nothing is left out unseen.
 */
export function isMissing(program: string): boolean {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  if (error === undefined) return false;
  if (process.env["CI"] === "true") throw new Error(`${program} is missing, and CI must not skip what needs it.`);
  return true;
}
