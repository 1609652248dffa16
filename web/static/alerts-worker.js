// Shows an alert that a push service brings, and opens its ticket when it is pressed. Fetches and keeps nothing.
"use strict";
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  const options = { tag: `alert-${said.ticket ?? "test"}`, renotify: true, requireInteraction: true, data: said.ticket, icon: "/static/icon.svg" };
  event.waitUntil(self.registration.showNotification(String(said.text ?? "pulldesk"), options));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const number = event.notification.data;
  event.waitUntil(self.clients.openWindow(Number.isInteger(number) ? `/tickets/${number}` : "/profile"));
});
