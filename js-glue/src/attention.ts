import type { Call, Phone } from 'ringline';

import type { FromWorker, ToWorker } from './notification-messages.js';

/** What an incoming call says, in the user's language. */
export interface AttentionTexts {
  /** Of the page and of the notification, such as "Rahim is calling". */
  title(call: Call): string;
  /** Of the notification, beneath its title; such as the number. */
  body(call: Call): string;
  accept: string;
  reject: string;
}

export interface AttentionOptions {
  texts: AttentionTexts;
  /** The page's icon while it rings; without it the icon stays. */
  ringingIcon?: string;
  /** The notification's icon. */
  notificationIcon?: string;
  /**
   * The service worker that shows notifications: a registration of `ringline/notification-worker.js`,
   * or of a worker that imports it. Without it there are none.
   */
  worker?: ServiceWorkerRegistration;
  /** Where a click on the notification leads when no page is open any more. Default: this page. */
  url?: string;
}

/** How often the title changes while it rings. */
const blinkMs = 1_000;

/**
 * Draws attention to incoming calls until the function that it returns is called: the page's title and
 * icon change, and while no page of the app is visible, a system notification shows with Accept and
 * Reject, if the user has allowed that. Serves phones of `createPhone` and of `createTabPhone` alike; of
 * several tabs' notifications there is one.
 */
export function drawAttention(phone: Phone, options: AttentionOptions): () => void {
  const page = new RingingPage(options);
  const notification = new CallNotification(options);
  const look = (): void => {
    const call = phone.getSnapshot().calls.find(({ state }) => state === 'incoming');
    page.show(call);
    notification.show(call);
  };
  const onVisible = (): void => notification.visibilityChanged();
  const onMessage = ({ data }: MessageEvent): void =>
    act(phone, data as Partial<FromWorker> | null);
  document.addEventListener('visibilitychange', onVisible);
  // Absent on pages that came over plain HTTP.
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  serviceWorker?.addEventListener('message', onMessage);
  const stop = phone.subscribe(look);
  look();
  return () => {
    stop();
    document.removeEventListener('visibilitychange', onVisible);
    serviceWorker?.removeEventListener('message', onMessage);
    page.show(undefined);
    notification.show(undefined);
  };
}

/** What was clicked on the notification; a call that doesn't ring any more stays as it is. */
function act(phone: Phone, message: Partial<FromWorker> | null): void {
  if (message?.ringline !== 'clicked') return;
  const call = phone.getSnapshot().calls.find(({ id }) => id === message.callId);
  if (call?.state !== 'incoming') return;
  if (message.action === 'accept') phone.accept(call.id);
  if (message.action === 'reject') phone.reject(call.id);
}

class RingingPage {
  private ringing = '';
  private titleBefore = '';
  private timer: ReturnType<typeof setInterval> | undefined;
  private icons: [link: HTMLLinkElement, href: string][] = [];

  constructor(private readonly options: AttentionOptions) {}

  show(call: Call | undefined): void {
    const id = call?.id ?? '';
    if (id === this.ringing) return;
    this.ringing = id;
    this.restore();
    if (!call) return;
    const ringing = this.options.texts.title(call);
    this.titleBefore = document.title;
    document.title = ringing;
    this.timer = setInterval(() => {
      // Another title meanwhile, as of a page that was changed to, is the one to return to.
      if (document.title !== ringing) this.titleBefore = document.title;
      document.title = document.title === ringing ? this.titleBefore : ringing;
    }, blinkMs);
    const { ringingIcon } = this.options;
    if (!ringingIcon) return;
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')) {
      this.icons.push([link, link.href]);
      link.href = ringingIcon;
    }
  }

  private restore(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    document.title = this.titleBefore;
    for (const [link, href] of this.icons.splice(0)) link.href = href;
  }
}

class CallNotification {
  private call: Call | undefined;

  constructor(private readonly options: AttentionOptions) {}

  show(call: Call | undefined): void {
    if (call?.id === this.call?.id) return;
    if (this.call) this.post({ ringline: 'hide', callId: this.call.id });
    this.call = call;
    this.ask();
  }

  visibilityChanged(): void {
    this.ask();
  }

  /** Whether any page is visible is the worker's to know. */
  private ask(): void {
    const { call } = this;
    if (!call || notificationPermission() !== 'granted') return;
    const { texts, notificationIcon: icon, url = location.href } = this.options;
    this.post({
      ringline: 'show',
      callId: call.id,
      title: texts.title(call),
      body: texts.body(call),
      accept: texts.accept,
      reject: texts.reject,
      url,
      ...(icon && { icon }),
    });
  }

  private post(message: ToWorker): void {
    this.options.worker?.active?.postMessage(message);
  }
}

/** `unsupported`: this browser has none, or none for a page that came over plain HTTP. */
export function notificationPermission(): NotificationPermission | 'unsupported' {
  return typeof Notification === 'undefined' || !('serviceWorker' in navigator)
    ? 'unsupported'
    : Notification.permission;
}

/** Asks the user; to be called by a click, without which browsers don't ask. */
export async function askForNotifications(): Promise<NotificationPermission | 'unsupported'> {
  if (notificationPermission() !== 'default') return notificationPermission();
  return Notification.requestPermission();
}

/**
 * Whether the browser is known to allow sound without another click: to tell the user to click before a
 * call comes. A browser that doesn't say counts as one that doesn't.
 */
export function soundIsAllowed(): boolean {
  const { userActivation } = navigator as { userActivation?: { hasBeenActive: boolean } };
  return userActivation?.hasBeenActive ?? false;
}

/**
 * Asks before the page is left while a call goes on in it, until the function that it returns is called.
 * Of several tabs of `createTabPhone` only the one that has the call asks, and only where the call wouldn't
 * go on in another.
 */
export function askBeforeLeaving(
  phone: Phone & { readonly isOwner?: boolean; readonly outlivesTab?: boolean },
): () => void {
  const onLeave = (event: BeforeUnloadEvent): void => {
    const goesOn = ({ state }: Call): boolean => state !== 'ended' && state !== 'incoming';
    if (phone.isOwner === false || phone.outlivesTab) return;
    if (phone.getSnapshot().calls.some(goesOn)) event.preventDefault();
  };
  window.addEventListener('beforeunload', onLeave);
  return () => window.removeEventListener('beforeunload', onLeave);
}
