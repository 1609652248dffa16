// Lets a push service wake its reader in this browser: what the browser answers goes along in the form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-alerts]"), stop = document.querySelector("form[data-alerts-stop]");
  const wrong = document.querySelector("[data-alerts-wrong]"), answer = form.elements.browser;
  const refuse = (why) => {
    wrong.textContent = wrong.dataset[why];
    wrong.hidden = false;
  };
  if (!navigator.serviceWorker || !window.PushManager) return refuse("none");
  const register = async () => {
    const registration = await navigator.serviceWorker.register("/static/alerts-worker.js");
    const worker = registration.active ?? registration.waiting ?? registration.installing;
    while (worker.state !== "activated")  // only then it can be subscribed
      await new Promise((changed) => worker.addEventListener("statechange", changed, { once: true }));
    return registration;
  };
  const bytes = (said) => Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const subscribe = async () => {
    const registration = await register();
    const known = await registration.pushManager.getSubscription();
    await known?.unsubscribe();
    const key = bytes(form.dataset.alerts);
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };
  const owner = () => localStorage.getItem("alerts-of") === form.dataset.me;
  const isOurs = ({ options }) =>
    String(new Uint8Array(options.applicationServerKey ?? [])) === String(bytes(form.dataset.alerts));
  const send = (subscription) => {
    localStorage.setItem("alerts-of", form.dataset.me);
    answer.value = JSON.stringify(subscription.toJSON());
    form.submit();
  };
  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    wrong.hidden = true;
    if ((await Notification.requestPermission()) !== "granted") return refuse("denied");
    try {
      send(await subscribe());
    } catch {  // no push service is reached
      refuse("failed");
    }
  });
  stop?.addEventListener("submit", async () => {
    localStorage.removeItem("alerts-of");
    const registration = await navigator.serviceWorker.getRegistration("/static/alerts-worker.js");
    const known = await registration?.pushManager.getSubscription();
    await known?.unsubscribe();
  });
  // A browser that was subscribed in an earlier session of the same person goes on in this one.
  const goOn = async () => {
    const registration = await navigator.serviceWorker.getRegistration("/static/alerts-worker.js");
    const known = await registration?.pushManager.getSubscription();
    if (known && isOurs(known)) send(known);
  };
  const isRefused = document.querySelector("p.wrong:not([hidden])");
  if (!stop && !isRefused && owner() && Notification.permission === "granted") goOn();
})();
