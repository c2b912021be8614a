// Which way a request leaves this machine: straight, through a proxy, or to the address of a sandbox.
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
} from "node:tls";
import type { Dispatcher } from "undici";
import buildConnector from "undici/lib/core/connect.js";
import Agent from "undici/lib/dispatcher/agent.js";
import { messageOf, UsageError } from "../shapes/errors.js";
import { type ProxyEnvironment, proxyFor } from "./proxy.js";

export interface ConnectionOptions {
  /** PEM files that are trusted besides Node's own roots. */
  readonly caFiles: readonly string[];
  /** Every HTTPS connection goes here instead, under its own server name, trusting `caFile` alone. Proxies are passed by. */
  readonly elsewhere?: { readonly host: string; readonly port: number; readonly caFile: string };
  /** Proxy variables and NODE_EXTRA_CA_CERTS. */
  readonly environment: ProxyEnvironment;
}

/** Who presented a certificate for a host, as far as a person needs it to recognise TLS inspection. */
export interface Peer {
  readonly host: string;
  readonly subject: string;
  readonly issuer: string;
  readonly fingerprint256: string;
  readonly validTo: string;
}

export interface Connections {
  dispatcherFor(url: URL): Promise<Dispatcher>;
  /** Host and port of the proxy that a request to this URL goes through; undefined: none. */
  proxyOf(url: URL): string | undefined;
  /** Resolves when the first connection has been asked of the operating system. */
  readonly firstConnection: Promise<void>;
  /** The certificates seen so far, latest per host. */
  peers(): readonly Peer[];
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 15_000;

/** @throws {UsageError} when a CA file cannot be read or holds no certificate */
export function createConnections(options: ConnectionOptions): Connections {
  const peers = new Map<string, Peer>();
  const tls = {
    timeout: CONNECT_TIMEOUT_MS,
    secureContext: trust(options),
    checkServerIdentity: (host: string, certificate: PeerCertificate) => {
      peers.set(host, describe(host, certificate));
      return checkServerIdentity(host, certificate);
    },
  };
  let connecting: () => void = () => undefined;
  const firstConnection = new Promise<void>((resolve) => {
    connecting = resolve;
  });
  const agents = new Map<string, Dispatcher>();
  const sockets = new Set<Socket>();
  const setOut = (socket: Socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
    setImmediate(connecting);
  };
  const remember = (key: string, agent: Dispatcher): Dispatcher => {
    const first = agents.get(key);
    if (first !== undefined) return first;
    agents.set(key, agent);
    return agent;
  };
  const proxyUsed = (url: URL) => (options.elsewhere === undefined ? proxyFor(url, options.environment) : undefined);
  return {
    async dispatcherFor(url) {
      const { elsewhere } = options;
      if (elsewhere !== undefined && url.protocol === "https:")
        return (
          agents.get("elsewhere") ?? remember("elsewhere", new Agent({ connect: connector(tls, setOut, elsewhere) }))
        );
      const proxy = proxyUsed(url);
      if (proxy === undefined) return agents.get("") ?? remember("", new Agent({ connect: connector(tls, setOut) }));
      // The whole of undici: its proxy agent needs methods that only its index puts on the dispatchers.
      const { default: undici } = await import("undici");
      return (
        agents.get(proxy) ?? remember(proxy, new undici.ProxyAgent({ uri: proxy, requestTls: tls, proxyTls: tls }))
      );
    },
    proxyOf(url) {
      const proxy = proxyUsed(url);
      return proxy === undefined ? undefined : new URL(proxy).host;
    },
    firstConnection,
    peers: () => [...peers.values()],
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      // An agent does not end a connection that is still being made.
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Undici's own connector, which goes elsewhere where told to, and tells when it has set out. */
function connector(
  tls: buildConnector.BuildOptions,
  setOut: (socket: Socket) => void,
  elsewhere?: { readonly host: string; readonly port: number },
): buildConnector.connector {
  const connect = buildConnector(tls);
  return (target, callback) => {
    // It returns the socket, which its types do not say.
    const socket: unknown = connect(
      elsewhere === undefined
        ? target
        : {
            ...target,
            servername: target.servername ?? target.hostname,
            hostname: elsewhere.host,
            port: String(elsewhere.port),
          },
      callback,
    );
    if (socket instanceof Socket) setOut(socket);
  };
}

/**
 * What is trusted, read once for all connections: Node would read every certificate again for each. Node adds
 * NODE_EXTRA_CA_CERTS to its own roots only where no `ca` is given, so with a file of ours all three are named.
 */
function trust(options: ConnectionOptions): SecureContext {
  const { elsewhere, caFiles } = options;
  if (elsewhere !== undefined) return createSecureContext({ ca: readCertificates(elsewhere.caFile) });
  if (caFiles.length === 0) return createSecureContext();
  const extra = options.environment["NODE_EXTRA_CA_CERTS"];
  const files = extra === undefined || extra === "" ? caFiles : [...caFiles, extra];
  return createSecureContext({ ca: [...rootCertificates, ...files.map(readCertificates)] });
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`The file of trusted certificates cannot be read: ${messageOf(error)}.`, {
      code: "ca-file",
      remedy: "Give --ca-file a PEM file that you may read.",
    });
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new UsageError(`${file} holds no certificate in PEM form.`, {
    code: "ca-file",
    remedy: "Give --ca-file a PEM file: it has lines that read -----BEGIN CERTIFICATE-----.",
  });
}

function describe(host: string, certificate: PeerCertificate): Peer {
  const name = (parts: PeerCertificate["subject"]) => [parts.O, parts.CN].flat().filter(Boolean).join(", ");
  return {
    host,
    subject: name(certificate.subject),
    issuer: name(certificate.issuer),
    fingerprint256: certificate.fingerprint256,
    validTo: certificate.valid_to,
  };
}
