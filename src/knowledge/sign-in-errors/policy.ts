// Refusals by Conditional Access, security defaults, device policies and tenant restrictions.
// Source: "Microsoft Entra authentication and authorization error codes"; 530036: "Conditional Access: Authentication flows";
// not listed there, and seen in practice: 530033, 530084; from memory: 53009.
import { means, SIGN_IN_LOG, type SignInErrorMeaning } from "./meaning.js";

const ASK = `A Conditional Access Administrator can say which policy it was, or exclude whoever signs in here. ${SIGN_IN_LOG}`;
const OTHER_DEVICE =
  "Sign in in a browser on a device that the policy allows (aadc-cloud login --auth browser): a device code cannot carry the device's proof.";
const OTHER_APP = `${OTHER_DEVICE} An application that no policy trusts cannot get further. ${ASK}`;
const NO_CODE =
  "Sign in with aadc-cloud login --auth browser instead, or without a person: secret, certificate, workload identity.";
const NETWORK =
  "Whoever runs the network's proxy adds the tenant to the allowed ones (header Restrict-Access-To-Tenants), or run the command from another network.";
const PARTNERS =
  "Sign in with an account of the tenant itself, or have a Security Administrator change the cross-tenant access settings.";

export const POLICY: readonly SignInErrorMeaning[] = [
  means(50005, "a Conditional Access policy does not allow this operating system", ASK),
  means(50097, "a Conditional Access policy wants to know the device", OTHER_DEVICE),
  means(50127, "a Conditional Access policy asks for a broker app that is not installed", OTHER_DEVICE),
  means(50129, "a Conditional Access policy asks for a device that is registered with the tenant", OTHER_DEVICE),
  means(50131, "a Conditional Access policy refuses the device, the place or the kind of sign-in", ASK),
  means(50155, "the device could not prove itself", OTHER_DEVICE),
  means(53000, "a Conditional Access policy asks for a compliant device", OTHER_DEVICE),
  means(53001, "a Conditional Access policy asks for a domain-joined device", OTHER_DEVICE),
  means(53002, "a Conditional Access policy asks for an approved client app", OTHER_APP),
  means(
    53003,
    "a Conditional Access policy blocks the sign-in",
    `If it blocks device codes, sign in with aadc-cloud login --auth browser. ${ASK}`,
  ),
  means(53009, "a Conditional Access policy asks for an app under Intune's protection", OTHER_APP),
  means(
    53011,
    "the account is blocked because of a risk in its home tenant",
    "A Security Administrator of the home tenant looks at Entra ID Protection > Risky users.",
  ),
  means(530032, "a security policy of the tenant blocks the sign-in", ASK),
  means(530033, "a Conditional Access policy about devices blocks device codes", OTHER_DEVICE),
  means(
    530034,
    "a delegated administrator is blocked because of a risk in their home tenant",
    "A Security Administrator of the home tenant looks at Entra ID Protection > Risky users.",
  ),
  means(
    530035,
    "security defaults block the sign-in: they take it for unsafe",
    "Sign in with multifactor authentication in a browser: aadc-cloud login --auth browser.",
  ),
  means(530036, "a Conditional Access policy blocks device codes, and what was signed in by one", NO_CODE),
  means(
    530084,
    "a Conditional Access policy asks for token protection, which this program cannot give",
    `Sign in without a person (secret, certificate, workload identity). ${ASK}`,
  ),
  means(50002, "a proxy restricts which tenants may be signed in to", NETWORK),
  means(500021, "the network's tenant restrictions do not allow this tenant", NETWORK),
  means(500022, "the network's tenant restrictions do not allow this tenant", NETWORK),
  means(500212, "the account's own tenant does not let it into other tenants", PARTNERS),
  means(500213, "the tenant does not let accounts of that other tenant in", PARTNERS),
  means(135010, "the device's key is not known", OTHER_DEVICE),
  means(135011, "the device is disabled in the tenant", OTHER_DEVICE),
];
