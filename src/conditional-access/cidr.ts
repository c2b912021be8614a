// Ranges of addresses as `--lock-to` is given them, and as named locations hold them.
import { isIP, isIPv4 } from "node:net";
import { UsageError } from "../shapes/errors.js";

export interface AskedRanges {
  /** Each once, with host bits cleared: `203.0.113.10/32`. */
  readonly ranges: readonly string[];
  /** Sentences on what was changed in them, and on what they may not do. */
  readonly notes: readonly string[];
}

interface Range {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** "Only CIDR masks greater than /8" ("Conditional Access: Network assignment"); of IPv6 what a provider is given. */
const WIDEST = { 4: 8, 6: 32 } as const;
const LENGTH = { 4: 32, 6: 128 } as const;
/** "2000 IP ranges per named location", same page. */
const MOST = 2000;

/** @throws {UsageError} `bad-address` for what is no address, no range, or so wide that it keeps nobody out */
export function parseRanges(texts: readonly string[]): AskedRanges {
  const words = texts.flatMap((text) => text.split(",")).map((text) => text.trim());
  const wanted = words.filter((text) => text !== "");
  if (wanted.length === 0) throw refusal("--lock-to names no address.");
  const parsed = wanted.map((text) => ({ text, range: parseAsked(text) }));
  const ranges = [...new Set(parsed.map(({ range }) => written(range)))];
  if (ranges.length > MOST)
    throw refusal(`--lock-to names ${ranges.length} ranges, and a named location holds ${MOST}.`);
  refuseWide(ranges);
  const cleared = parsed.filter(({ text, range }) => hostBits(text, range));
  const inside = ranges.filter((text) => isPrivate(text));
  const wide = ranges.filter((text) => isWide(text));
  return {
    ranges,
    notes: [
      ...cleared.map(({ text, range }) => `${text} has bits beyond its mask: ${written(range)} is meant by it.`),
      ...inside.map(
        (text) =>
          `${text} is an address of a private network. Conditional Access sees the public address behind which a server reaches the internet: nobody signs in from this one.`,
      ),
      ...wide.map(
        (text) => `${text} comprises many addresses: the lock keeps out nobody who signs in from one of them.`,
      ),
    ],
  };
}

/** As it is compared, host bits cleared; null for what is no range. */
export function normalRange(text: string): string | null {
  const range = parse(text.trim());
  return range === null ? null : written(range);
}

/** A lock that lets in more than this, by one range or by all together, is none. Ranges that overlap count once. */
export function areNarrowEnough(texts: readonly string[]): boolean {
  const all = texts.map((text) => parse(text.trim()));
  const ranges = all.filter((range) => range !== null);
  if (ranges.length < all.length) return false;
  return ([4, 6] as const).every((family) => {
    const own = ranges.filter((one) => one.family === family);
    return addressesIn(own, family) <= sizeOf(family, WIDEST[family]);
  });
}

/** Ranges of addresses lie within one another, or apart. */
function addressesIn(ranges: readonly Range[], family: Range["family"]): bigint {
  let [count, end] = [0n, 0n];
  for (const { bits, prefix } of ranges.toSorted((a, b) => Number(a.bits > b.bits) - Number(a.bits < b.bits))) {
    const last = bits + sizeOf(family, prefix);
    if (last <= end) continue;
    count += last - (bits > end ? bits : end);
    end = last;
  }
  return count;
}

function sizeOf(family: Range["family"], prefix: number): bigint {
  return 1n << BigInt(LENGTH[family] - prefix);
}

/** Whether one of the ranges comprises all of it. What is in a form that is not known comprises nothing. */
export function isWithin(text: string, ranges: readonly string[]): boolean {
  const inner = parse(text);
  if (inner === null) return false;
  return ranges.some((one) => {
    const outer = parse(one.trim());
    if (outer === null || outer.family !== inner.family || outer.prefix > inner.prefix) return false;
    return masked(inner, outer.prefix) === masked(outer, outer.prefix);
  });
}

/** The range of this one address; null for what is none. */
export function rangeOfAddress(address: string): string | null {
  const plain = unmapped(address.trim());
  return isIP(plain) === 0 ? null : normalRange(plain);
}

/** @throws {UsageError} `bad-address` where a lock that lets in all of these would be none */
export function refuseWide(ranges: readonly string[]): void {
  if (areNarrowEnough(ranges)) return;
  throw refusal("The ranges that the lock would let in are together wider than one alone may be.");
}

function parseAsked(text: string): Range {
  const range = parse(text);
  if (range === null) throw refusal(`"${text}" in --lock-to is neither an address nor a range of addresses.`);
  if (isMapped(range)) throw refusal(`"${text}" in --lock-to is an IPv4 address written as IPv6. Write it as IPv4.`);
  if (range.prefix < WIDEST[range.family])
    throw refusal(
      `${written(range)} in --lock-to is too wide: at most /${WIDEST[range.family]} of IPv${range.family} can be a lock's place.`,
    );
  return range;
}

function refusal(what: string): UsageError {
  return new UsageError(what, {
    code: "bad-address",
    remedy:
      "Write the public addresses behind which the servers reach the internet, such as --lock-to 203.0.113.10/32,2001:db8:7::/64.",
  });
}

/** An address alone is the range of itself. */
function parse(text: string): Range | null {
  const [, address = "", slash, digits = ""] = /^([0-9a-f:.]+)(?:(\/)(0|[1-9]\d{0,2}))?$/iu.exec(text) ?? [];
  const family = isIP(address);
  if (family !== 4 && family !== 6) return null;
  const length = LENGTH[family];
  const prefix = slash === undefined ? length : Number(digits);
  if (prefix > length) return null;
  const range = { family, bits: bitsOf(address), prefix } as const;
  return { ...range, bits: masked(range, prefix) };
}

function hostBits(text: string, range: Range): boolean {
  const [address = ""] = text.split("/");
  return bitsOf(address) !== range.bits;
}

function bitsOf(address: string): bigint {
  const parts = isIPv4(address) ? address.split(".").map((part) => Number(part)) : groupsOf(address);
  const size = isIPv4(address) ? 8n : 16n;
  return parts.reduce((bits, part) => (bits << size) | BigInt(part), 0n);
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = short.split("::");
  const numbers = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [numbers(head), numbers(tail ?? "")];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function masked({ family, bits }: Pick<Range, "family" | "bits">, prefix: number): bigint {
  const rest = BigInt(LENGTH[family] - prefix);
  return (bits >> rest) << rest;
}

function written({ family, bits, prefix }: Range): string {
  const [count, size] = family === 4 ? ([4, 8n] as const) : ([8, 16n] as const);
  const parts = Array.from({ length: count }, (_none, index) =>
    Number((bits >> (BigInt(count - 1 - index) * size)) & ((1n << size) - 1n)),
  );
  if (family === 4) return `${parts.join(".")}/${prefix}`;
  const long = parts.map((part) => part.toString(16)).join(":");
  return `${new URL(`http://[${long}]/`).hostname.slice(1, -1)}/${prefix}`;
}

function isMapped({ family, bits }: Range): boolean {
  return family === 6 && bits >> 32n === 0xffffn;
}

/** `::ffff:192.0.2.1` is how some logs write 192.0.2.1. */
function unmapped(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1] ?? address;
}

/** RFC 1918, 6598 (carriers' networks), 1122 and 3927; of IPv6 RFC 4193, 4291. */
const PRIVATE: readonly string[] = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ...["fc00::/7", "fe80::/10", "::1/128"],
];

function isPrivate(text: string): boolean {
  return isWithin(text, PRIVATE);
}

/** More than one site has. */
function isWide(text: string): boolean {
  const range = parse(text);
  return range !== null && range.prefix < (range.family === 4 ? 24 : 48);
}
