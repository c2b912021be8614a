// Slack: an incoming webhook. Plain text throughout, and its three special characters written as entities, so that no name
// from a tenant calls a channel or makes a link. Source: Slack, "Formatting text for app surfaces", escaping text.
import type { Alert } from "../../alerts/alert.js";
import type { Transport } from "../../cloud/transport.js";
import type { ChannelSettings } from "../settings/channel-settings.js";
import { alertText } from "./alert-text.js";
import { type Channel, post } from "./channel.js";

type Settings = Extract<ChannelSettings, { readonly kind: "slack" }>;

/** "Header block" and "Section block" of Slack's reference. */
const LONGEST_HEADER = 150;
const LONGEST_SECTION = 3_000;

export function slackChannel({ url, least }: Settings, transport: Pick<Transport, "send">): Channel {
  return {
    name: "slack",
    least,
    send: (alert) => post(transport, "slack", { url, body: JSON.stringify(messageOf(alert)) }),
  };
}

function messageOf(alert: Alert) {
  const { title, lines, facts } = alertText(alert);
  return {
    text: escaped(title),
    blocks: [
      { type: "header", text: plain(title, LONGEST_HEADER) },
      ...lines.map(({ head, body, todo }) => ({
        type: "section",
        text: plain([head, body, todo === "" ? "" : `What to do: ${todo}`].filter((part) => part !== "").join("\n")),
      })),
      { type: "section", text: plain(facts.map(([name, value]) => `${name}: ${value}`).join("\n")) },
    ],
  };
}

function plain(text: string, longest = LONGEST_SECTION) {
  const whole = escaped(text);
  if (whole.length <= longest) return { type: "plain_text", emoji: false, text: whole };
  // Not in the middle of an entity.
  return { type: "plain_text", emoji: false, text: `${whole.slice(0, longest - 1).replace(/&[a-z]*$/, "")}…` };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
