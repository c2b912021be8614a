// Any other receiver: JSON, signed as the Standard Webhooks specification says. The signature covers id and time, so that
// an old message cannot be played again unnoticed.
import { createHmac } from "node:crypto";
import type { Transport } from "../../cloud/transport.js";
import type { ChannelSettings } from "../settings/channel-settings.js";
import { type Channel, post } from "./channel.js";

type Settings = Extract<ChannelSettings, { readonly kind: "webhook" }>;

/** @param epoch milliseconds since 1970: receivers refuse what is more than some minutes off */
export function webhookChannel(
  { url, key, least }: Settings,
  transport: Pick<Transport, "send">,
  epoch: () => number,
): Channel {
  return {
    name: "webhook",
    least,
    send: async (alert) => {
      const body = JSON.stringify({ type: "aadc-cloud.alert", timestamp: alert.at, data: alert });
      const timestamp = String(Math.floor(epoch() / 1000));
      const signature = createHmac("sha256", key).update(`${alert.id}.${timestamp}.${body}`).digest("base64");
      const headers = {
        "webhook-id": alert.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      };
      await post(transport, "webhook", { url, headers, body });
    },
  };
}
