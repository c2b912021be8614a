import { ROLES } from "../knowledge/directory.js";

const NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

/** The id where the role is none of those that this program knows. */
export function roleNameOf(id: string): string {
  return NAMES.get(id.toLowerCase()) ?? id;
}
