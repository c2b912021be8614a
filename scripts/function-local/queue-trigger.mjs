// Queues as the Functions host reads them: several messages at once, each hidden while it is worked on, tried again when that
// fails, and put on the poison queue after the last try.
import { setTimeout as pause } from "node:timers/promises";
import { QueueClient } from "@azure/storage-queue";

/**
 * @typedef {object} Queue
 * @property {string} name
 * @property {(text: string) => Promise<void>} put
 * @property {Queue | null} poison
 * @property {QueueClient} client
 */

/**
 * @param {string} endpoint
 * @param {string} name
 * @param {{ getToken: () => Promise<{ token: string, expiresOnTimestamp: number }> }} credential
 * @returns {Queue}
 */
export function openQueue(endpoint, name, credential) {
  const client = new QueueClient(`${endpoint}/${name}`, credential);
  return {
    name,
    client,
    poison: name.endsWith("-poison") ? null : openQueue(endpoint, `${name}-poison`, credential),
    // The host's own form: text in Base64.
    put: async (text) => {
      await client.sendMessage(Buffer.from(text, "utf8").toString("base64"));
    },
  };
}

/**
 * Until the signal aborts; what is under way then is finished.
 * @param {Queue} queue
 * @param {(message: unknown) => Promise<unknown>} work
 * @param {import("./host.mjs").HostOptions["queueSettings"]} settings
 * @param {AbortSignal} signal
 * @param {(error: unknown) => void} failed
 */
export async function pollQueue(queue, work, settings, signal, failed) {
  const { batchSize, maxDequeueCount, visibilityTimeoutMs, lockMs, pauseMs } = settings;
  /** @type {Set<Promise<void>>} */
  const underWay = new Set();
  /** @param {import("@azure/storage-queue").DequeuedMessageItem} message */
  const handle = async (message) => {
    const text = Buffer.from(message.messageText, "base64").toString("utf8");
    const kept = keepHidden(queue, message, lockMs, failed);
    try {
      await work(parsed(text));
      await queue.client.deleteMessage(message.messageId, await kept.end());
    } catch (error) {
      failed(error);
      await giveBack({ ...message, popReceipt: await kept.end() }, text).catch(failed);
    }
  };
  /**
   * @param {import("@azure/storage-queue").DequeuedMessageItem} message
   * @param {string} text
   */
  const giveBack = async (message, text) => {
    if (message.dequeueCount < maxDequeueCount || queue.poison === null) {
      const seconds = Math.ceil(visibilityTimeoutMs / 1000);
      await queue.client.updateMessage(message.messageId, message.popReceipt, message.messageText, seconds);
      return;
    }
    await queue.poison.put(text);
    await queue.client.deleteMessage(message.messageId, message.popReceipt);
  };
  while (!signal.aborted) {
    const room = batchSize - underWay.size;
    try {
      const found =
        room === 0
          ? []
          : (
              await queue.client.receiveMessages({
                numberOfMessages: Math.min(room, 32),
                visibilityTimeout: Math.ceil(lockMs / 1000),
              })
            ).receivedMessageItems;
      for (const message of found) {
        const handling = handle(message).finally(() => underWay.delete(handling));
        underWay.add(handling);
      }
      if (found.length === 0) await pause(pauseMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      failed(error);
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  await Promise.all(underWay);
}

/**
 * As long as it is worked on nobody else gets the message: the host says so anew before its time is over.
 * @param {Queue} queue
 * @param {import("@azure/storage-queue").DequeuedMessageItem} message
 * @param {number} lockMs
 * @param {(error: unknown) => void} failed
 */
function keepHidden({ client }, message, lockMs, failed) {
  let receipt = message.popReceipt;
  /** @type {Promise<void>} */
  let renewing = Promise.resolve();
  const renew = async () => {
    try {
      const seconds = Math.ceil(lockMs / 1000);
      const renewed = await client.updateMessage(message.messageId, receipt, message.messageText, seconds);
      receipt = renewed.popReceipt ?? receipt;
    } catch (error) {
      failed(error);
    }
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew);
  }, lockMs / 2);
  return {
    end: async () => {
      clearInterval(timer);
      await renewing;
      return receipt;
    },
  };
}

/** The host hands JSON over taken apart. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
