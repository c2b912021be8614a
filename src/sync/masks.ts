// What stands in the place of a name: the same mask for the same name everywhere, and nothing of the name in it.
import { GRAPH_APP_ID } from "../knowledge/applications.js";
import {
  AZURE_CLI_APP_ID,
  CLOUD_SYNC_ACCOUNT,
  ROLES,
  SYNC_APP_ROLE_ID,
  SYNC_SERVICE_APP_ID,
} from "../knowledge/directory.js";
import { SYNC_CLIENT_APP_IDS, SYNC_RESOURCES } from "../knowledge/sync-resources.js";
import { parseTime } from "../shapes/time.js";
import { CONNECT_NAME, GUID, sentenceMasker } from "./masks-in-text.js";
import type { TextKind } from "./snapshot-fields.js";

export interface Masks {
  mask(kind: Exclude<TextKind, "policy">, text: string): string;
}

const IS_GUID = new RegExp(`^${GUID}$`, "i");
const INITIAL = /\.(?:onmicrosoft\.(?:com|us)|partner\.onmschina\.cn)$/i;
const IS_WORD = /^[\w .:+/#-]{0,80}$/;
const IS_DAY = /^\d{4}-\d\d-\d\d$/;
const ROLE_NAMES: ReadonlySet<string> = new Set(Object.values(ROLES).map(({ name }) => name));

/** The same in every tenant, so that they tell nothing of this one; checks look for them. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  ...Object.values(ROLES).map(({ id }) => id),
  ...SYNC_RESOURCES.flatMap(({ appId }) => appId ?? []),
  ...SYNC_CLIENT_APP_IDS,
  ...[SYNC_SERVICE_APP_ID, SYNC_APP_ROLE_ID, AZURE_CLI_APP_ID, GRAPH_APP_ID],
]);
/** Nobody's, and the strengths of authentication that come with Entra ID. */
const BUILT_IN = /^0{8}(?:-0{4}){3}-0{11}\d$/;

export function createMasks(): Masks {
  const names = createNames();
  const maskOf = (kind: Exclude<TextKind, "policy" | "text">, text: string): string => {
    switch (kind) {
      case "opaque":
        return text;
      case "word":
        return IS_WORD.test(text) ? text : names.simple("value", text);
      case "time":
        return parseTime(text) === undefined && !IS_DAY.test(text) ? "no time" : text;
      case "id":
        return idMask(names, text);
      case "account":
        return accountMask(names, text);
      case "server":
        return serverMask(names, text);
      case "domain":
        return domainMask(names, text);
      case "service":
        return serviceMask(names, text);
      case "role":
        return ROLE_NAMES.has(text) ? text : names.simple("role", text);
      case "policy-name":
        return names.simple("policy", text);
      case "address":
      case "organization":
      case "object":
      case "value":
        return names.simple(kind, text);
    }
  };
  const inSentence = sentenceMasker(maskOf, names);
  return {
    mask: (kind, text) => (text === "" ? text : kind === "text" ? inSentence(text) : maskOf(kind, text)),
  };
}

export interface Names {
  /** How many there are. */
  readonly size: number;
  /** Masks by names in lower case, of every kind that sentences may name. */
  readonly spoken: () => ReadonlyMap<string, string>;
  readonly numbered: (group: string, name: string, form: (number: number) => string) => string;
  readonly simple: (group: string, name: string) => string;
}

/** Names of different kinds are counted apart, in the order in which they come. Case does not make another name. */
function createNames(): Names {
  const groups = new Map<string, Map<string, string>>();
  let size = 0;
  const numbered: Names["numbered"] = (group, name, form) => {
    const known = groups.get(group) ?? new Map<string, string>();
    groups.set(group, known);
    const key = name.toLowerCase();
    const mask = known.get(key) ?? form(known.size + 1);
    if (!known.has(key)) size += 1;
    known.set(key, mask);
    return mask;
  };
  return {
    get size() {
      return size;
    },
    spoken: () => new Map([...groups.values()].flatMap((group) => [...group])),
    numbered,
    simple: (group, name) => numbered(group, name, (number) => `${group}-${number}`),
  };
}

function idMask(names: Names, text: string): string {
  if (!IS_GUID.test(text)) return names.simple("id", text);
  const id = text.toLowerCase();
  if (EVERYWHERE.has(id) || BUILT_IN.test(id)) return text;
  return names.numbered("guid", id, (number) => `eeeeeeee-0000-4000-8000-${hex(number)}`);
}

function domainMask(names: Names, text: string): string {
  const end = INITIAL.exec(text)?.[0].toLowerCase() ?? ".example";
  return names.numbered("domain", text, (number) => `domain-${number}${end}`);
}

/** With or without its domain it is the same server. */
function serverMask(names: Names, text: string): string {
  const dot = text.indexOf(".");
  const [short, suffix] = dot <= 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot + 1)];
  const mask = names.numbered("server", short, (number) => `SERVER-${number}`);
  return suffix === "" ? mask : `${mask}.${domainMask(names, suffix)}`;
}

/** Names that tell what an identity is for keep their form: by it identities and servers are told apart. */
function accountMask(names: Names, text: string): string {
  if (IS_GUID.test(text)) return idMask(names, text);
  const [, kind, machine, digits, place] = CONNECT_NAME.exec(text) ?? [];
  if (kind !== undefined && machine !== undefined && digits !== undefined) {
    const end = place === undefined ? "" : `@${domainMask(names, place)}`;
    return `${kind}_${serverMask(names, machine)}_${names.numbered("installation", digits, hex)}${end}`;
  }
  const at = text.lastIndexOf("@");
  const [name, end] = at <= 0 ? [text, ""] : [text.slice(0, at), `@${domainMask(names, text.slice(at + 1))}`];
  if (!name.toLowerCase().startsWith(CLOUD_SYNC_ACCOUNT.toLowerCase())) return names.simple("account", name) + end;
  const rest = name.slice(CLOUD_SYNC_ACCOUNT.length);
  return `${CLOUD_SYNC_ACCOUNT}${rest === "" ? "" : `-${names.simple("account", rest)}`}${end}`;
}

function serviceMask(names: Names, text: string): string {
  const hyphen = text.indexOf("-");
  if (hyphen < 0 || !IS_WORD.test(text.slice(0, hyphen))) return names.simple("service", text);
  return `${text.slice(0, hyphen)}-${domainMask(names, text.slice(hyphen + 1))}`;
}

const hex = (number: number) => number.toString(16).padStart(12, "0");
