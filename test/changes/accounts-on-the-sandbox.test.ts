// Every kind of change of an account once there and back, on the emulated tenant: what is sent is taken, and seen after.
import { expect, onTestFinished, test } from "vitest";
import { accountExecutors } from "../../src/changes/account-executor-set.js";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import type { Executor } from "../../src/changes/executor.js";
import type { NewPass } from "../../src/changes/pass-executors.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { openSession } from "../../src/commands/session.js";
import type { AccountChange } from "../../src/shapes/account-change.js";
import type { Change } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { startStage } from "../support/cli-stage.js";
import {
  assign,
  CREATE,
  DELETE,
  DELETE_PASS,
  DISABLE,
  MARK,
  PASS,
  PASSWORD,
  RESET,
  RESTORE,
  UNMARK,
  unassign,
} from "./account-samples.js";

const NAME = "svc@fabrikam.onmicrosoft.com";
const MINUTES_6 = 360_000;

test("each change is seen before, carried out, and seen after", async () => {
  const stage = await startStage({ scenario: "fabrikam-app" });
  onTestFinished(() => stage.close());
  const { info } = stage.sandbox;
  const opening = await openSession({
    cloud: CLOUDS.public,
    tenant: info.tenantId,
    auth: { kind: "device-code", clientId: info.clients[0]?.clientId ?? "" },
    connections: {
      caFiles: [],
      environment: {},
      elsewhere: { host: "127.0.0.1", port: info.port, caFile: info.caFile },
    },
    redactor: createRedactor(),
    signal: new AbortController().signal,
    showDeviceCode: () => undefined,
  });
  const session = await opening.session;
  onTestFinished(() => session.close());
  const { graph } = session;
  const passes: NewPass[] = [];
  let at = new Date(stage.time.now()).toISOString();
  const lookup = createAccountLookup(graph);
  const executors = accountExecutors({
    graph,
    lookup,
    password: () => PASSWORD,
    keepPass: (pass) => void passes.push(pass),
    run: () => ({ runId: "r", at }),
    justification: "the wizard",
    ticket: "CHG-1",
  });
  const kinds = new Set<string>();
  let userId: string | null = null;

  function about(change: AccountChange): Change {
    const id = "userId" in change.target ? { userId } : {};
    return { ...change, target: { ...change.target, userPrincipalName: NAME, ...id } } as Change;
  }
  function executorOf(change: AccountChange): Executor<Change> {
    kinds.add(change.kind);
    const executor = executors[change.kind] as Executor<Change> | undefined;
    if (executor === undefined) throw new Error(`Nothing carries out ${change.kind}.`);
    return executor;
  }
  async function carryOut(change: AccountChange): Promise<string | null> {
    const executor = executorOf(change);
    const wanted = about(change);
    expect([change.kind, await executor.look([wanted])]).toMatchObject([change.kind, [{ at: "before" }]]);
    const { objectId } = await executor.send(wanted);
    if (objectId !== null) executor.recall?.(wanted, objectId);
    expect([change.kind, await executor.look([wanted])]).toMatchObject([change.kind, [{ at: "after" }]]);
    return objectId;
  }

  userId = await carryOut(CREATE);
  await carryOut(MARK);
  await carryOut(PASS);
  stage.time.pass(2_000);
  const known = await lookup.account({ userPrincipalName: NAME });
  await carryOut({ ...RESET, before: { lastPasswordChangeDateTime: known?.passwordChangedAt ?? null } });
  await carryOut(DISABLE);
  await carryOut({ ...DISABLE, before: { accountEnabled: false }, after: { accountEnabled: true } });
  // A plain assignment shows among PIM's, too: so it goes before the next one comes.
  await carryOut(assign());
  await carryOut(unassign());
  at = new Date(stage.time.now()).toISOString();
  await carryOut(assign({ how: "active", duration: "P14D" }));
  const early = executorOf(unassign());
  const removal = about(unassign({ how: "active", duration: "P14D" }));
  expect(early.isLag(await caught(ServiceError, early.send(removal)))).toBe(true);
  stage.time.pass(MINUTES_6);
  await carryOut(unassign({ how: "active", duration: "P14D" }));
  await carryOut(assign({ how: "eligible", duration: "P30D" }));
  await carryOut(unassign({ how: "eligible", duration: "P30D" }));
  const passId = passes[0]?.passId ?? "";
  await carryOut({ ...DELETE_PASS, target: { ...DELETE_PASS.target, passId } });
  await carryOut(UNMARK);
  await carryOut(DELETE);
  await carryOut(RESTORE);

  expect([...kinds].sort()).toEqual(Object.keys(executors).sort());
  expect(passes).toHaveLength(1);
});
