// Microsoft Teams: the webhook of a workflow, which posts an Adaptive Card. Sources: "Create incoming webhooks with Workflows
// for Microsoft Teams"; Adaptive Cards schema 1.4 (text runs know no Markdown, so that names from a tenant stay names).
import type { Alert } from "../../alerts/alert.js";
import type { Transport } from "../../cloud/transport.js";
import type { ChannelSettings } from "../settings/channel-settings.js";
import { alertText } from "./alert-text.js";
import { type Channel, post } from "./channel.js";

type Settings = Extract<ChannelSettings, { readonly kind: "teams" }>;

export function teamsChannel({ url, least }: Settings, transport: Pick<Transport, "send">): Channel {
  return {
    name: "teams",
    least,
    send: (alert) => post(transport, "teams", { url, body: JSON.stringify(messageOf(alert)) }),
  };
}

function messageOf(alert: Alert) {
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: cardOf(alert) }],
  };
}

function cardOf(alert: Alert) {
  const { title, lines, facts } = alertText(alert);
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      paragraph(title, { weight: "Bolder", size: "Medium", color: colourOf(alert) }),
      ...lines.flatMap(({ head, body, todo }) => [
        paragraph(head, { weight: "Bolder" }),
        ...(body === "" ? [] : [paragraph(body)]),
        ...(todo === "" ? [] : [paragraph(`What to do: ${todo}`)]),
      ]),
      ...facts.map(([name, value]) => paragraph(`${name}: ${value}`, { isSubtle: true })),
    ],
  };
}

function paragraph(text: string, look: object = {}) {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...look }] };
}

function colourOf({ kind, severity }: Alert): string {
  if (kind === "recovery") return "Good";
  return severity === "error" ? "Attention" : severity === "warning" ? "Warning" : "Default";
}
