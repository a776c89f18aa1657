'use client';

import { useEffect } from 'react';

const channelName = 'ringline-signed-out';

// One for the whole tab: a channel doesn't hear what it says itself, but another one of the same tab does.
let channel: BroadcastChannel | undefined;
const openChannel = (): BroadcastChannel => (channel ??= new BroadcastChannel(channelName));

/** Tells this browser's other tabs that somebody has signed out here. */
export function tellSignedOut(): void {
  openChannel().postMessage(null);
}

/** Calls `leave` where somebody signs out in another tab of this browser. */
export function useSignedOutElsewhere(leave: () => void): void {
  useEffect(() => {
    const told = openChannel();
    told.addEventListener('message', leave);
    return () => told.removeEventListener('message', leave);
  }, [leave]);
}
