// A page in a real browser, driven over a pipe: its own policy against scripts does not hold the tester back.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { CHROMIUM, FLAGS } from "./chromium.js";

export interface BrowserPage {
  show(html: string, look: { readonly width: number; readonly scheme: "light" | "dark" }): Promise<void>;
  /** The value of an expression in the page; a promise is waited for. */
  evaluate(expression: string): Promise<unknown>;
  /** The whole page, PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

type Answer = Readonly<Record<string, unknown>>;

/** @param folder for the browser's profile */
export async function openPage(folder: string): Promise<BrowserPage> {
  const profile = `--user-data-dir=${mkdtempSync(join(folder, "profile-"))}`;
  const child = spawn(CHROMIUM, [...FLAGS, profile, "--remote-debugging-pipe", "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ask = askThrough(child);
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const inPage = (method: string, params: Answer = {}) => ask(method, params, String(sessionId));
  await inPage("Page.enable");
  const evaluate = async (expression: string) => {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await inPage("Runtime.evaluate", options);
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as Answer)["value"];
  };
  return {
    async show(html, { width, scheme }) {
      const size = { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 };
      await inPage("Emulation.setDeviceMetricsOverride", size);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await inPage("Emulation.setEmulatedMedia", { features });
      const { frameTree } = await inPage("Page.getFrameTree");
      const { id } = (frameTree as Answer)["frame"] as Answer;
      await inPage("Page.setDocumentContent", { frameId: id, html });
    },
    evaluate,
    async picture() {
      const { data } = await inPage("Page.captureScreenshot", { captureBeyondViewport: true });
      return Buffer.from(String(data), "base64");
    },
    async close() {
      const ended = new Promise((resolve) => child.once("close", resolve));
      await ask("Browser.close", {});
      await ended;
    },
  };
}

/** Each message is JSON, ended by a zero byte; answers carry the number of their question. */
function askThrough(child: ChildProcess): (method: string, params: Answer, sessionId?: string) => Promise<Answer> {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
  >();
  let text = "";
  output.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    const messages = text.split("\0");
    text = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as {
        id?: number;
        result?: Answer;
        error?: { message: string };
      };
      const one = id === undefined ? undefined : waiting.get(id);
      if (error === undefined) one?.resolve(result ?? {});
      else one?.reject(new Error(error.message));
    }
  });
  child.once("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("The browser has ended."));
  });
  let last = 0;
  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      input.write(
        `${JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      );
    });
}
