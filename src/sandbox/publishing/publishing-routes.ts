// A site's publishing host: a package is handed over and its way to the site is followed ("Deployment technologies in
// Azure Functions", One deploy).
import { createHash, randomUUID } from "node:crypto";
import { type Answer, param, type Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { checkDeploymentStorage } from "./deployment-storage.js";
import { faultOfPackage, isZip } from "./package-check.js";
import { isComplete, type Publication, publicationBody } from "./publication-body.js";
import { PublishingError } from "./publishing-error.js";
import { asPublishingRoutes, type PublishingCall } from "./publishing-route.js";

export function publishingRoutes(worlds: Worlds): readonly Route[] {
  return asPublishingRoutes(worlds, [
    {
      method: "POST",
      path: "/api/publish",
      note: "a ZIP as application/zip; type=zip, RemoteBuild, Deployer; 202 with an id",
      handle: publish,
    },
    { method: "GET", path: "/api/deployments", note: "the last one first", handle: listPublications },
    {
      method: "GET",
      path: "/api/deployments/:deployment",
      note: "also latest; status 0 pending, 1 building, 2 deploying, 3 failed, 4 success",
      handle: answerPublication,
    },
  ]);
}

function publish(call: PublishingCall): Answer {
  const { world, site, now, tenant, url } = call;
  const bytes = packageOf(call);
  const { stepMs, roleMs } = world.laws.azureTimes;
  if (publicationsOf(call).some((one) => !isComplete(one, now, stepMs))) {
    throw new PublishingError(409, "There is a deployment currently in progress. Please try again when it completes.");
  }
  checkDeploymentStorage(tenant, site, now, roleMs);
  const id = randomUUID();
  const publication = {
    id,
    siteId: site.body.id,
    receivedDateTime: new Date(now).toISOString(),
    deployer: parameter(url, "deployer") ?? null,
    isRemoteBuild: parameter(url, "remotebuild")?.toLowerCase() === "true",
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    fault: faultOfPackage(bytes),
  };
  world.store.change(({ azure }) => {
    azure.publications.push(publication);
  });
  return { status: 202, headers: { location: addressOf(call, id) }, body: id };
}

/** @throws {PublishingError} 400, or 415 of another content type */
function packageOf({ header, body, url }: PublishingCall): Uint8Array {
  const type = (header("content-type") ?? "").toLowerCase().split(";")[0]?.trim();
  if (type !== "application/zip" && type !== "application/octet-stream") {
    throw new PublishingError(415, "The package must be sent as application/zip.");
  }
  const kind = parameter(url, "type") ?? "zip";
  if (kind.toLowerCase() !== "zip") {
    throw new PublishingError(400, `Artifact type '${kind.slice(0, 50)}' is not supported.`);
  }
  if (body.kind !== "binary" || !isZip(body.value)) {
    throw new PublishingError(400, "The package is empty or no ZIP file.");
  }
  return body.value;
}

function listPublications(call: PublishingCall): Answer {
  return {
    status: 200,
    body: publicationsOf(call)
      .map((one) => bodyOf(call, one))
      .reverse(),
  };
}

/** 200 also where the status says that it failed. */
function answerPublication(call: PublishingCall): Answer {
  const id = param(call, "deployment");
  const all = publicationsOf(call);
  const found = id === "latest" ? all.at(-1) : all.find((one) => one.id === id);
  if (found === undefined) throw new PublishingError(404, `Deployment '${id.slice(0, 100)}' not found.`);
  return { status: 200, body: bodyOf(call, found) };
}

function bodyOf(call: PublishingCall, publication: Publication) {
  const { now, world } = call;
  const { stepMs } = world.laws.azureTimes;
  const running = publicationsOf(call)
    .filter((one) => one.fault === null && isComplete(one, now, stepMs))
    .at(-1);
  return publicationBody(publication, running === publication, addressOf(call, publication.id), now, stepMs);
}

function publicationsOf({ world, site }: PublishingCall): readonly Publication[] {
  return world.store.tenant.azure.publications.filter((one) => one.siteId === site.body.id);
}

function addressOf({ host }: PublishingCall, id: string): string {
  return `https://${host}/api/deployments/${id}`;
}

/** Clients write the names in several ways. */
function parameter(url: URL, name: string): string | undefined {
  return [...url.searchParams].find(([key]) => key.toLowerCase() === name)?.[1];
}
