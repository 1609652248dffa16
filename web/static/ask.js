// Names the files that were chosen, beside the button that chooses them.
(() => {
  "use strict";
  const files = document.querySelector("#files"), chosen = document.querySelector("#chosen");
  files?.addEventListener("change", () => {
    chosen.textContent = [...files.files].map((file) => file.name).join(", ");
  });
})();
