import type { Phone, RingtoneName } from 'ringline';

import { devicesOf, systemDevice, type Device, type DeviceKind } from './device-list.js';
import { ringtoneNames } from './ringtone.js';
import { failureOfMicrophone, microphonePermission, type Failure } from './failures.js';

export type { Device, DeviceKind } from './device-list.js';

/** What the user has chosen. It outlives the page. */
export interface DeviceChoice {
  /** Empty: what the system uses by itself. */
  readonly microphoneId: string;
  readonly speakerId: string;
  /** From 0 to 1. */
  readonly volume: number;
  readonly ringtone: RingtoneName;
  /** From 0, which is silent, to 1. */
  readonly ringtoneVolume: number;
}

export interface DevicesSnapshot {
  readonly choice: DeviceChoice;
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
  /** Chosen, but not there now: the system's own is used until it is back. */
  readonly missing: readonly DeviceKind[];
  /** Else the sound goes where the system sends it. */
  readonly canChooseSpeaker: boolean;
  readonly permission: PermissionState | 'unknown';
}

/**
 * `lost`: it was in use and was unplugged, and another is used; `back`: it is used again; `refused`: it was chosen
 * in a call and can't be opened, and the one before goes on, which is the choice again.
 */
export interface DeviceChange {
  readonly what: 'lost' | 'back' | 'refused';
  readonly kind: DeviceKind;
  /** The device that went or came. */
  readonly label: string;
  /** The one that is used instead of it, where the browser tells; else empty. */
  readonly instead: string;
  /** Of `refused`: it isn't allowed, not there, or can't be opened (another program has it). */
  readonly reason?: 'denied' | 'missing' | 'failed';
}

const usual: DeviceChoice = {
  microphoneId: '',
  speakerId: '',
  volume: 1,
  ringtone: 'classic',
  ringtoneVolume: 1,
};

export interface DevicesOptions {
  /** Under which name the choice is kept in `localStorage`. Default `ringline.devices`. */
  storageKey?: string;
}

/**
 * The microphone, loudspeaker, volume and ringtone of a phone: what there is, what the user has chosen,
 * and what becomes of it when devices come and go. Works from {@link open} to {@link close}.
 */
export class Devices {
  private readonly key: string;
  private readonly listeners = new Set<() => void>();
  private readonly changeListeners = new Set<(change: DeviceChange) => void>();
  private all: readonly MediaDeviceInfo[] = [];
  private closing: AbortController | undefined;
  /** What the phone has: at first what it begins with. */
  private told: DeviceChoice = usual;
  /** The microphone that was chosen before the one that is being tried. */
  private microphoneBefore = '';
  private snapshot: DevicesSnapshot = {
    choice: usual,
    microphones: [],
    speakers: [],
    missing: [],
    canChooseSpeaker: false,
    permission: 'unknown',
  };

