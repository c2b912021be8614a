/** What one of Entra ID's sign-in error codes means for whoever uses this program. */
export interface SignInErrorMeaning {
  /** The digits after AADSTS. */
  readonly code: number;
  /** Ends the sentence "Microsoft Entra ID refused the sign-in: …". */
  readonly meaning: string;
  /** Who does what next: a command to type, or a page and the role that may open it. */
  readonly remedy: string;
  /**
   * Which error it becomes. `sign-in`: somebody signs in differently, or mends what signs in. `permission`: an
   * administrator grants something, and what needed it is unknown until then. `service`: waiting may help.
   */
  readonly becomes: "sign-in" | "permission" | "service";
}

export function means(
  code: number,
  meaning: string,
  remedy: string,
  becomes: SignInErrorMeaning["becomes"] = "sign-in",
): SignInErrorMeaning {
  return { code, meaning, remedy, becomes };
}

export const SIGN_IN_AGAIN =
  "Sign in again: aadc-cloud login; where the Azure CLI signs in: az login. Without a saved sign-in, run the command again.";

export const SIGN_IN_LOG =
  "The entry in the Entra admin center, Monitoring & health > Sign-in logs (Reports Reader and more), names the reason.";
