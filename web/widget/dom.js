// Makes nodes without markup, so that what people write is never read as such.

const h = (name, { on = {}, ...attributes } = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value !== null) node.setAttribute(key, value);
  }
  for (const [event, act] of Object.entries(on)) node.addEventListener(event, act);
  node.append(...children.flat().filter((child) => child !== null));
  return node;
};

const shape = (path) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  node.setAttribute("viewBox", "0 0 24 24");
  node.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  node.append(line);
  return node;
};

const ICONS = {
  attach: "M20 11.5 12 19.6a5 5 0 0 1-7.1-7.1l8.4-8.4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  back: "M15 5l-7 7 7 7",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  close: "M6 6l12 12M18 6 6 18",
  send: "M5 12h13M12 5l7 7-7 7",
};

const iconButton = (icon, label, act, more = {}) =>
  h("button", { type: "button", class: "icon", "aria-label": label, title: label, on: { click: act }, ...more }, shape(ICONS[icon]));

const ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** Returns the text with its addresses as links. */
const withLinks = (text) =>
  text.split(ADDRESS).map((part, at) =>
    at % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part) : part,
  );
