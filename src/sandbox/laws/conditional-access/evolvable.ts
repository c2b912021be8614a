// "Handling future members in evolvable enumerations" (Best practices for working with Microsoft Graph): members that
// came after unknownFutureValue are only shown to those who ask for them.
import { isObject } from "./shapes.js";

/** Of v1.0's metadata, in properties of policies: conditionalAccessGrantControl and conditionalAccessDevicePlatform. */
const LATE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  builtInControls: ["riskRemediation"],
  includePlatforms: ["linux"],
  excludePlatforms: ["linux"],
  allowedCombinations: ["qrCodePin"],
};

/** Does `Prefer` ask for all members? */
export function wantsLateMembers(prefer: string | undefined): boolean {
  return prefer?.split(/[,;]/u).some((one) => one.trim().toLowerCase() === "include-unknown-enum-members") === true;
}

/** The value itself where nothing has to be hidden. */
export function withoutLateMembers<T>(value: T): T {
  return hidden(value) as T;
}

function hidden(value: unknown): unknown {
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const shown = Object.hasOwn(LATE_MEMBERS, name) ? maskedList(inner, LATE_MEMBERS[name] ?? []) : hidden(inner);
    if (shown === inner) continue;
    copy ??= { ...value };
    copy[name] = shown;
  }
  return copy ?? value;
}

function maskedList(value: unknown, late: readonly string[]): unknown {
  if (!Array.isArray(value) || !value.some((one) => isLate(one, late))) return value;
  return value.map((one: unknown) => (isLate(one, late) ? "unknownFutureValue" : one));
}

/** Flags are masked as a whole: which ones come through beside an unknown one is not documented. */
function isLate(one: unknown, late: readonly string[]): boolean {
  return typeof one === "string" && one.split(",").some((word) => late.includes(word.trim()));
}
