// Runs before the first paint, so that a remembered theme does not flash. Must not know anything else.
(() => {
  try {
    const theme = localStorage.getItem("pulldesk-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is switched off: the system's theme is used.
  }
})();
