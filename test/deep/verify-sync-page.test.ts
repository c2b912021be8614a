// The page of verify-sync as people see it: in a real browser, wide and narrow, by day and by night, without barriers.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { render } from "../../src/report/render.js";
import { plain, resultsOf } from "../report/sample-results.js";
import { removeFolder } from "../support/recorded-folder.js";
import { CHROMIUM } from "./chromium.js";
import { type BrowserPage, openPage } from "./chromium-page.js";
import { isMissing } from "./programs.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const LOOKS = [1280, 390].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ width, scheme })));
/** Where pictures of the page are left for whoever wants to look at them. */
const PICTURES = process.env["AADC_TEST_PICTURES"];

const long = (text: string) => `${text}${"-WITH-A-NAME-THAT-IS-LONG".repeat(6)}`;
const markup = (text: string) =>
  `${text}<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
const PAGES = [
  ["plain", plain],
  ["long-names", long],
  ["markup", markup],
] as const;

describe.skipIf(isMissing(CHROMIUM))(CHROMIUM, () => {
  let page: BrowserPage;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aadc-cloud-page-"));
    page = await openPage(folder);
  });
  afterAll(async () => {
    await page.close();
    removeFolder(folder);
  });

  describe.each(PAGES)("%s", (what, name) => {
    test.each(LOOKS)("$width pixels, $scheme", async (look) => {
      const html = await render(resultsOf(name)["verify-sync"], "html", undefined, LAYOUT);
      await page.show(html, look);
      if (PICTURES !== undefined)
        writeFileSync(join(PICTURES, `${what}-${look.width}-${look.scheme}.png`), await page.picture());
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(look.width);
      expect(await page.evaluate("document.title")).toContain("Synchronisation of");
      expect(await page.evaluate("document.querySelectorAll('main script, main img').length")).toBe(0);
      expect(await page.evaluate("document.querySelectorAll('svg line').length")).toBeGreaterThan(0);
      const dark = "getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'";
      expect(await page.evaluate(dark)).toBe(look.scheme === "dark");
      await page.evaluate(`${axe.source};0`);
      const options = "{ resultTypes: ['violations', 'incomplete'] }";
      const seen = await page.evaluate(
        `axe.run(document, ${options}).then(({ violations, passes }) => ({ passed: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]) }))`,
      );
      expect(seen).toEqual({ passed: expect.any(Number) as number, violations: [] });
    });
  });

  test("axe sees a barrier where there is one", async () => {
    await page.show('<!doctype html><html><title>x</title><body><img src="data:,"></body></html>', {
      width: 390,
      scheme: "light",
    });
    await page.evaluate(`${axe.source};0`);
    expect(await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))")).toContain(
      "image-alt",
    );
  });

  test("the report for build servers is XML to a parser that forgives nothing, whatever names hold", async () => {
    const name = (text: string) => `${text}\u0000\u001b[2J]]></failure>&<!-- \ud83d \uffff "'\r\n`;
    const xml = await render(resultsOf(name)["verify-sync"], "junit", undefined, LAYOUT);
    await page.show("<!doctype html><title>x</title>", { width: 390, scheme: "light" });
    const parsed = `new DOMParser().parseFromString(${JSON.stringify(xml)}, "application/xml")`;
    expect(
      await page.evaluate(
        `(() => { const xml = ${parsed}; return [xml.querySelectorAll("parsererror").length, xml.querySelectorAll("testcase").length, xml.querySelectorAll("failure").length]; })()`,
      ),
    ).toEqual([0, 4, 1]);
  });
});
