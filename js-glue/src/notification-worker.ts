/// <reference lib="webworker" />
import { tagOf, type FromWorker, type ToWorker } from './notification-messages.js';

/*
 * The service worker of incoming calls. It shows a notification while no page of the app is visible,
 * and tells the pages which of its buttons was clicked. It stores nothing and answers no request.
 */

interface Shown {
  callId: string;
  url: string;
}

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const pages = (): Promise<readonly WindowClient[]> =>
  worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

async function show(message: Extract<ToWorker, { ringline: 'show' }>): Promise<void> {
  const { callId, title, body, accept, reject, icon, url } = message;
  const visible = (await pages()).some(({ visibilityState }) => visibilityState === 'visible');
  if (visible) return hide(callId);
  // Buttons are in no browser's types yet, and in most browsers.
  const options: NotificationOptions & { actions: { action: string; title: string }[] } = {
    tag: tagOf(callId),
    body,
    requireInteraction: true,
    data: { callId, url } satisfies Shown,
    actions: [
      { action: 'accept', title: accept },
      { action: 'reject', title: reject },
    ],
    ...(icon && { icon }),
  };
  await worker.registration.showNotification(title, options);
}

async function hide(callId: string): Promise<void> {
  const shown = await worker.registration.getNotifications({ tag: tagOf(callId) });
  for (const each of shown) each.close();
}

async function clicked(notification: Notification, action: string): Promise<void> {
  const { callId, url } = notification.data as Shown;
  notification.close();
  const open = await pages();
  const said: FromWorker = {
    ringline: 'clicked',
    callId,
    action: action === 'accept' || action === 'reject' ? action : 'open',
  };
  // Whoever has the phone does it; who hasn't doesn't know the call any more, and does nothing.
  for (const page of open) page.postMessage(said);
  if (said.action === 'reject') return;
  const [first] = open;
  await (first ? first.focus() : worker.clients.openWindow(url));
}

// A new version takes over at once: there is nothing of the old one's to wait for.
worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('message', (event) => {
  const message = event.data as ToWorker | undefined;
  if (message?.ringline === 'show') event.waitUntil(show(message));
  if (message?.ringline === 'hide') event.waitUntil(hide(message.callId));
});
worker.addEventListener('notificationclick', (event) => {
  if ((event.notification.data as Shown | null)?.callId) {
    event.waitUntil(clicked(event.notification, event.action));
  }
});
