// Runs before the first paint: the page is dark, unless its visitor has switched the light on. Must not know anything else.
(() => {
  try {
    if (localStorage.getItem("pulldesk-theme") === "light") document.documentElement.dataset.theme = "light";
  } catch {
    // Storage is switched off: nothing is remembered.
  }
})();
