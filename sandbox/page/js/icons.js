// The page's own drawings, 16 by 16; must not know where they are used.

const NS = "http://www.w3.org/2000/svg";
const RING = "M8 2.25a5.75 5.75 0 1 1 0 11.5a5.75 5.75 0 0 1 0-11.5z";

// Each part is a path; "fill" paints it, "dash" breaks its line, "thin" makes it lighter.
const DRAWINGS = {
  check: [["M3 8.5l3.25 3.25L13 5"]],
  checks: [["M1 8.75l3 3L10.5 5"], ["M7 11.2l.6.55L14.5 5"]],
  clock: [[RING], ["M8 5v3.25l2 1.25"]],
  again: [["M13 8a5 5 0 1 1-1.6-3.7L13 5.8M13 2.5v3.3H9.7"]],
  stop: [[RING], ["M6 6l4 4M10 6l-4 4"]],
  lock: [["M3.5 7.25h9v6.25h-9zM5.25 7.25V5.25a2.75 2.75 0 0 1 5.5 0v2"]],
  clip: [
    ["M13.2 7.3l-5.4 5.4a3.3 3.3 0 0 1-4.7-4.7l5.7-5.7a2.2 2.2 0 0 1 3.1 3.1l-5.5 5.5a1.1 1.1 0 0 1-1.6-1.6l4.8-4.8"],
  ],
  send: [["M8 13V3.25M3.75 7.25L8 3l4.25 4.25"]],
  more: [["M3.2 8h.01M8 8h.01M12.8 8h.01", "dots"]],
  plus: [["M8 3v10M3 8h10"]],
  close: [["M4 4l8 8M12 4l-8 8"]],
  left: [["M9.75 3.5L5.25 8l4.5 4.5"]],
  down: [["M4 6.25L8 10l4-3.75"]],
  moon: [["M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z"]],
  sun: [
    [
      "M8 5.25a2.75 2.75 0 1 1 0 5.5a2.75 2.75 0 0 1 0-5.5zM8 1v1.25M8 13.75V15M1 8h1.25M13.75 8H15M3.05 3.05l.9.9M12.05 12.05l.9.9M3.05 12.95l.9-.9M12.05 3.95l.9-.9",
    ],
  ],
  out: [["M9.5 2.5h4v4M13.5 2.5L7.5 8.5M6.5 3.5h-3a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1v-3"]],
  comment: [["M2.5 3.5h11v7.5H7.5L4.75 13.5V11H2.5z"]],
  raised: [["M8 3l5.5 9.75h-11z", "fill"]],
  flag: [["M3.5 14V2.75c2-1 4 .75 6 .25l3-.5-1 3.25 1 3-3 .5c-2 .5-4-1.25-6-.25"]],
  flagged: [["M3.5 14V2.5"], ["M3.5 2.75c2-1 4 .75 6 .25l3.25-.5-1 3.25 1 3.25-3.25.5c-2 .5-4-1.25-6-.25z", "fill"]],
  eye: [
    ["M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8z"],
    ["M8 6.25a1.75 1.75 0 1 1 0 3.5a1.75 1.75 0 0 1 0-3.5z"],
  ],
  thumb: [
    [
      "M5 7.25l2.25-5c1.2 0 1.75.7 1.75 1.75V6.25h3.25a1.25 1.25 0 0 1 1.25 1.5l-.9 4.5a1.3 1.3 0 0 1-1.25 1H5M5 7.25v6H2.5v-6z",
    ],
  ],
  pen: [["M10.8 2.8l2.4 2.4-7.7 7.7-3 .6.6-3z"]],
  heart: [["M8 13.25S2 9.75 2 5.9A3 3 0 0 1 8 4.7a3 3 0 0 1 6 1.2c0 3.85-6 7.35-6 7.35z", "fill"]],
  plug: [["M5.5 2v3M10.5 2v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0zM8 12v2.5"]],
  back: [["M6 3.5L2.5 7 6 10.5M2.75 7h6.5a4 4 0 0 1 4 4v1.5"]],
  image: [["M2.5 3h11v10h-11zM2.75 11l3-3 2.25 2.25L10.25 8l3 3M5.75 6h.01"]],
  file: [["M4 1.75h5L12.5 5.25v9H4zM9 1.75v3.5h3.5"]],
  hourglass: [["M4 2h8M4 14h8M5 2v2.25L8 8l3-3.75V2M5 14v-2.25L8 8l3 3.75V14"]],
  talk: [["M2.5 3h11v8H7.5L4.75 13.5V11H2.5zM5 6h6M5 8.25h4"]],
  box: [["M8 2.5l5.5 3v5L8 13.5l-5.5-3v-5zM2.75 5.6L8 8.5l5.25-2.9M8 8.5v5"]],
  new: [[RING, "dash"]],
  assigned: [[RING], ["M8 4.75V8h3.25A3.25 3.25 0 0 0 8 4.75z", "fill"]],
  in_progress: [[RING], ["M8 4.5v7a3.5 3.5 0 0 0 0-7z", "fill"]],
  pending: [[RING], ["M6.6 6v4M9.4 6v4"]],
  on_hold: [[RING], ["M5.25 8h5.5"]],
  resolved: [["M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 0 1 0-12.8zM5 8.25l2.1 2.1L11.1 6", "badge"]],
  closed: [[RING], ["M5.25 8.25l1.9 1.9L10.75 6.25"]],
  reopened: [["M3 8a5 5 0 1 0 1.6-3.7L3 5.8M3 2.5v3.3h3.3"]],
  ring: [[RING]],
};

const STYLES = {
  fill: { fill: "currentColor", stroke: "none" },
  dash: { "stroke-dasharray": "2.3 2.2" },
  dots: { "stroke-width": "2" },
};

const pathOf = (d, style) => {
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", d);
  for (const [name, value] of Object.entries(STYLES[style] ?? {})) path.setAttribute(name, value);
  return path;
};

const badge = (d) => {
  const cut = d.indexOf("zM") + 1;
  const disc = pathOf(d.slice(0, cut), "fill");
  const mark = pathOf(d.slice(cut));
  mark.setAttribute("class", "icon-mark");
  return [disc, mark];
};

/** A drawing by name; with `label` it is an image that readers hear, without one it is decoration. */
export const icon = (name, { label, size = 16 } = {}) => {
  const svg = document.createElementNS(NS, "svg");
  const given = { viewBox: "0 0 16 16", width: size, height: size, class: `icon icon-${name}`, focusable: "false" };
  for (const [attribute, value] of Object.entries(given)) svg.setAttribute(attribute, value);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  for (const [d, style] of DRAWINGS[name] ?? DRAWINGS.ring) {
    svg.append(...(style === "badge" ? badge(d) : [pathOf(d, style)]));
  }
  return svg;
};

const BRAND = [
  [
    "M4 3h24a3 3 0 0 1 3 3v5a3.5 3.5 0 0 0 0 7v3a3 3 0 0 1-3 3h-5.5L16 30.5 9.5 24H4a3 3 0 0 1-3-3v-3a3.5 3.5 0 0 0 0-7V6a3 3 0 0 1 3-3z",
    "brand-body",
  ],
  ["M16 7.5v10.5m-5-4.5 5 5 5-5", "brand-arrow"],
];

/** The mark in the bar: a ticket that is pulled. */
export const brand = () => {
  const svg = document.createElementNS(NS, "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 32 32",
    width: 22,
    height: 22,
    class: "brand-mark",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(name, value);
  }
  for (const [d, name] of BRAND) {
    const path = pathOf(d);
    path.setAttribute("class", name);
    svg.append(path);
  }
  return svg;
};
