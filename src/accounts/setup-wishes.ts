// What is wished of the service account: the options as plain data, which a saved plan is made anew with.
import { describeDuration, durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import { checkAccountName } from "./account-name.js";
import { parseRoleWish } from "./role-wish.js";

/** What the account is called unless another name is wished. */
export const DEFAULT_NAME = "svc-adconnect";
const DEFAULT_DISPLAY_NAME = "Entra Connect service account";

/** Plain data. */
export interface SetupWishes {
  readonly name: string;
  readonly displayName: string;
  /** Null: the initial one. */
  readonly domain: string | null;
  /** As it is typed, such as `active:14d`; null: not said. */
  readonly role: string | null;
  /** Minutes; null: no pass. */
  readonly tapMinutes: number | null;
  /** Null: nothing is restored. Else an object id, `newest`, or `only`, which serves where there is one. */
  readonly restoreDeleted: string | null;
  readonly resetPassword: boolean;
  readonly turn: "on" | "off" | null;
  /** Where password and pass go, as it is typed; null: not said. */
  readonly passwordTo: string | null;
}

export const NO_WISHES: SetupWishes = {
  name: DEFAULT_NAME,
  displayName: DEFAULT_DISPLAY_NAME,
  domain: null,
  role: null,
  tapMinutes: null,
  restoreDeleted: null,
  resetPassword: false,
  turn: null,
  passwordTo: null,
};

/** Source: Microsoft Graph, "user resource type". */
const LONGEST_DISPLAY_NAME = 256;

/** Bounds that Entra ID sets to every tenant's policy ("Configure Temporary Access Pass"). */
const PASS_MINUTES = { shortest: 10, longest: 43_200 } as const;

/** @throws {UsageError} for a lifetime that no tenant allows */
export function parsePassLifetime(text: string): number {
  const minutes = durationOption("--tap", text) / 60_000;
  checkPassLifetime(minutes);
  return minutes;
}

function checkPassLifetime(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= PASS_MINUTES.shortest && minutes <= PASS_MINUTES.longest) return;
  const told = Number.isInteger(minutes) ? describeDuration(minutes * 60_000) : `${minutes} minutes`;
  throw new UsageError(`A Temporary Access Pass cannot be valid for ${told}.`, {
    code: "bad-pass-lifetime",
    remedy: "Use whole minutes from 10m to 30d, such as --tap 8h.",
  });
}

/** Whether the account is only to be enabled or disabled. */
export function isSwitch({ turn, role, tapMinutes, resetPassword, restoreDeleted }: SetupWishes): boolean {
  const wishesMore = role !== null || tapMinutes !== null || resetPassword || restoreDeleted !== null;
  return turn === "off" || (turn === "on" && !wishesMore);
}

/** @throws {UsageError} for wishes that contradict one another, or that Entra ID could never fulfil */
export function checkWishes(wishes: SetupWishes): void {
  checkAccountName(wishes.name);
  if (wishes.displayName.trim() === "" || wishes.displayName.length > LONGEST_DISPLAY_NAME)
    throw new UsageError("The display name cannot serve.", {
      code: "bad-display-name",
      remedy: `Use 1 to ${LONGEST_DISPLAY_NAME} characters.`,
    });
  if (wishes.role !== null) parseRoleWish(wishes.role);
  if (wishes.tapMinutes !== null) checkPassLifetime(wishes.tapMinutes);
  if (
    wishes.restoreDeleted !== null &&
    !/^(only|newest|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(wishes.restoreDeleted)
  )
    throw new UsageError(`--restore-deleted cannot be "${wishes.restoreDeleted}".`, {
      code: "bad-restore",
      remedy: "Give it alone, or with the object id of the deleted account, or with newest.",
    });
  if (wishes.turn !== "off") return;
  const others = [
    wishes.role !== null && "--role",
    wishes.tapMinutes !== null && "--tap",
    wishes.resetPassword && "--reset-password",
    wishes.restoreDeleted !== null && "--restore-deleted",
    wishes.passwordTo !== null && "--password-to",
  ].filter((one) => one !== false);
  if (others.length === 0) return;
  throw new UsageError(`--disable does nothing else: it does not go with ${others.join(", ")}.`, {
    code: "contradicting-options",
    remedy: "Run the command twice: once with --disable, once with the others.",
  });
}
