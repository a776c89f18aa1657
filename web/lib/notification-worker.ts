/** The service worker that shows who calls while no page is visible; rejects where there can be none. */
export async function registerNotificationWorker(): Promise<ServiceWorkerRegistration> {
  if (!('serviceWorker' in navigator)) throw new Error('no service workers here');
  return navigator.serviceWorker.register(
    new URL('ringline/notification-worker.js', import.meta.url),
  );
}
