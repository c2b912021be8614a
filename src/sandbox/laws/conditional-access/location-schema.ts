// The form of named locations, and what is allowed of them: "Create namedLocation", "Update ipNamedLocation", "Update
// countryNamedLocation", "Conditional Access: Network assignment".
import { isIP } from "node:net";
import type { Tenant } from "../../store/tenant-state.js";
import { parseCidr } from "./location-condition.js";
import { policyForm } from "./policy-form.js";
import { PolicyRefusal } from "./refusal.js";
import { isObject, mergeObject, type ObjectShape, oneOf, SchemaMismatch, text, type Written } from "./shapes.js";

/** "A maximum of 195 named locations", "2000 IP ranges per named location", "Only CIDR masks greater than /8". */
const MOST_LOCATIONS = 195;
const MOST_RANGES = 2000;
const SHORTEST_PREFIX = 8;
/** A choice: documents are silent. */
const LONGEST_NAME = 256;

const IP = "#microsoft.graph.ipNamedLocation";
const COUNTRY = "#microsoft.graph.countryNamedLocation";

const SHAPES: Readonly<Record<string, ObjectShape>> = {
  [IP]: {
    kind: "object",
    required: ["displayName", "ipRanges"],
    properties: {
      displayName: text,
      isTrusted: { kind: "boolean" },
      ipRanges: {
        kind: "objects",
        of: {
          kind: "object",
          required: ["@odata.type", "cidrAddress"],
          properties: {
            "@odata.type": oneOf("#microsoft.graph.iPv4CidrRange", "#microsoft.graph.iPv6CidrRange"),
            cidrAddress: text,
          },
        },
      },
    },
  },
  [COUNTRY]: {
    kind: "object",
    required: ["displayName", "countriesAndRegions"],
    properties: {
      displayName: text,
      countriesAndRegions: { kind: "texts" },
      countryLookupMethod: oneOf("clientIpAddress", "authenticatorAppGps"),
      includeUnknownCountriesAndRegions: { kind: "boolean" },
    },
  },
};

const DEFAULTS: Readonly<Record<string, Written>> = {
  [IP]: { isTrusted: false },
  [COUNTRY]: { countryLookupMethod: "clientIpAddress", includeUnknownCountriesAndRegions: false },
};

/** A location as it was sent, with its type and what it leaves out. Throws PolicyRefusal. */
export function newLocation(written: Written): Written {
  const type = typeOf(written);
  if (type === undefined) throw locationRefusal("@odata.type");
  return { "@odata.type": type, ...DEFAULTS[type], ...merged(type, undefined, written) };
}

/** "You must specify the @odata.type"; ranges and countries are replaced as a whole. Throws PolicyRefusal. */
export function changedLocation(location: Written, patch: Written): Written {
  const type = typeOf(patch);
  if (type === undefined || type !== location["@odata.type"]) throw locationRefusal("@odata.type");
  return { ...location, ...merged(type, location, patch) };
}

export function checkLocationRoom(tenant: Tenant): void {
  if (tenant.namedLocations.length < MOST_LOCATIONS) return;
  throw new PolicyRefusal(`The limit of ${MOST_LOCATIONS} named locations per tenant has been reached.`);
}

/**
 * "Locations marked as trusted can't be deleted without first removing the trusted designation." That one which a policy
 * names cannot be deleted either is a choice: documents are silent.
 *
 * @throws PolicyRefusal
 */
export function checkLocationDeletion(tenant: Tenant, location: Tenant["namedLocations"][number]): void {
  if (location["isTrusted"] === true) {
    throw new PolicyRefusal("A named location that is marked as trusted cannot be deleted.");
  }
  const user = tenant.conditionalAccessPolicies.find((policy) => {
    const { locations } = policyForm(policy);
    return locations?.include.includes(location.id) === true || locations?.exclude.includes(location.id) === true;
  });
  if (user === undefined) return;
  throw new PolicyRefusal(`The named location is used by the Conditional Access policy '${user.displayName}'.`);
}

function typeOf(written: Written): string | undefined {
  const said = written["@odata.type"];
  const type = typeof said === "string" ? `#${said.replace(/^#/u, "")}` : "";
  return Object.hasOwn(SHAPES, type) ? type : undefined;
}

function merged(type: string, before: Written | undefined, written: Written): Written {
  const shape = SHAPES[type];
  if (shape === undefined) throw locationRefusal("@odata.type");
  const { "@odata.type": _type, ...rest } = written;
  try {
    const { "@odata.type": _kept, ...after } = mergeObject(before, rest, shape);
    checkValues(after);
    return after;
  } catch (error) {
    if (error instanceof SchemaMismatch) throw locationRefusal(error.message);
    throw error;
  }
}

function checkValues({ displayName, ipRanges, countriesAndRegions }: Written): void {
  const isNamed = typeof displayName === "string" && displayName.trim() !== "" && displayName.length <= LONGEST_NAME;
  if (!isNamed) throw new SchemaMismatch("displayName");
  if (Array.isArray(ipRanges)) {
    if (ipRanges.length === 0 || ipRanges.length > MOST_RANGES || !ipRanges.every(isRange)) {
      throw new SchemaMismatch("ipRanges");
    }
  }
  if (Array.isArray(countriesAndRegions)) {
    const isList = countriesAndRegions.every((one) => typeof one === "string" && /^[A-Za-z]{2}$/u.test(one));
    if (!isList || countriesAndRegions.length === 0) throw new SchemaMismatch("countriesAndRegions");
  }
}

function isRange(range: unknown): boolean {
  if (!isObject(range) || typeof range["cidrAddress"] !== "string") return false;
  const cidr = parseCidr(range["cidrAddress"]);
  const family = range["@odata.type"] === "#microsoft.graph.iPv4CidrRange" ? 4 : 6;
  return cidr !== undefined && isIP(cidr.address) === family && cidr.prefix >= SHORTEST_PREFIX;
}

function locationRefusal(where: string): PolicyRefusal {
  return new PolicyRefusal(`Invalid value specified for property '${where}' of resource 'NamedLocation'.`);
}
