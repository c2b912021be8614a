import { harmless, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { variableLine } from "./shell-word.js";
import { changedText } from "./subject-text.js";

type Registration = ResultOf<"register-app">["registration"];

export function registerAppText(result: ResultOf<"register-app">, layout: Layout): string {
  const { registration } = result;
  const { width, paint } = layout;
  const line = (label: string, text: string) => `${label.padEnd(12)}${wrap(text, 12, width)}`;
  const { clientId, consent, credential, next, permissions } = registration;
  // A registration without permissions is one that was to be removed.
  if (permissions.length === 0)
    return [changedText(result, result, layout), "", line("Name", registration.name)].join("\n");
  return [
    changedText(result, result, layout),
    "",
    line("Name", registration.name),
    line("Client id", clientId === null ? "does not exist yet" : harmless(clientId)),
    line("Permissions", permissions.map(({ permission }) => harmless(permission)).join(", ")),
    line("Consent", consentText(consent)),
    ...(consent.granted === true || consent.link === null ? [] : linkLines(registration, layout)),
    ...(credential === null ? [] : [line("Credential", credentialText(credential))]),
    ...(next.length === 0
      ? []
      : ["", paint("strong", "Next"), ...next.map((one) => `  ${harmless(typed(one, layout), 1_000)}`)]),
  ].join("\n");
}

/** A bare `NAME=value` that is pasted into a shell would be unknown to the programs that it starts. */
function typed(next: string, { platform = "linux" }: Layout): string {
  const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(next) ?? [];
  return name === undefined || value === undefined ? next : variableLine(name, value, platform);
}

function consentText({ granted, by, link, withheld }: Registration["consent"]): string {
  const given =
    granted === true ? "given" : granted === null ? "whether it is given could not be read" : "not given yet";
  if (withheld !== null)
    return harmlessSentence(
      granted === true ? `given, although ${withheld}.` : `${given}; nobody should give it as it stands: ${withheld}.`,
    );
  if (granted === true) return given;
  const who = link === null ? `a ${by} gives it` : `a ${by} gives it here:`;
  return `${given}; ${who}`;
}

/** The link stays on one line, so that a terminal can open it. */
function linkLines({ kind, consent: { link } }: Registration, { width }: Layout): readonly string[] {
  const where =
    kind === "delegated"
      ? "The page that the browser is sent to in the end, at localhost, does not open: consent is given all the same."
      : "There: Grant admin consent.";
  return [`  ${harmless(link ?? "", 1_000)}`, `${" ".repeat(12)}${wrap(where, 12, width)}`];
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
