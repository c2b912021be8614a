import { harmless } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { changedText } from "./subject-text.js";

type Registration = ResultOf<"register-app">["registration"];

export function registerAppText(result: ResultOf<"register-app">, layout: Layout): string {
  const { registration } = result;
  const { width, paint } = layout;
  const line = (label: string, text: string) => `${label.padEnd(12)}${wrap(text, 12, width)}`;
  const { clientId, consent, credential, next, removed } = registration;
  if (removed || (registration.clientId === null && next.length === 0))
    return [changedText(result, result, layout), "", line("Name", registration.name)].join("\n");
  return [
    changedText(result, result, layout),
    "",
    line("Name", registration.name),
    line("Client id", clientId === null ? "does not exist yet" : harmless(clientId)),
    line("Permissions", registration.permissions.map(({ permission }) => harmless(permission)).join(", ")),
    line("Consent", consentText(consent)),
    ...(consent.granted === true || consent.link === null ? [] : [line("", harmless(consent.link))]),
    ...(credential === null ? [] : [line("Credential", credentialText(credential))]),
    ...(next.length === 0 ? [] : ["", paint("strong", "Next"), ...next.map((one) => `  ${harmless(one, 1_000)}`)]),
  ].join("\n");
}

function consentText({ granted, by }: Registration["consent"]): string {
  if (granted === true) return "given for everybody";
  return granted === null
    ? `whether it is given could not be read; a ${by} gives it here:`
    : `not given yet; a ${by} gives it here:`;
}

function credentialText(credential: NonNullable<Registration["credential"]>): string {
  if (credential.kind === "federated")
    return `tokens of ${harmless(credential.issuer)} for ${harmless(credential.subject, 700)}, audience ${harmless(credential.audiences.join(", "))}`;
  const { file, thumbprint, expires } = credential;
  const until = expires === null ? "" : `, until ${expires.slice(0, 10)}`;
  return thumbprint === null
    ? `a certificate, to be made in ${harmless(file, 1_000)}`
    : `certificate ${thumbprint}${until}, key in ${harmless(file, 1_000)}`;
}
