// What the Functions host loads: registrations, and nothing else.
import { app } from "@azure/functions";
import { verifyServices } from "./services.js";
import { createVerifyHandler } from "./verify.js";

app.timer("verify", {
  schedule: "%AADC_SCHEDULE%",
  runOnStartup: false,
  handler: createVerifyHandler(verifyServices(process.env)),
});
