// The page of one ticket: its menus, files that are dropped or pasted, the preview, and the time to undo.
(() => {
  "use strict";
  const one = (what, within) => (within || document).querySelector(what);
  const form = one("#answer"), text = one("#text"), files = one("#files"), chosen = one("#chosen"), preview = one("#preview");
  const opened = () => one("details.menu[open]");

  document.addEventListener("click", ({ target }) => {
    const dialog = target.closest("[popovertarget]")?.getAttribute("popovertarget");
    if (dialog && !document.getElementById(dialog)) location.reload();  // possible only since the page was opened
  });
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches("details.menu:not([open])")) again(document.activeElement);
  }, true);
  document.addEventListener("keydown", (event) => {
    const { key, target, defaultPrevented } = event;
    if (key !== "Escape" || defaultPrevented || one("dialog[open], [popover]:popover-open")) return;
    if (preview?.childElementCount) preview.replaceChildren();
    else if (target.matches("textarea, input")) target.blur();
  });
  // A part that somebody is in is not taken from under them: it is asked for again once they have left it.
  let left = null;
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const part = detail.target;
    if (!part.contains(opened()) && !part.contains(document.activeElement)) return;
    detail.shouldSwap = false;
    left = part;
  });
  const again = (focused) => {
    if (!left || left.contains(focused) || left.contains(opened())) return;
    left = null;
    window.htmx.trigger("#entries", "passed");
  };
  document.addEventListener("focusout", ({ relatedTarget }) => again(relatedTarget));

  const unfold = () => {
    const asked = location.hash.startsWith("#act-") && document.getElementById(location.hash.slice(1));
    if (!asked) return;
    asked.closest("[popover]")?.showPopover();
    asked.closest("details")?.setAttribute("open", "");
  };
  addEventListener("hashchange", unfold);
  unfold();
  for (const told of document.querySelectorAll("[data-gone]")) setTimeout(() => told.remove(), Number(told.dataset.gone) * 1000);
  if (!form) return;

  one("[name=inside]", form)?.addEventListener("change", () => text.focus());
  text.addEventListener("input", () => { if (preview.childElementCount) window.htmx.trigger("#show-preview", "again"); });
  if (!files) return;
  const show = () => {
    chosen.replaceChildren(...[...files.files].map((file) => {
      const line = document.createElement("li"), name = document.createElement("span"), away = document.createElement("button");
      name.textContent = file.name;
      name.dir = "auto";
      away.type = "button";
      away.className = "quiet";
      away.textContent = "×";
      away.setAttribute("aria-label", chosen.dataset.remove.replace("#", file.name));
      away.addEventListener("click", () => put([...files.files].filter((other) => other !== file)));
      line.append(name, away);
      return line;
    }));
    chosen.hidden = !files.files.length;
  };
  const put = (all) => {
    const held = new DataTransfer();
    for (const file of all) held.items.add(file);
    files.files = held.files;
    show();
  };
  const add = (event, held) => {
    if (!held?.files.length) return;
    event.preventDefault();
    put([...files.files, ...held.files]);
  };
  files.addEventListener("change", show);
  // With files chosen a canned reply is filled in without leaving the page, which would lose them.
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "canned" || !files.files.length) return;
    event.preventDefault();
    const given = new FormData(form, button);
    given.delete("files");
    const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(given), headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), filled = one("#text", page);
    if (!filled) { location.reload(); return; }
    const told = one(".wrong", page);
    if (told) one("#news").replaceChildren(told);
    text.value = filled.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    if (opened()) opened().open = false;
    text.focus();
  });
  text.addEventListener("paste", (event) => add(event, event.clipboardData));
  const place = form.closest(".middle");
  const over = (is) => place.classList.toggle("is-over", is);
  place.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    over(true);
  });
  place.addEventListener("dragleave", ({ relatedTarget }) => over(place.contains(relatedTarget)));
  place.addEventListener("drop", (event) => { over(false); add(event, event.dataTransfer); });
})();
