import type { Call, Quality, Snapshot } from './types.js';
import type { CoreCall, CoreSnapshot } from './wire.js';

export const emptySnapshot: Snapshot = freeze({
  link: 'offline',
  calls: [],
  needsGesture: false,
  error: null,
});

/** The core's snapshot as the package shows it; calls that haven't changed keep their identity. */
export function toSnapshot(now: CoreSnapshot, before: Snapshot): Snapshot {
  return freeze({
    link: now.link,
    calls: now.calls.map((call) => keep(toCall(call), before)),
    needsGesture: now.needsGesture,
    error: now.errorCode ? { code: now.errorCode, message: now.errorMessage } : null,
  });
}

function toCall(call: CoreCall): Call {
  const { contactId, name, phoneNumber } = call;
  return {
    id: call.id,
    logId: call.logId || null,
    direction: call.direction,
    state: call.state,
    peer: { contactId, name, phoneNumber },
    durationS: call.durationS,
    muted: call.muted,
    held: call.held,
    otherMuted: call.otherMuted,
    otherHeld: call.otherHeld,
    reason: call.reason || null,
    endedBy: call.endedBy || null,
    reconnecting: call.reconnecting,
    peerReconnecting: call.peerReconnecting,
    resuming: call.resuming,
    repair: call.repair ? { ...call.repair, what: call.repair.what || null } : null,
    quality: call.quality ? toQuality(call.quality) : null,
    warnings: call.warnings,
    microphone: call.microphone,
    microphoneError: call.microphoneError ?? null,
    playback: call.playback,
    otherMicrophone: call.otherMicrophone ?? null,
  };
}

function toQuality(quality: NonNullable<CoreCall['quality']>): Quality {
  const { mosHundredths, lossPermille, reason, path, ...rest } = quality;
  return {
    mos: mosHundredths / 100,
    lossPercent: lossPermille / 10,
    reason: reason || null,
    path: path || null,
    ...rest,
  };
}

function keep(call: Call, before: Snapshot): Call {
  const old = before.calls.find(({ id }) => id === call.id);
  return old && JSON.stringify(old) === JSON.stringify(call) ? old : call;
}

export function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part as object);
  }
  return Object.freeze(value);
}
