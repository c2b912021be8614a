// Organisational contacts, and directory objects of any kind.
import { anyOf, both, type PermissionRow } from "./row.js";

const CONTACTS = anyOf("OrgContact.Read.All", "Directory.Read.All", "Directory.ReadWrite.All");
const OBJECTS = anyOf("Directory.Read.All");

export const contactRows: readonly PermissionRow[] = [
  both("GET /contacts", "orgcontact-list", CONTACTS),
  both("GET /contacts/:id", "orgcontact-get", CONTACTS),
  both("GET /directoryObjects/:id", "directoryobject-get", OBJECTS),
  both("POST /directoryObjects/getByIds", "directoryobject-getbyids", OBJECTS),
];
