// Where alerts go. What is not said is not there: nothing is told anywhere unless it is configured.
import { UsageError } from "../../shapes/errors.js";
import type { Severity } from "../../shapes/finding.js";
import { badValue, type Environment, httpsAddress, oneOf, required, setting, words } from "./environment.js";

export type ChannelSettings =
  | { readonly kind: "teams"; readonly url: string; readonly least: Severity }
  | { readonly kind: "slack"; readonly url: string; readonly least: Severity }
  | { readonly kind: "webhook"; readonly url: string; readonly key: Uint8Array; readonly least: Severity }
  | { readonly kind: "mail"; readonly from: string; readonly to: readonly string[]; readonly least: Severity };

const SEVERITIES = ["error", "warning", "info"] as const;

/** Each by itself: one that is configured wrongly keeps nobody from being told by another. */
export function channelsIn(environment: Environment): readonly (ChannelSettings | UsageError)[] {
  const least = (channel: string) =>
    oneOf(
      environment,
      `AADC_ALERT_${channel}_SEVERITY`,
      SEVERITIES,
      oneOf(environment, "AADC_ALERT_SEVERITY", SEVERITIES, "warning"),
    );
  const web = (channel: string, settings: (url: string) => ChannelSettings) => {
    const name = `AADC_ALERT_${channel}_URL`;
    const text = setting(environment, name);
    return text === undefined ? [] : [orProblem(() => settings(httpsAddress(name, text)))];
  };
  const from = setting(environment, "AADC_ALERT_MAIL_FROM");
  return [
    ...web("TEAMS", (url) => ({ kind: "teams", url, least: least("TEAMS") })),
    ...web("SLACK", (url) => ({ kind: "slack", url, least: least("SLACK") })),
    ...web("WEBHOOK", (url) => ({ kind: "webhook", url, key: keyIn(environment), least: least("WEBHOOK") })),
    ...(from === undefined
      ? []
      : [orProblem(() => ({ kind: "mail", from, to: recipientsIn(environment), least: least("MAIL") }))]),
  ];
}

function orProblem(settings: () => ChannelSettings): ChannelSettings | UsageError {
  try {
    return settings();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** As the Standard Webhooks write it, `whsec_` before it or not. */
function keyIn(environment: Environment): Uint8Array {
  const name = "AADC_ALERT_WEBHOOK_SECRET";
  const key = Buffer.from(required(environment, name).replace(/^whsec_/, ""), "base64");
  if (key.length >= 24 && key.length <= 64) return key;
  throw badValue(name, "…", "Make one of 24 to 64 random bytes in Base64: openssl rand -base64 32");
}

function recipientsIn(environment: Environment): readonly string[] {
  const to = words(required(environment, "AADC_ALERT_MAIL_TO"));
  const wrong = to.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
  if (wrong === undefined) return to;
  throw badValue("AADC_ALERT_MAIL_TO", wrong, "Write e-mail addresses with commas between them.");
}
