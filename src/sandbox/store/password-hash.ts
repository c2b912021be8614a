import { randomBytes, scryptSync } from "node:crypto";
import type { User } from "./tenant-state.js";

/** Low, since what it guards is an emulated tenant; high enough that state.json gives no password away at a glance. */
const COST = { N: 4096, r: 8, p: 1 } as const;

export function hashPassword(password: string): NonNullable<User["passwordHash"]> {
  const salt = randomBytes(16);
  return { salt: salt.toString("base64"), hash: scryptSync(password, salt, 32, COST).toString("base64") };
}
