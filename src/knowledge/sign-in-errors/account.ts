// Refusals that lie in the person's account, its password, or the domain controllers that check it.
// Source: "Microsoft Entra authentication and authorization error codes"; not listed there, and seen in practice: 500200, 130504.
import { means, SIGN_IN_AGAIN, SIGN_IN_LOG, type SignInErrorMeaning } from "./meaning.js";

const TENANT_ACCOUNT =
  "Sign in with a work account of the tenant itself, and check --tenant. A guest must have been invited first.";
const RESET =
  "Change the password at https://aka.ms/sspr, or have it reset (Password Administrator; for administrators: Privileged Authentication Administrator).";
const AGENTS =
  "Whoever runs the domain controllers looks at the pass-through authentication agents; a cloud-only account signs in without them.";

export const ACCOUNT: readonly SignInErrorMeaning[] = [
  means(16000, "the account does not exist in this tenant, nor is it a guest there", TENANT_ACCOUNT),
  means(
    50014,
    "the account's invitation to this tenant was not accepted yet",
    "Accept the invitation, then sign in again.",
  ),
  means(50020, "the account is not a member of this tenant", TENANT_ACCOUNT),
  means(50034, "the account does not exist in this tenant", TENANT_ACCOUNT),
  means(
    50053,
    "the account is locked after too many wrong passwords, or the address it comes from is taken for malicious",
    `Wait, then sign in again from a network that is known to be good. ${SIGN_IN_LOG}`,
  ),
  means(50055, "the password has expired", RESET),
  means(
    50056,
    "Entra ID holds no password for the account: synchronisation has brought none, or none was set",
    "Use an account with a password in the cloud, or have whoever runs Entra Connect check password hash synchronisation.",
  ),
  means(
    50057,
    "the account is disabled",
    "Have a User Administrator enable it (for administrators: Privileged Authentication Administrator); a synchronised one is enabled in Active Directory.",
  ),
  means(50064, "user name or password is wrong", "Sign in again."),
  means(50126, "user name or password is wrong", "Sign in again."),
  means(50144, "the account's password in Active Directory has expired", RESET),
  means(500200, "a personal Microsoft account signed in", TENANT_ACCOUNT),
  means(500208, "the account is of a kind that this tenant does not take", TENANT_ACCOUNT),
  means(51004, "the account does not exist in this tenant's directory", TENANT_ACCOUNT),
  means(90072, "the account belongs to another tenant and is no guest in this one", TENANT_ACCOUNT),
  means(50017, "the certificate that the person signed in with could not be validated", SIGN_IN_LOG),
  means(50180, "the tenant asks for Windows integrated authentication", SIGN_IN_AGAIN),
  means(51006, "the session lacks the Windows integrated authentication that is asked for", SIGN_IN_AGAIN),
  means(75011, "the person proved who they are by another method than the one asked for", SIGN_IN_AGAIN),
  means(81010, "seamless single sign-on failed: the computer's Kerberos ticket is invalid or has ended", SIGN_IN_AGAIN),
  means(80001, "no pass-through authentication agent reaches Active Directory", AGENTS),
  means(80002, "Active Directory did not answer the pass-through authentication agent in time", AGENTS),
  means(80007, "the pass-through authentication agent could not check the password", AGENTS),
  means(
    80012,
    "Active Directory does not let the account sign in at this hour",
    "Sign in within the account's logon hours.",
  ),
  means(80013, "the clocks of the pass-through authentication agent and of Active Directory differ", AGENTS),
  means(80014, "the pass-through authentication agents answered too late", AGENTS),
  means(
    130504,
    "the Temporary Access Pass has ended, and with it what was signed in by it",
    "Sign in with a registered method, or have an Authentication Administrator issue a new pass.",
  ),
];
