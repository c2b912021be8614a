// E-mail through Microsoft Graph, from a mailbox of the app's own tenant. Source: "user: sendMail" (permission Mail.Send).
import type { ServiceClient } from "../../cloud/service-client.js";
import type { ChannelSettings } from "../settings/channel-settings.js";
import { alertText } from "./alert-text.js";
import type { Channel } from "./channel.js";

type Settings = Extract<ChannelSettings, { readonly kind: "mail" }>;

/** Of the subject; Outlook shows no more. */
const LONGEST_SUBJECT = 180;

export function mailChannel({ from, to, least }: Settings, graph: () => Promise<ServiceClient>): Channel {
  return {
    name: "mail",
    least,
    send: async (alert) => {
      const { title, lines, facts } = alertText(alert);
      const paragraphs = [
        title,
        ...lines.map(({ head, body, todo }) =>
          [head, body, todo === "" ? "" : `What to do: ${todo}`].filter((part) => part !== "").join("\n"),
        ),
        facts.map(([name, value]) => `${name}: ${value}`).join("\n"),
      ];
      const message = {
        subject: title.slice(0, LONGEST_SUBJECT),
        body: { contentType: "text", content: paragraphs.join("\n\n") },
        toRecipients: to.map((address) => ({ emailAddress: { address } })),
        ...(alert.severity === "error" && alert.kind !== "recovery" ? { importance: "high" } : {}),
      };
      await (await graph()).write(
        "POST",
        `/v1.0/users/${encodeURIComponent(from)}/sendMail`,
        { message, saveToSentItems: false },
        "send-mail",
      );
    },
  };
}
