// Names within sentences and requests: those that were masked elsewhere, and whatever has the form of a name.
import type { Names } from "./masks.js";
import type { TextKind } from "./snapshot-fields.js";

export const GUID = "[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}";
/** As Entra Connect names its identities; the server's name may hold underscores itself. */
export const CONNECT_NAME = /^(Sync|ConnectSyncProvisioning)_(.+)_([0-9a-f]{12})(?:@(.+))?$/is;

const ADDRESS =
  "\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b|(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}|\\b[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*::[0-9a-f:]*";
const ACCOUNT =
  "[^\\s\"'<>()/,;=]+@[\\w-]+(?:\\.[\\w-]+)+|\\b(?:Sync|ConnectSyncProvisioning)_[^\\s\"'<>()/,;=@]+_[0-9a-f]{12}";
const HOST = "\\b[\\w-]+(?:\\.[\\w-]+)*\\.[a-z][a-z-]+\\b";
const IS_ADDRESS = new RegExp(`^(?:${ADDRESS})$`, "i");
const IS_GUID = new RegExp(`^${GUID}$`, "i");

/** Microsoft's own places, and permissions and types of its services, which have dots as well. */
const MICROSOFT =
  /^(?:(?:[\w-]+\.)*(?:microsoft|azure|microsoftonline|chinacloudapi)\.(?:com|us|cn)|microsoft\.graph\.\w+)$/i;
const IS_PERMISSION = /^[A-Z]\w*(?:\.[A-Z]\w*)+$/;
/** One letter is a part of every word. */
const SHORTEST = 2;
/** What is as long is no part of a word by chance. */
const LONG = 6;

/** @param mask for whole names */
export function sentenceMasker(
  mask: (kind: Exclude<TextKind, "policy" | "text">, text: string) => string,
  names: Names,
): (text: string) => string {
  let known: { readonly size: number; readonly spoken: ReadonlyMap<string, string>; readonly all: RegExp } | undefined;
  return (text) => {
    if (known?.size !== names.size) {
      const spoken = names.spoken();
      known = { size: names.size, spoken, all: patternOf([...spoken.keys()]) };
    }
    const { spoken, all } = known;
    return decoded(text).replace(all, (found) => {
      if (IS_GUID.test(found)) return mask("id", found);
      const elsewhere = spoken.get(found.toLowerCase());
      if (elsewhere !== undefined) return elsewhere;
      if (IS_ADDRESS.test(found)) return mask("address", found);
      if (found.includes("@") || CONNECT_NAME.test(found)) return mask("account", found);
      return MICROSOFT.test(found) || IS_PERMISSION.test(found) ? found : mask("domain", found);
    });
  };
}

function patternOf(names: readonly string[]): RegExp {
  const spoken = names
    .filter((name) => name.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .map((name) => {
      const literal = name.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
      return name.length >= LONG ? literal : `(?<![a-z0-9])${literal}(?![a-z0-9])`;
    });
  return new RegExp([GUID, ACCOUNT, ...spoken, ADDRESS, HOST].join("|"), "gi");
}

/** Addresses of requests have names in their own letters. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
