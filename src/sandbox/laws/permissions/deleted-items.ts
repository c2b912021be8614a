// Deleted directory objects. Which permissions serve depends on the kind, which only the object tells:
// laws/deleted-items.ts. A request by id takes those of all kinds.
import { DELETED_READERS, DELETED_WRITERS, type DeletedType } from "../deleted-items.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const TYPES: readonly DeletedType[] = ["user", "group", "application", "servicePrincipal"];
const ITEMS = "/directory/deletedItems";

const ofAll = (table: typeof DELETED_READERS) => anyOf(...new Set(TYPES.flatMap((type) => table[type])));

export const deletedItemRows: readonly PermissionRow[] = [
  ...TYPES.map((type) =>
    both(`GET ${ITEMS}/microsoft.graph.${type}`, "directory-deleteditems-list", anyOf(...DELETED_READERS[type])),
  ),
  both(`GET ${ITEMS}/:id`, "directory-deleteditems-get", ofAll(DELETED_READERS)),
  both(`POST ${ITEMS}/:id/restore`, "directory-deleteditems-restore", ofAll(DELETED_WRITERS)),
  both(`DELETE ${ITEMS}/:id`, "directory-deleteditems-delete", ofAll(DELETED_WRITERS)),
];
