// How the account shall have its role, as an option says it.
import { parseDuration } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";

export type RoleWish =
  | { readonly how: "permanent" }
  | { readonly how: "active" | "eligible"; readonly durationMs: number };

const DAY = 86_400_000;

/** Enough for a migration, and over before it is forgotten. */
export const USUAL_DAYS = 14;

/** Privileged Identity Management takes no shorter one ("Assign Microsoft Entra roles in PIM"). */
const SHORTEST_MS = 5 * 60_000;

const LONGEST_MS = 3650 * DAY;

/** @throws {UsageError} for anything but `permanent`, `active:14d`, `eligible:30d` and the like */
export function parseRoleWish(text: string): RoleWish {
  const wish = text.trim().toLowerCase();
  if (wish === "permanent") return { how: "permanent" };
  const [how = "", duration, ...rest] = wish.split(":");
  const ms = duration === undefined ? undefined : parseDuration(duration);
  if ((how === "active" || how === "eligible") && rest.length === 0 && ms !== undefined)
    if (ms >= SHORTEST_MS && ms <= LONGEST_MS && ms % 60_000 === 0) return { how, durationMs: ms };
  throw new UsageError(`--role cannot be "${text}".`, {
    code: "bad-role",
    remedy:
      "Use --role permanent, --role active:14d or --role eligible:30d, with a duration of whole minutes from 5m to 3650d.",
  });
}

/** As it is typed: `active:14d`. */
export function typedRole(wish: RoleWish): string {
  return wish.how === "permanent" ? "permanent" : `${wish.how}:${typedDuration(wish.durationMs)}`;
}

/** `14d`, `36h`, `90m`: what an option takes. @param ms whole minutes */
export function typedDuration(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY}d`;
  return ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${ms / 60_000}m`;
}

/** ISO 8601, as Privileged Identity Management takes it: `P14D`, `PT36H`. @param ms whole minutes */
export function isoDuration(ms: number): string {
  if (ms % DAY === 0) return `P${ms / DAY}D`;
  return ms % 3_600_000 === 0 ? `PT${ms / 3_600_000}H` : `PT${ms / 60_000}M`;
}
