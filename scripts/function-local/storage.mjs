// Tables and queues of the app, made where they are not there yet.

const TABLES = ["aadcstate", "aadcruns", "aadctenants"];
const QUEUES = ["aadc-verify", "aadc-verify-poison", "aadc-expire", "aadc-expire-poison"];
const VERSION = { "x-ms-version": "2021-12-02" };

/**
 * @param {{ tables: string, queues: string }} endpoints
 * @param {string} token
 * @param {(url: string, init: { method: string, headers: Record<string, string>, body?: string }) => Promise<{ status: number }>} send
 */
export async function makeStorage({ tables, queues }, token, send) {
  const authorization = `Bearer ${token}`;
  for (const TableName of TABLES) {
    const headers = {
      ...{ authorization, ...VERSION, "content-type": "application/json" },
      ...{ accept: "application/json;odata=nometadata", dataserviceversion: "3.0" },
    };
    await made(send(`${tables}/Tables`, { method: "POST", headers, body: JSON.stringify({ TableName }) }));
  }
  for (const queue of QUEUES)
    await made(send(`${queues}/${queue}`, { method: "PUT", headers: { authorization, ...VERSION } }));
}

/** 409: it is there already. @param {Promise<{ status: number }>} answer */
async function made(answer) {
  const { status } = await answer;
  if (status >= 300 && status !== 409) throw new Error(`The storage emulator answered ${status}.`);
}
