// A setting is saved as soon as it is chosen. What could not be sent is as it was; what was refused otherwise is shown as it is.
(() => {
  "use strict";
  const form = ({ target }) => target.closest?.("form.set");
  document.addEventListener("htmx:sendError", (event) => form(event)?.reset());
  document.addEventListener("htmx:responseError", (event) => form(event) && location.reload());
})();
