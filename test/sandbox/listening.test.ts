// The sandbox is reachable from this machine only, unless it was told otherwise in words.
import { once } from "node:events";
import net from "node:net";
import os from "node:os";
import { describe, expect, test } from "vitest";
import { preparedFolder, startTestSandbox } from "./sandbox-client.js";

const OUTSIDE = Object.values(os.networkInterfaces())
  .flat()
  .find((one) => one !== undefined && one.family === "IPv4" && !one.internal)?.address;

function isReachable(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: address, port });
    const end = (reachable: boolean) => {
      socket.destroy();
      resolve(reachable);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

describe("listening", () => {
  test.each([
    [false, "is not"],
    [true, "is"],
  ])("everyAddress %s: it %s reachable from the network", async (everyAddress) => {
    const said: string[] = [];
    const sandbox = await startTestSandbox({
      dir: await preparedFolder(),
      everyAddress,
      log: (line) => said.push(line),
    });
    try {
      expect(await isReachable("127.0.0.1", sandbox.info.port)).toBe(true);
      // Any address of 127.0.0.0/8 leads to this machine; a listener on 127.0.0.1 alone does not hear it.
      const other = OUTSIDE ?? "127.0.0.2";
      expect(await isReachable(other, sandbox.info.port)).toBe(everyAddress);
      expect(said.some((line) => line.startsWith("Anybody on the network can reach"))).toBe(everyAddress);
    } finally {
      await sandbox.close();
    }
  });
});

test("who connects and says nothing does not hold up the end", async () => {
  const sandbox = await startTestSandbox();
  const silent = net.connect(sandbox.info.port, "127.0.0.1");
  await once(silent, "connect");
  silent.on("error", () => silent.destroy());
  const ended = once(silent, "close");
  const begun = performance.now();
  await sandbox.close();
  expect(performance.now() - begun).toBeLessThan(5_000);
  await ended;
});
