// What the two lists of cleaning up take: time against their longest chain of dependent requests and against the throttled
// lane of the audit log. The sandbox is a process of its own and answers after 100 ms. Needs a build.
import { inFolder, withSandbox } from "./measured-cli.mjs";
import { ROUND_TRIP_MS, timed } from "./timed-reading.mjs";

const RUNS = 3;
/** Of sign-in activity Graph answers ten requests a minute ("signInActivity resource type"). */
const PAUSE_MS = 61_000;
/** Handshakes with three hosts and the rest of what is done once: a quarter of a chain as short as these does not hold it. */
const BESIDES_MS = 150;

for (const scenario of ["contoso-v1", "fabrikam-app", "rogue-server"])
  await inFolder((folder) =>
    withSandbox(folder, ["--scenario", scenario, "--latency", String(ROUND_TRIP_MS)], async (signedIn) => {
      for (const command of ["cleanup-health", "cleanup-accounts"])
        await timed(`${scenario}: ${command}`, {
          ...{ signedIn, folder, runs: RUNS, argv: [command] },
          ...{ pauseMs: PAUSE_MS, besidesMs: BESIDES_MS },
        });
    }),
  );
