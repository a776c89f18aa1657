/** What a page tells the service worker about a call that rings, or rings no more. */
export type ToWorker =
  | {
      ringline: 'show';
      callId: string;
      title: string;
      body: string;
      accept: string;
      reject: string;
      icon?: string;
      url: string;
    }
  | { ringline: 'hide'; callId: string };

/** What the service worker tells the pages: what was clicked. `open` is the notification itself. */
export interface FromWorker {
  ringline: 'clicked';
  callId: string;
  action: 'accept' | 'reject' | 'open';
}

/** The tag of a call's notification: several tabs that show it show one. */
export const tagOf = (callId: string): string => `ringline-call-${callId}`;
