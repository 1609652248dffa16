// What a script can see on a page: returns a sentence for each fault. Knows the panel's classes `.subject` and `.main`.
(() => {
  const found = [];
  const named = (one) => `${one.tagName.toLowerCase()} "${(one.innerText || one.name || one.id || "").trim().slice(0, 40)}"`;
  const layered = (one) => one.closest("[popover], dialog, details:not([open]) > :not(summary), .sr, .skip, .menu-list");
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !layered(one);
  const fixed = (one) => { for (; one; one = one.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(one).position)) return true; return false; };
  const scrolls = (one) => { for (one = one.parentElement; one; one = one.parentElement) if (/auto|scroll/.test(getComputedStyle(one).overflowX)) return true; return false; };
  const words = (one) => { const range = document.createRange(); range.selectNodeContents(one); return range; };
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`${wide} px wider than its window`);
  for (const one of document.querySelectorAll("main .panel"))
    if (one.scrollWidth > one.clientWidth + 1) found.push(`a list is cut by ${one.scrollWidth - one.clientWidth} px`);

  const controls = [...document.querySelectorAll("a.button, a.tab, a.tile, button, input, select, textarea, summary")].filter(seen);
  const boxes = new Map(controls.map((one) => [one, one.getBoundingClientRect()]));
  for (const [one, box] of boxes) {
    if (!scrolls(one) && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${named(one)} is cut by the window`);
    if (!one.matches("input, select, textarea") && !one.matches(".who, .who *") && one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).display !== "inline")
      found.push(`${named(one)} is narrower than its words`);
    if (fixed(one)) continue;
    for (const [other, at] of boxes) {
      if (other === one || one.contains(other) || other.contains(one) || fixed(other)) continue;
      if (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING) continue;
      const across = Math.min(box.right, at.right) - Math.max(box.left, at.left);
      const down = Math.min(box.bottom, at.bottom) - Math.max(box.top, at.top);
      if (across > 3 && down > 3) found.push(`${named(one)} lies on ${named(other)}`);
    }
  }
  // What a column leaves empty in every row, its head included.
  const free = (one) => Math.min(...[...one.closest("table").rows].map((row) => row.cells[one.cellIndex]).filter((at) => at?.colSpan === 1).map((at) => {
    const style = getComputedStyle(at);
    return Math.max(0, at.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - words(at).getBoundingClientRect().width);
  }));
  for (const cell of document.querySelectorAll("td.subject")) {
    if (!seen(cell) || getComputedStyle(cell).display !== "table-cell") continue;
    const link = cell.querySelector("a") || cell;
    const lines = [...words(link).getClientRects()];
    if (lines.length < 2 || lines.at(-1).top - lines[0].top < 8) continue;
    const missing = lines.slice(1).reduce((sum, line) => sum + line.width, 0);
    const spare = [...cell.parentElement.cells].filter((one) => one !== cell).reduce((sum, one) => sum + free(one), 0);
    if (spare > missing) found.push(`"${link.innerText.slice(0, 40)}" wraps while ${Math.round(spare)} px of its row are empty`);
  }
  const main = Map.groupBy([...document.querySelectorAll(".button.main")].filter(seen), (one) => one.closest("form, .panel"));
  for (const [, ones] of main) if (ones.length > 1) found.push(`${ones.length} filled buttons in one part: ${ones.map(named).join(", ")}`);
  return [...new Set(found)];
})()
