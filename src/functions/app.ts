// What the Functions host loads.
import { app } from "@azure/functions";
import { register } from "./registrations.js";
import type { Services } from "./services.js";

let opened: Promise<Services> | undefined;

register(app, process.env, () => {
  // The first invocation loads what the handlers need. What fails now may work later: the next one tries again.
  opened ??= import("./app-services.js")
    .then(({ appServices }) => appServices(process.env))
    .catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
  return opened;
});
