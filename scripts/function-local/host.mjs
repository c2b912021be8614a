// A small host for the app: schedules, queues with their poison queues, and HTTP with keys, as the Functions host has them.
import { createServer } from "node:http";
import { Cron } from "croner";
import { answerHttp } from "./http-trigger.mjs";
import { loadApp } from "./load-app.mjs";
import { openQueue, pollQueue } from "./queue-trigger.mjs";

/**
 * @typedef {object} HostOptions
 * @property {string} app file of the app's entry
 * @property {string} queues address of the queue service
 * @property {{ getToken: () => Promise<{ token: string, expiresOnTimestamp: number }> }} credential
 * @property {string} key of the functions that want one, and of /admin
 * @property {number} port 0: any
 * @property {Readonly<{ batchSize: number, maxDequeueCount: number, visibilityTimeoutMs: number, lockMs: number, pauseMs: number }>} queueSettings
 * @property {(line: object) => void} log
 */

/**
 * @param {HostOptions} options
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startHost(options) {
  const { app, queues, credential, queueSettings, log } = options;
  const registered = await loadApp(app);
  const stopping = new AbortController();
  /** @type {Set<Promise<unknown>>} */
  const underWay = new Set();

  /**
   * @param {import("./load-app.mjs").Registered} one
   * @param {unknown} input
   * @param {object} [more]
   */
  const invoke = async (one, input, more = {}) => {
    const invocationId = crypto.randomUUID();
    /** @param {string} level */
    const tell = (level) => (/** @type {unknown} */ said) => log({ level, function: one.name, invocationId, said });
    const context = { functionName: one.name, invocationId, ...more };
    const work = Promise.resolve(
      one.handler(input, { ...context, log: tell("info"), warn: tell("warning"), error: tell("error") }),
    );
    underWay.add(work);
    try {
      const result = await work;
      if (one.output !== undefined && Array.isArray(result)) {
        const queue = openQueue(queues, String(one.output.queueName), credential);
        for (const message of result) await queue.put(String(message));
      }
      return result;
    } finally {
      underWay.delete(work);
    }
  };
  const failed = (/** @type {string} */ name, /** @type {unknown} */ error) =>
    log({
      level: "error",
      function: name,
      failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });

  const jobs = registered.flatMap((one) => {
    if (one.trigger.type !== "timerTrigger") return [];
    const schedule = resolved(String(one.trigger.schedule));
    const run = async () => {
      await invoke(one, { isPastDue: false, schedule: {} }).catch((error) => failed(one.name, error));
    };
    return [new Cron(schedule, { timezone: "UTC", protect: true }, run)];
  });
  const polls = registered.flatMap((one) => {
    if (one.trigger.type !== "queueTrigger") return [];
    const queue = openQueue(queues, String(one.trigger.queueName), credential);
    const work = (/** @type {unknown} */ message) => invoke(one, message);
    return [pollQueue(queue, work, queueSettings, stopping.signal, (error) => failed(one.name, error))];
  });
  const server = createServer((request, response) => {
    answerHttp(request, response, { registered, invoke, key: options.key }).catch((error) => {
      failed("http", error);
      response.destroy();
    });
  });
  await new Promise((resolve) => server.listen(options.port, "127.0.0.1", () => resolve(undefined)));
  return {
    port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
    async stop() {
      for (const job of jobs) job.stop();
      stopping.abort();
      server.close();
      await Promise.allSettled([...polls, ...underWay]);
      server.closeAllConnections();
    },
  };
}

/** @param {string} text such as `%AADC_SCHEDULE%` */
function resolved(text) {
  return text.replace(/^%(\w+)%$/, (_, name) => {
    const value = process.env[name];
    if (value === undefined || value === "") throw new Error(`The app setting ${name} is missing.`);
    return value;
  });
}
