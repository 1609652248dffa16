// Makes or shows a passkey when its form is sent; what the browser answers goes along in the form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  const wrong = form.querySelector("[data-wrong]"), keys = window.PublicKeyCredential;
  const ask = async () => {
    const options = JSON.parse(form.dataset.options);
    return form.dataset.passkey === "make"
      ? navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) });
  };
  if (!keys?.parseCreationOptionsFromJSON) {
    wrong.textContent = wrong.dataset.none;
    wrong.hidden = false;
  }
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    wrong.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch {  // given up, out of time, or nothing to show
      wrong.hidden = false;
    }
  });
})();
