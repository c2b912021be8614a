// A real browser without a window: opens one address, follows where it leads, and tells which page it ended on.
import { spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { SandboxProcess } from "./sandbox-process.js";

export interface Browser {
  /** For the variable BROWSER: the browser's only argument is the address. */
  readonly program: string;
  /** The page at the end, once the browser has ended by itself; fails after half a minute. */
  page(): Promise<string>;
  /** Ends what is left of it, by its own number. */
  end(): void;
}

export const CHROMIUM = "chromium";

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WAIT_MS = 30_000;

/** Every name leads to the sandbox but this machine's own; the sandbox's key is trusted, and no other. */
export function chromiumFor(sandbox: SandboxProcess): Browser {
  const folder = mkdtempSync(join(sandbox.root, "browser-"));
  const at = (name: string) => join(folder, name);
  const { publicKey } = new X509Certificate(readFileSync(join(sandbox.folder, "cert.pem")));
  const hash = createHash("sha256").update(publicKey.export({ type: "spki", format: "der" }));
  const flags = [
    ...FLAGS,
    `--user-data-dir=${at("profile")}`,
    `--host-resolver-rules=MAP * 127.0.0.1:${sandbox.port}, EXCLUDE localhost`,
    `--ignore-certificate-errors-spki-list=${hash.digest("base64")}`,
    "--dump-dom",
  ];
  const script = [
    "#!/bin/sh",
    `echo $$ > '${at("pid")}'`,
    `${CHROMIUM} ${flags.map((flag) => `'${flag}'`).join(" ")} "$1" > '${at("page")}' 2> '${at("errors")}'`,
    `echo $? > '${at("code")}'`,
  ];
  writeFileSync(at("open"), `${script.join("\n")}\n`, { mode: 0o755 });
  return {
    program: at("open"),
    async page() {
      const until = Date.now() + WAIT_MS;
      while (!existsSync(at("code")) || readFileSync(at("code"), "utf8") === "") {
        if (Date.now() > until) throw new Error("The browser did not end.");
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const [code, page] = [readFileSync(at("code"), "utf8").trim(), readFileSync(at("page"), "utf8")];
      if (code !== "0" || page === "") throw new Error(`${code}: ${readFileSync(at("errors"), "utf8").slice(-2000)}`);
      return page;
    },
    end() {
      const group = existsSync(at("pid")) ? Number(readFileSync(at("pid"), "utf8")) : Number.NaN;
      if (!Number.isInteger(group) || existsSync(at("code"))) return;
      try {
        process.kill(-group, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
      }
    },
  };
}

/** How wide a page wants to be where it has so many pixels; a window is never as narrow as a telephone, a frame is. */
export async function widthOf(page: string, width: number, folder: string): Promise<number> {
  const at = mkdtempSync(join(folder, "page-"));
  const content = page.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const measure = "document.title = 'wide:' + frames[0].document.documentElement.scrollWidth";
  const frame = `<iframe width="${width}" height="800" srcdoc="${content}"></iframe>`;
  writeFileSync(join(at, "page.html"), `<!doctype html><title></title><body onload="${measure}">${frame}</body>`);
  const address = pathToFileURL(join(at, "page.html")).href;
  const child = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${join(at, "profile")}`, "--dump-dom", address], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return Number(/<title>wide:(\d+)<\/title>/u.exec(text)?.[1]);
}
