'use client';

import { useEffect } from 'react';

const channelName = 'ringline-signed-out';

/** Tells this browser's other tabs that somebody has signed out here. */
export function tellSignedOut(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(null);
  channel.close();
}

/** Calls `leave` where somebody signs out in another tab of this browser. */
export function useSignedOutElsewhere(leave: () => void): void {
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = leave;
    return () => channel.close();
  }, [leave]);
}
