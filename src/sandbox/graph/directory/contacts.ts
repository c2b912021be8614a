// Organisational contacts: mail contacts that synchronisation or Exchange has put into the directory. Graph only reads.
import { param } from "../../routes.js";
import type { GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, project, selectedNames } from "../odata/odata-page.js";
import { CONTACT, CONTACT_FILTERS, contactProperties } from "./contacts-entity.js";
import { LISTING_OPTIONS, listingAnswer } from "./directory-objects-listing.js";

export const contactRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/contacts",
    note: "$select, $filter, $top, $count, paging",
    options: LISTING_OPTIONS,
    handle: (call) =>
      listingAnswer(call, {
        entity: CONTACT,
        set: "contacts",
        all: call.tenant.contacts,
        properties: contactProperties,
        rules: CONTACT_FILTERS,
      }),
  },
  {
    method: "GET",
    path: "/contacts/:id",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      const contact = call.tenant.contacts.find((one) => one.id === param(call, "id"));
      if (contact === undefined) throw notFound(param(call, "id"));
      const properties = project(contactProperties(contact), selectedNames(call, CONTACT));
      return { status: 200, body: { "@odata.context": contextUrl(call, "contacts/$entity"), ...properties } };
    },
  },
];
