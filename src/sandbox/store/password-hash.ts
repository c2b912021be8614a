import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { User } from "./tenant-state.js";

/** Low, since what it guards is an emulated tenant; high enough that state.json gives no password away at a glance. */
const COST = { N: 4096, r: 8, p: 1 } as const;

export function hashPassword(password: string): NonNullable<User["passwordHash"]> {
  const salt = randomBytes(16);
  return { salt: salt.toString("base64"), hash: scryptSync(password, salt, 32, COST).toString("base64") };
}

/** Is this the secret that was hashed? */
export function isSecretOf(stored: Readonly<NonNullable<User["passwordHash"]>>, secret: string): boolean {
  const expected = Buffer.from(stored.hash, "base64");
  return (
    expected.length === 32 &&
    timingSafeEqual(expected, scryptSync(secret, Buffer.from(stored.salt, "base64"), 32, COST))
  );
}
