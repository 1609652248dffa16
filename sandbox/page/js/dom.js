// Elements built from values; must not know what the page shows. Foreign text only ever becomes a text node.

const handlers = (node, on) => {
  for (const [name, handler] of Object.entries(on)) node.addEventListener(name, handler);
};

const set = (node, name, value) => {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "on") handlers(node, value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "testid") node.dataset.testid = value;
  else if (name === "text") node.textContent = value;
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
};

/** An element: `h("button", {class: "x", on: {click}}, "text", child, [more])`; null and false children are left out. */
export const h = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  if (tag === "button" && !props.type) node.type = "button";
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  append(node, children);
  return node;
};

/** Append strings, nodes and nested lists of them. */
export const append = (node, children) => {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child);
  }
  return node;
};

/** Replace all children. */
export const fill = (node, ...children) => {
  node.replaceChildren();
  return append(node, children);
};

/** Change text only when it differs, so that nothing is announced or flashes twice. */
export const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

/**
 * Make the element children of `parent` match `items`: nodes with the same key and signature are kept.
 * `make(item, old)` returns the node of an item whose signature changed; returns [{node, item, old}] of those.
 */
export const reconcile = (parent, items, { key, sign, make }) => {
  const known = new Map();
  for (const node of parent.children) if (node.__key !== undefined) known.set(node.__key, node);
  const changed = [];
  let at = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    const signature = sign(item);
    const old = known.get(id);
    known.delete(id);
    if (old && old.__sign === signature) {
      if (old === at) at = at.nextElementSibling;
      else parent.insertBefore(old, at);
      continue;
    }
    const node = make(item, old);
    node.__key = id;
    node.__sign = signature;
    changed.push({ node, item, old });
    if (old && old !== node) {
      if (old === at) at = at.nextElementSibling;
      old.remove();
    }
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
  for (const gone of known.values()) gone.remove();
  return changed;
};

const RISE_MS = 160;

/** Something new comes up by six pixels. */
export const rise = (node) =>
  node.animate(
    [
      { opacity: 0, transform: "translateY(6px)" },
      { opacity: 1, transform: "none" },
    ],
    { duration: RISE_MS, easing: "ease-out" },
  );

/** Grow a text field with its lines, up to the limit that the style sheet sets; one that is not seen keeps one line. */
export const grow = (field) => {
  field.style.height = "auto";
  if (field.value) field.style.height = `${field.scrollHeight}px`;
};

/** Whether the reader asked for no motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Read and write what the page remembers; storage that is switched off is no error. */
export const memory = {
  get(name) {
    try {
      return localStorage.getItem(`pulldesk-${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`pulldesk-${name}`, value);
    } catch {
      // Not remembered: the page works the same until it is closed.
    }
  },
};
