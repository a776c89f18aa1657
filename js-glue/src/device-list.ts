/** A microphone or a loudspeaker. */
export interface Device {
  /** Empty: what the system uses by itself. */
  readonly id: string;
  /** Empty until the microphone was allowed once. */
  readonly label: string;
}

export type DeviceKind = 'microphone' | 'speaker';

const kinds: Record<DeviceKind, MediaDeviceKind> = {
  microphone: 'audioinput',
  speaker: 'audiooutput',
};

/** Chromium lists what the system uses a second time, by these names. */
const aliases = ['', 'default', 'communications'];

/** The devices of that kind that can be chosen. */
export function devicesOf(kind: DeviceKind, all: readonly MediaDeviceInfo[]): readonly Device[] {
  return all
    .filter((each) => each.kind === kinds[kind] && !aliases.includes(each.deviceId))
    .map(({ deviceId: id, label }) => ({ id, label }));
}

/** What the system uses by itself, where the browser tells: then it has a name and a group. */
export function systemDevice(
  kind: DeviceKind,
  all: readonly MediaDeviceInfo[],
): MediaDeviceInfo | undefined {
  const own = all.filter((each) => each.kind === kinds[kind]);
  const named = own.find(({ deviceId }) => deviceId === 'default');
  return own.find(
    ({ deviceId, groupId }) => !aliases.includes(deviceId) && groupId === named?.groupId,
  );
}
