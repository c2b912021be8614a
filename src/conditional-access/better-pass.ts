// What serves better than an exclusion of somebody at the keyboard: a pass that satisfies MFA, for this very account.
import { type Typed, typedPlainly } from "../shapes/typed.js";

export interface PassFor {
  readonly name: string;
  /** Of the account that runs the wizard, for which this program issues passes itself: what is typed. Null of anybody else. */
  readonly setup: readonly string[] | null;
}

/** An hour is enough for the wizard. */
export const PASS = ["--tap", "1h", "--password-to", "file:PATH"] as const;

/**
 * Sources: "Configure Temporary Access Pass": it counts as multifactor authentication; an Authentication Administrator issues it
 * for members, a Privileged Authentication Administrator for administrators, too.
 */
export function betterPass({ name, setup }: PassFor, typed: Typed = typedPlainly): string {
  const how =
    setup !== null
      ? typed([...setup, ...PASS].join(" "))
      : "an Authentication Administrator issues it in the Entra admin center (Users, the account, Authentication methods), for an administrator a Privileged Authentication Administrator";
  return `Better than an exclusion is a Temporary Access Pass for ${name}, which satisfies MFA: ${how}. It does not help where a policy blocks, or wants a certain device.`;
}
