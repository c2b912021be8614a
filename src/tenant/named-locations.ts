// Named locations: what policies mean by a place.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { withWhole } from "./whole.js";

/** Whatever is in a form that this version does not know counts as not told: one such place must not hide all others. */
const wire = z.looseObject({
  "@odata.type": z.string().nullish().catch(null),
  id: z.string(),
  displayName: z.string().nullish().catch(null),
  isTrusted: z.boolean().nullish().catch(null),
  ipRanges: z
    .array(z.looseObject({ cidrAddress: z.string() }))
    .nullish()
    .catch(null),
});

export interface NamedLocation {
  readonly id: string;
  readonly displayName: string;
  /** `other`: of a kind that this version does not know. */
  readonly kind: "ip" | "country" | "other";
  readonly isTrusted: boolean;
  /** CIDR ranges of an `ip` location, all of them; null where Graph does not say, or says one in another form. */
  readonly ipRanges: readonly string[] | null;
  readonly whole: Json;
}

/** Source: Microsoft Graph, "List namedLocations". One request of those that Conditional Access allows each second. */
export async function readNamedLocations(graph: ServiceClient): Promise<Read<readonly NamedLocation[]>> {
  const { value, source } = await readAll(
    graph.pages("/v1.0/identity/conditionalAccess/namedLocations", withWhole(wire), "read-locations"),
  );
  return {
    source,
    value: value.map((one) => ({
      id: one.id,
      displayName: one.displayName ?? "",
      kind: kindOf(one["@odata.type"]),
      isTrusted: one.isTrusted === true,
      ipRanges: one.ipRanges?.map(({ cidrAddress }) => cidrAddress) ?? null,
      whole: one.whole,
    })),
  };
}

function kindOf(type: string | null | undefined): NamedLocation["kind"] {
  if (type === "#microsoft.graph.ipNamedLocation") return "ip";
  return type === "#microsoft.graph.countryNamedLocation" ? "country" : "other";
}
