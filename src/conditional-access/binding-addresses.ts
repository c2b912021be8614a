// Is an address in ranges?
import { BlockList, isIP } from "node:net";
import type { Applies } from "./subject.js";

interface Range {
  readonly address: string;
  readonly prefix: number;
}

/** A place may have 2,000 ranges, a tenant 195 places and 240 policies that name them: each list is read once. */
const READ = new WeakMap<readonly string[], ReadRanges>();

interface ReadRanges {
  readonly list: BlockList;
  readonly strange: boolean;
  readonly answers: Map<string, Applies>;
}

/** "unknown" for what is no address, and where a range is in a form that is not known here and none of the others holds it. */
export function isInRanges(address: string, ranges: readonly string[]): Applies {
  const known = plain(address);
  const family = isIP(known);
  if (family === 0 || known.includes("%")) return "unknown";
  const { list, strange, answers } = readOnce(ranges);
  const answered = answers.get(known);
  if (answered !== undefined) return answered;
  const answer = list.check(known, family === 4 ? "ipv4" : "ipv6") ? "yes" : strange ? "unknown" : "no";
  answers.set(known, answer);
  return answer;
}

function readOnce(ranges: readonly string[]): ReadRanges {
  const earlier = READ.get(ranges);
  if (earlier !== undefined) return earlier;
  const list = new BlockList();
  let strange = false;
  for (const range of ranges) {
    const parsed = rangeOf(range);
    if (parsed === undefined) strange = true;
    else list.addSubnet(parsed.address, parsed.prefix, isIP(parsed.address) === 4 ? "ipv4" : "ipv6");
  }
  const read: ReadRanges = { list, strange, answers: new Map() };
  READ.set(ranges, read);
  return read;
}

/** Trusted IPs of multifactor authentication are of this family only. */
export function isIPv4(address: string): boolean {
  return isIP(plain(address)) === 4;
}

function rangeOf(text: string): Range | undefined {
  const [, address = "", digits = ""] = /^([0-9a-f:.]+)\/(\d{1,3})$/iu.exec(text.trim()) ?? [];
  const family = isIP(address);
  const prefix = Number(digits);
  return family === 0 || prefix > (family === 4 ? 32 : 128) ? undefined : { address, prefix };
}

/** `::ffff:192.0.2.1` is how some logs write 192.0.2.1. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address.trim())?.[1] ?? address.trim();
}
