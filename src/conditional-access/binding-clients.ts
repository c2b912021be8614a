// With which client, and on which platform. Source: "Conditional Access: Conditions".
import type { Policy } from "../tenant/policies.js";
import { type Answer, lower, no, perhaps, yes } from "./binding-answer.js";

/** Wizard and engine are desktop clients with modern authentication. */
export function isForClient({ conditions: { clientAppTypes } }: Policy): Answer {
  const types = lower(clientAppTypes);
  if (types.length === 0 || types.includes("all") || types.includes("mobileappsanddesktopclients"))
    return yes("it applies to desktop clients");
  const strange = clientAppTypes.find((type) => !OTHER_CLIENTS.has(type.toLowerCase()));
  if (strange !== undefined) return perhaps(`it applies to "${strange}", a kind of client this version does not know`);
  return no("it is about other kinds of clients");
}

const LEGACY_CLIENTS: readonly string[] = ["exchangeactivesync", "eassupported", "other"];
const OTHER_CLIENTS: ReadonlySet<string> = new Set(["browser", "exchangeactivesync", "eassupported", "other"]);

/** Named on purpose: a policy for all clients that blocks from certain places is not about legacy authentication. */
export function blocksLegacyClients({ conditions: { clientAppTypes }, grantControls }: Policy): boolean {
  const blocks = lower(grantControls?.builtInControls).includes("block");
  return blocks && lower(clientAppTypes).some((type) => LEGACY_CLIENTS.includes(type));
}

/**
 * The server runs Windows. What is seen of that is what the client says of itself (device platforms: user agent strings), and
 * an engine may say nothing: then a policy for every platform but the known ones meets it.
 */
export function isForPlatform({ conditions: { platforms } }: Policy): Answer {
  if (platforms === null || platforms === undefined) return yes("it applies on every platform");
  const included = lower(platforms.includePlatforms);
  const excluded = lower(platforms.excludePlatforms);
  if (excluded.includes("all")) return no("it excludes every platform");
  const strange = [...included, ...excluded].find((name) => !PLATFORMS.has(name));
  // Perhaps only how a condition is told that nobody has set.
  if (included.length === 0 && excluded.length === 0) return perhaps("it names no device platform");
  if (!included.includes("all") && !included.includes("windows"))
    return strange === undefined
      ? no("it is about other device platforms")
      : perhaps(`it depends on the device platform "${strange}", which this version does not know`);
  if (excluded.includes("windows"))
    return included.includes("all")
      ? perhaps(
          "it excludes Windows, and a client that does not tell its device platform would not be excluded with it",
        )
      : no("it excludes Windows");
  if (strange !== undefined && excluded.includes(strange))
    return perhaps(`it depends on the device platform "${strange}", which this version does not know`);
  return yes("it applies on Windows");
}

const PLATFORMS: ReadonlySet<string> = new Set(["all", "android", "ios", "windows", "windowsphone", "macos", "linux"]);