  constructor(
    private readonly phone: Phone,
    { storageKey = 'ringline.devices' }: DevicesOptions = {},
  ) {
    this.key = storageKey;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  /** The same object until something has changed. */
  getSnapshot = (): DevicesSnapshot => this.snapshot;

  onChange(listener: (change: DeviceChange) => void): () => void {
    this.changeListeners.add(listener);
    return () => void this.changeListeners.delete(listener);
  }

  /** Gives the phone what was chosen before, and watches the devices. */
  async open(): Promise<void> {
    this.close();
    const closing = new AbortController();
    this.closing = closing;
    const { signal } = closing;
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    mediaDevices?.addEventListener('devicechange', () => void this.refresh(), { signal });
    // Chosen in another tab.
    const stop = this.phone.on('event', ({ name, detail }) => {
      if (name === 'microphone_refused') this.takeBack(detail as 'denied' | 'missing' | 'failed');
    });
    signal.addEventListener('abort', stop);
    window.addEventListener('storage', ({ key }) => key === this.key && this.read(), { signal });
    this.read();
    await this.refresh();
  }

  close(): void {
    this.closing?.abort();
    this.closing = undefined;
  }

  choose(choice: Partial<DeviceChoice>): void {
    const whole = { ...this.snapshot.choice, ...choice };
    if (whole.microphoneId !== this.snapshot.choice.microphoneId) {
      this.microphoneBefore = this.snapshot.choice.microphoneId;
    }
    this.keep(whole);
  }

  private keep(whole: DeviceChoice): void {
    try {
      localStorage.setItem(this.key, JSON.stringify(whole));
    } catch {
      // No room, or forbidden: it is chosen as long as the page is open.
    }
    this.use(whole, this.snapshot.missing);
  }

  /** Asks for the microphone, which also gives the devices their names. Null: it is allowed. */
  async allowMicrophone(): Promise<Failure | null> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      return null;
    } catch (reason) {
      return await failureOfMicrophone(reason);
    } finally {
      await this.refresh();
    }
  }

  /** Looks again at what there is. */
  async refresh(): Promise<void> {
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    const all = (await mediaDevices?.enumerateDevices().catch(() => undefined)) ?? [];
    const permission = await microphonePermission();
    const before = this.all;
    this.all = all;
    const { choice } = this.snapshot;
    const microphones = devicesOf('microphone', all);
    const speakers = devicesOf('speaker', all);
    const missing: DeviceKind[] = [];
    // Without names the browser hasn't shown its devices yet, and nothing can be missed.
    if (choice.microphoneId && microphones.length > 0 && !has(microphones, choice.microphoneId)) {
      missing.push('microphone');
    }
    if (choice.speakerId && speakers.length > 0 && !has(speakers, choice.speakerId)) {
      missing.push('speaker');
    }
    const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;
    this.snapshot = { ...this.snapshot, microphones, speakers, permission, canChooseSpeaker };
    this.use(choice, missing);
    for (const kind of ['microphone', 'speaker'] as const) this.tell(kind, before, all);
  }

  private read(): void {
    let kept: Partial<DeviceChoice> = {};
    try {
      kept = {
        ...(JSON.parse(localStorage.getItem(this.key) ?? '{}') as Partial<DeviceChoice>),
      };
    } catch {
      // Forbidden, or not ours.
    }
    this.use(sound(kept), this.snapshot.missing);
  }

  /** Tells the phone what is new to it. */
  private use(choice: DeviceChoice, missing: readonly DeviceKind[]): void {
    this.snapshot = { ...this.snapshot, choice, missing };
    const microphoneId = missing.includes('microphone') ? '' : choice.microphoneId;
    const speakerId = missing.includes('speaker') ? '' : choice.speakerId;
    const now: DeviceChoice = { ...choice, microphoneId, speakerId };
    const { told } = this;
    this.told = now;
    if (now.microphoneId !== told.microphoneId) {
      this.phone.setMicrophone({ deviceId: now.microphoneId });
    }
    if (now.speakerId !== told.speakerId || now.volume !== told.volume) {
      this.phone.setSpeaker({ deviceId: now.speakerId, volume: now.volume });
    }
    if (now.ringtone !== told.ringtone || now.ringtoneVolume !== told.ringtoneVolume) {
      this.phone.setRingtone({ name: now.ringtone, volume: now.ringtoneVolume });
    }
    for (const listener of [...this.listeners]) listener();
  }

  /** Whether the device in use of this kind has gone, or the chosen one has come back. */
  private tell(
    kind: DeviceKind,
    before: readonly MediaDeviceInfo[],
    now: readonly MediaDeviceInfo[],
  ): void {
    const { choice } = this.snapshot;
    const chosenId = kind === 'microphone' ? choice.microphoneId : choice.speakerId;
    const [then, there] = [devicesOf(kind, before), devicesOf(kind, now)];
    if (then.length === 0) return;
    const system = systemDevice(kind, before)?.deviceId ?? '';
    const usedId = has(then, chosenId) ? chosenId : system;
    const used = then.find(({ id }) => id === usedId);
    if (used && !has(there, used.id)) {
      const instead = systemDevice(kind, now)?.label ?? there[0]?.label ?? '';
      this.say({ what: 'lost', kind, label: used.label, instead });
    }
    const back = there.find(({ id }) => id === chosenId && !has(then, id));
    if (back) this.say({ what: 'back', kind, label: back.label, instead: '' });
  }

  /** The phone can't use what was chosen, and goes on with what it had. */
  private takeBack(reason: 'denied' | 'missing' | 'failed'): void {
    const { choice, microphones } = this.snapshot;
    const labelOf = (wanted: string): string =>
      microphones.find(({ id }) => id === wanted)?.label ??
      systemDevice('microphone', this.all)?.label ??
      '';
    const label = labelOf(choice.microphoneId);
    if (choice.microphoneId !== this.microphoneBefore) {
      this.keep({ ...choice, microphoneId: this.microphoneBefore });
    }
    const instead = labelOf(this.microphoneBefore);
    this.say({ what: 'refused', kind: 'microphone', label, instead, reason });
  }

  private say(change: DeviceChange): void {
    for (const listener of [...this.changeListeners]) listener(change);
  }
}

/** What is kept may be of another version, or of somebody else. */
function sound(kept: Partial<DeviceChoice>): DeviceChoice {
  const id = (value: unknown): string => (typeof value === 'string' ? value : '');
  const part = (value: unknown): number =>
    typeof value === 'number' && value >= 0 && value <= 1 ? value : 1;
  const ringtone = ringtoneNames.find((name) => name === kept.ringtone) ?? usual.ringtone;
  return {
    microphoneId: id(kept.microphoneId),
    speakerId: id(kept.speakerId),
    volume: part(kept.volume),
    ringtone,
    ringtoneVolume: part(kept.ringtoneVolume),
  };
}

const has = (devices: readonly Device[], id: string): boolean =>
  devices.some((each) => each.id === id);
