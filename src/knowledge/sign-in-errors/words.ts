// Failures of a sign-in that bear a word instead of an AADSTS number: those of the library that signs in, and OAuth 2.0's.
// Source: msal-common 16 and msal-node 5 (their error codes, "Handle errors and exceptions in MSAL"); RFC 6749, 5.2; RFC 8628, 3.5.
import { REGISTER_AND_GRANT } from "./consent.js";
import { SIGN_IN_AGAIN, type SignInErrorMeaning } from "./meaning.js";

type WordMeaning = Omit<SignInErrorMeaning, "code">;

const NEW_CODE = "Run the command again and enter the code within 15 minutes.";
const BETWEEN = "Something between may be answering instead of Microsoft: look at the proxy, and check --cloud.";
const OTHER_WAY = "Run the command again, or sign in with --auth device-code.";
const APPLICATION = "Check --client-id, --tenant, and the secret, certificate or federated token.";
const NO_IDENTITY =
  "Give the machine, function or container a managed identity in the Azure portal (its page Identity); for a user-assigned one, name its client id with --client-id.";
const MEND_ADDRESS = "The platform sets it: look at the environment that the command runs in.";

const ended: WordMeaning = {
  meaning: "what was kept of the earlier sign-in does not serve any more",
  remedy: SIGN_IN_AGAIN,
  becomes: "sign-in",
};
const ranOut: WordMeaning = {
  meaning: "the code ran out before anybody entered it",
  remedy: NEW_CODE,
  becomes: "sign-in",
};
const declined: WordMeaning = {
  meaning: "it was declined, or the browser was closed",
  remedy: `Run the command again; if you must not consent yourself, an administrator does: ${REGISTER_AND_GRANT}.`,
  becomes: "sign-in",
};
const foreign: WordMeaning = {
  meaning: "the browser's answer does not belong to this sign-in",
  remedy: OTHER_WAY,
  becomes: "sign-in",
};
const consent: WordMeaning = {
  meaning: "consent is missing",
  remedy: `Have the permissions consented to: ${REGISTER_AND_GRANT}.`,
  becomes: "permission",
};
const notMicrosoft: WordMeaning = {
  meaning: "the login host does not describe itself as Microsoft's does",
  remedy: BETWEEN,
  becomes: "sign-in",
};
const noListener: WordMeaning = {
  meaning: "the browser's answer could not be received on this machine",
  remedy: OTHER_WAY,
  becomes: "sign-in",
};
const noIdentity: WordMeaning = {
  meaning: "there is no managed identity here",
  remedy: NO_IDENTITY,
  becomes: "sign-in",
};
const badAddress: WordMeaning = {
  meaning: "the address of the managed identity's endpoint is malformed",
  remedy: MEND_ADDRESS,
  becomes: "sign-in",
};
const microsoft: WordMeaning = {
  meaning: "the sign-in service is not available at the moment",
  remedy: "Wait some minutes and run the command again.",
  becomes: "service",
};
const network: WordMeaning = {
  meaning: "the login host could not be reached",
  remedy: "Check the network and run the command again.",
  becomes: "service",
};

/** What the library says of its own: it counts before anything that a host has answered earlier. */
export const LIBRARY_WORDS: ReadonlyMap<string, WordMeaning> = new Map([
  ["device_code_expired", ranOut],
  ["user_timeout_reached", ranOut],
  ["user_canceled", declined],
  ["user_cancelled", declined],
  ["no_tokens_found", ended],
  ["refresh_token_expired", ended],
  ["token_refresh_required", ended],
  ["no_account_found", ended],
  ["no_account_in_silent_request", ended],
  ["state_mismatch", foreign],
  ["state_not_found", foreign],
  ["invalid_state", foreign],
  ["nonce_mismatch", foreign],
  ["no_loopback_server_exists", noListener],
  ["loopback_server_already_exists", noListener],
  ["loopback_server_timeout", noListener],
  ["invalid_loopback_server_address_type", noListener],
  ["unable_to_load_redirectUrl", noListener],
  ["untrusted_authority", notMicrosoft],
  ["authority_mismatch", notMicrosoft],
  ["issuer_validation_failed", notMicrosoft],
  ["network_error", network],
  ["no_network_connectivity", network],
  ["network_unavailable", noIdentity],
  ["unable_to_create_source", noIdentity],
  ["unable_to_create_azure_arc", noIdentity],
  ["unable_to_create_cloud_shell", noIdentity],
  ["user_assigned_not_available_at_runtime", noIdentity],
  ["user_assigned_managed_identity_not_confirmed", noIdentity],
  ["azure_pod_identity_authority_host_url_malformed", badAddress],
  ["identity_endpoint_url_malformed", badAddress],
  ["imds_endpoint_url_malformed", badAddress],
  ["msi_endpoint_url_malformed", badAddress],
]);

/** What the login host says where it gives no number, or one that nobody has described: OAuth's errors, and suberrors. */
export const PROTOCOL_WORDS: ReadonlyMap<string, WordMeaning> = new Map([
  ["authorization_pending", ranOut],
  ["expired_token", ranOut],
  ["authorization_declined", declined],
  ["access_denied", declined],
  ["consent_required", consent],
  ["interaction_required", { meaning: "somebody must answer in a browser", remedy: SIGN_IN_AGAIN, becomes: "sign-in" }],
  ["login_required", ended],
  ["bad_token", ended],
  ["token_expired", ended],
  ["interrupted_user", ended],
  [
    "user_password_expired",
    {
      meaning: "the password has expired",
      remedy: "Change the password at https://aka.ms/sspr, then sign in again.",
      becomes: "sign-in",
    },
  ],
  [
    "protection_policy_required",
    {
      meaning: "a Conditional Access policy asks for an app under Intune's protection",
      remedy: "Sign in in a browser on a managed device, or ask a Conditional Access Administrator.",
      becomes: "sign-in",
    },
  ],
  ["basic_action", { meaning: "somebody must answer in a browser", remedy: SIGN_IN_AGAIN, becomes: "sign-in" }],
  [
    "additional_action",
    {
      meaning: "something must be done outside of the sign-in first",
      remedy:
        "Sign in to https://myaccount.microsoft.com in a browser and follow what is asked, then run the command again.",
      becomes: "sign-in",
    },
  ],
  [
    "message_only",
    {
      meaning: "signing in again would not help",
      remedy: "The Entra admin center, Monitoring & health > Sign-in logs (Reports Reader and more), names the reason.",
      becomes: "sign-in",
    },
  ],
  ["temporarily_unavailable", microsoft],
  ["server_error", microsoft],
  ["invalid_client", { meaning: "the application could not prove itself", remedy: APPLICATION, becomes: "sign-in" }],
  [
    "unauthorized_client",
    { meaning: "the application may not sign in in this way", remedy: APPLICATION, becomes: "sign-in" },
  ],
  ["invalid_grant", ended],
]);
