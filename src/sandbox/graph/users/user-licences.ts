// licenseDetails: the tenant's products that are assigned to a user, with their service plans ("licenseDetails resource
// type").
import { createHash } from "node:crypto";
import { param } from "../../routes.js";
import { userByKey } from "../../store/people.js";
import type { GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, listBody, pageOf } from "../odata/odata-page.js";

export const userLicenceRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users/:id/licenseDetails",
    note: "whole objects; $top, paging",
    options: ["$top", "$skiptoken"],
    replicated: "user",
    cost: 2,
    handle: (call) => {
      const user = userByKey(call.tenant, param(call, "id"));
      if (user === undefined) throw notFound(param(call, "id"));
      const details = user.assignedLicenses.flatMap(({ skuId, disabledPlans }) => {
        const sku = call.tenant.subscribedSkus.find((one) => one.skuId === skuId);
        if (sku === undefined) return [];
        const servicePlans = sku.servicePlans.map((plan) => ({
          ...plan,
          provisioningStatus: disabledPlans.includes(plan.servicePlanId) ? "Disabled" : plan.provisioningStatus,
        }));
        return [{ id: detailsId(user.id, skuId), skuId, skuPartNumber: sku.skuPartNumber, servicePlans }];
      });
      const page = pageOf(call, details, 100);
      const context = contextUrl(call, `users('${user.id}')/licenseDetails`);
      return { status: 200, body: listBody(context, page.items, page.nextLink) };
    },
  },
];

/** Opaque to clients. */
function detailsId(userId: string, skuId: string): string {
  return createHash("sha256").update(`${userId} ${skuId}`).digest("base64url");
}
