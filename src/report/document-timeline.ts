// Moments over a stretch of time, drawn without script. Labels are text of the page: a drawing that shrinks keeps them readable.
import { type Block, type Lane, momentOf } from "./document.js";
import { escaped } from "./document-escape.js";

type Timeline = Extract<Block, { readonly kind: "timeline" }>;

const WIDTH = 1_000;
const HEIGHT = 30;

export function timelineOf({ from, to, lanes }: Timeline): string {
  return [
    '<figure class="timeline">',
    ...lanes.map((lane) => laneOf(lane, from, to)),
    `<p class="ends"><span>${momentOf(from)}</span><span>${momentOf(to)}</span></p>`,
    "</figure>",
  ].join("\n");
}

function laneOf({ name, times }: Lane, from: number, to: number): string {
  const [first, last] = [times[0], times.at(-1)];
  const many = times.length === 1 ? "1 time" : `${times.length} times`;
  const words = first === undefined ? "never" : `${many}, last at ${momentOf(last)}`;
  const label = escaped(`${name}: ${words}`);
  const marks = times.map((time) => {
    const x = to === from ? WIDTH / 2 : Math.round(((time - from) / (to - from)) * (WIDTH - 8) + 4);
    return `<line x1="${x}" x2="${x}" y1="4" y2="${HEIGHT - 4}"/>`;
  });
  return [
    `<figcaption>${label}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">`,
    `<rect x="0" y="${HEIGHT / 2 - 1}" width="${WIDTH}" height="2"/>`,
    ...marks,
    "</svg>",
  ].join("");
}
