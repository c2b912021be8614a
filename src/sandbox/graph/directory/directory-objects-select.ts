// `$select` of lists in which objects of several kinds stand side by side.
import { APPLICATION } from "../applications/applications-entity.js";
import { servicePrincipalEntity } from "../applications/service-principals-entity.js";
import type { GraphVersion } from "../graph-call.js";
import { GraphError } from "../graph-error.js";
import { USER } from "../users/user-entity.js";
import { CONTACT } from "./contacts-entity.js";
import { GROUP } from "./groups-entity.js";

/** The names in a `$select` of objects of several kinds: what no kind has is refused. */
export function selectOfObjects(text: string | null, version: GraphVersion): readonly string[] | undefined {
  if (text === null) return undefined;
  const names = text.split(",").map((name) => name.trim());
  const entities = [USER, GROUP, servicePrincipalEntity(version), APPLICATION, CONTACT];
  for (const name of names) {
    const isKnown = entities.some(({ known }) => isNamed(known, name));
    if (!isKnown) {
      throw new GraphError(
        400,
        "BadRequest",
        `Parsing OData Select and Expand failed: Could not find a property named '${name.slice(0, 200)}' on type 'microsoft.graph.directoryObject'.`,
      );
    }
  }
  return names;
}

/** Names of properties are the same in whatever case. */
export function isNamed(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}
