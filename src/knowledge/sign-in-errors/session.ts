// Refusals of an earlier sign-in that does not stand any more, and of codes that nobody has entered in time.
// Source: "Microsoft Entra authentication and authorization error codes"; from memory: 50142, 70020, 70044.
import { means, SIGN_IN_AGAIN, type SignInErrorMeaning } from "./meaning.js";

const ENTER_IN_TIME = "Run the command again and enter the code within 15 minutes.";

export const SESSION: readonly SignInErrorMeaning[] = [
  means(50013, "the token that was handed in as proof is not accepted", SIGN_IN_AGAIN),
  means(50058, "nobody is signed in", SIGN_IN_AGAIN),
  means(50085, "the other identity provider wants the person to sign in again", SIGN_IN_AGAIN),
  means(50089, "the sign-in took too long, or was revoked meanwhile", SIGN_IN_AGAIN),
  means(50132, "the sign-in ended: the password has expired or was changed", SIGN_IN_AGAIN),
  means(50133, "the sign-in ended: the password has expired or was changed", SIGN_IN_AGAIN),
  means(
    50135,
    "the password must be changed because the account is at risk",
    "Change it at https://aka.ms/sspr, then sign in again.",
  ),
  means(50140, "the question whether to stay signed in was not answered", SIGN_IN_AGAIN),
  means(50142, "a policy wants the password changed first", "Change it at https://aka.ms/sspr, then sign in again."),
  means(50173, "the sign-in was revoked: by an administrator, or by a new password", SIGN_IN_AGAIN),
  means(50199, "Entra ID wants the person to confirm which application they sign in to", SIGN_IN_AGAIN),
  means(54005, "the code of this sign-in was used already", SIGN_IN_AGAIN),
  means(70000, "what was kept of the earlier sign-in is not valid any more", SIGN_IN_AGAIN),
  means(700005, "the code of this sign-in belongs to another tenant", `Check --tenant. ${SIGN_IN_AGAIN}`),
  means(70008, "the sign-in has expired, or was revoked", SIGN_IN_AGAIN),
  means(700020, "somebody must answer in a browser", SIGN_IN_AGAIN),
  means(700082, "the sign-in has expired: it was not used for too long", SIGN_IN_AGAIN),
  means(700084, "the sign-in has reached its fixed end", SIGN_IN_AGAIN),
  means(70016, "nobody has entered the code yet", "Run the command again and enter the code in time."),
  means(70018, "a wrong code was entered", "Run the command again and enter the code exactly as it is shown."),
  means(70019, "the code ran out before anybody entered it", ENTER_IN_TIME),
  means(70020, "the code ran out before anybody entered it", ENTER_IN_TIME),
  means(70043, "the sign-in has expired: a policy says how often to sign in", SIGN_IN_AGAIN),
  means(70044, "the sign-in has expired: a policy says how often to sign in", SIGN_IN_AGAIN),
  means(90120, "the code was used already, or declined", "Run the command again and enter the new code."),
  means(501481, "the answer belongs to another sign-in than the one that was begun here", SIGN_IN_AGAIN),
];
