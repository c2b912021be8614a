// Does a policy speak of the place of a sign-in? "Conditional Access: Network assignment".
import { BlockList, isIP } from "node:net";
import type { Tenant } from "../../store/tenant-state.js";
import type { PolicyForm } from "./policy-form.js";
import { anyVerdict, included, type SignInConditions, type Verdict, verdict } from "./sign-in.js";

type NamedLocation = Tenant["namedLocations"][number];

const RANGES = new WeakMap<NamedLocation, BlockList>();

/** Locations that no longer exist hold nobody. */
export function matchesLocation(
  form: PolicyForm,
  locations: readonly NamedLocation[],
  conditions: SignInConditions,
): Verdict {
  if (form.locations === undefined) return "met";
  const holds = (ids: readonly string[]) => anyVerdict(ids.map((id) => isAt(id, locations, conditions)));
  return included(holds(form.locations.include), holds(form.locations.exclude));
}

/** Is the address in one of the location's ranges? `false` for a location of another kind. */
function containsAddress(location: NamedLocation, address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return rangesOf(location).check(address, family === 4 ? "ipv4" : "ipv6");
}

/** An address without zone, with a prefix that fits its family: `192.0.2.0/24`, `2001:db8::/32`. */
export function parseCidr(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const match = /^([0-9a-f:.]+)\/(\d{1,3})$/iu.exec(text);
  const [address, prefix] = [match?.[1] ?? "", Number(match?.[2])];
  const family = isIP(address);
  if (family === 0 || prefix > (family === 4 ? 32 : 128)) return undefined;
  return { address, prefix };
}

function isAt(id: string, locations: readonly NamedLocation[], conditions: SignInConditions): Verdict {
  if (id === "all") return "met";
  if (id === "alltrusted") {
    const trusted = locations.filter((one) => one["isTrusted"] === true);
    return anyVerdict(trusted.map((one) => isIn(one, conditions)));
  }
  const location = locations.find((one) => one.id.toLowerCase() === id);
  return location === undefined ? "unmet" : isIn(location, conditions);
}

function isIn(location: NamedLocation, { ipAddress, country }: SignInConditions): Verdict {
  if (location["@odata.type"] === "#microsoft.graph.countryNamedLocation") return isInCountry(location, country);
  return ipAddress === undefined ? "unknown" : verdict(containsAddress(location, ipAddress));
}

/** An empty country stands for an address that belongs to none. */
function isInCountry(location: NamedLocation, country: string | undefined): Verdict {
  if (country === undefined) return "unknown";
  if (country === "") return verdict(location["includeUnknownCountriesAndRegions"] === true);
  const countries = location["countriesAndRegions"];
  const wanted = country.toUpperCase();
  return verdict(
    Array.isArray(countries) && countries.some((one) => typeof one === "string" && one.toUpperCase() === wanted),
  );
}

function rangesOf(location: NamedLocation): BlockList {
  const known = RANGES.get(location);
  if (known !== undefined) return known;
  const made = new BlockList();
  const ranges: readonly unknown[] = Array.isArray(location["ipRanges"]) ? location["ipRanges"] : [];
  for (const range of ranges) {
    const text = typeof range === "object" && range !== null && "cidrAddress" in range ? range.cidrAddress : undefined;
    const cidr = typeof text === "string" ? parseCidr(text) : undefined;
    if (cidr !== undefined) made.addSubnet(cidr.address, cidr.prefix, isIP(cidr.address) === 4 ? "ipv4" : "ipv6");
  }
  RANGES.set(location, made);
  return made;
}
