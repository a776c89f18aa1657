import { createPhone, type Phone, type PhoneOptions, type Snapshot } from 'ringline';

/** What `VoiceCallProvider` gives to every phone beneath it. */
export type VoiceCallSettings = Partial<PhoneOptions> & {
  /**
   * Makes the phone of the person whom `key` names. Default `createPhone`; `createTabPhone` of
   * `ringline/browser` gives one phone to all tabs of the browser.
   */
  create?: (options: PhoneOptions, key: string) => Phone;
};

/** What is shown: the same object until something has changed. */
export interface Look {
  readonly snapshot: Snapshot;
  readonly isSpeakerOn: boolean;
  readonly reachable: ReadonlySet<string>;
}

/** A phone, by whom it is for: components that mean the same person share one connection. */
export interface Shared {
  readonly phone: Phone;
  readonly watchers: Set<() => void>;
  /** How many components use it. */
  users: number;
  look: Look;
  /** The newest that was given: it may close over a session that has been renewed since. */
  auth: PhoneOptions['auth'];
}
const phones = new Map<string, Shared>();

/** Nobody uses it for that long: StrictMode's second mount and a page change don't close it. */
const closesAfterMs = 1_000;

/** The phone that components keep for this person, if any does. */
export const sharedOf = (key: string): Shared | undefined => phones.get(key);

function share(key: string, settings: VoiceCallSettings, auth: PhoneOptions['auth']): Shared {
  const known = phones.get(key);
  if (known) return known;
  const { create = createPhone, ...options } = settings;
  const phone = create({ url: '/', memoryKey: key, ...options, auth: () => shared.auth() }, key);
  const look = {
    snapshot: phone.getSnapshot(),
    isSpeakerOn: false,
    reachable: phone.getReachable(),
  };
  const shared: Shared = { phone, watchers: new Set(), users: 0, look, auth };
  phones.set(key, shared);
  return shared;
}

/** Those that components use now, the newest last, and who wants to know. */
const inUse = new Set<Phone>();
const usageWatchers = new Set<() => void>();

export const sharedBy = (phone: Phone | null): Shared | undefined =>
  [...phones.values()].find((shared) => shared.phone === phone);

export const phoneInUse = (): Phone | null => [...inUse].at(-1) ?? null;

export function watchUsage(watcher: () => void): () => void {
  usageWatchers.add(watcher);
  return () => void usageWatchers.delete(watcher);
}

function noteUsage(phone: Phone, isUsed: boolean): void {
  if (inUse.has(phone) === isUsed) return;
  if (isUsed) inUse.add(phone);
  else inUse.delete(phone);
  for (const watcher of [...usageWatchers]) watcher();
}

/**
 * Makes the phone of this person, or takes the one that there is, and keeps it until the returned
 * function is called. Never while a page renders: a rendering that React gives up would leave it behind.
 */
export function keep(
  key: string,
  settings: VoiceCallSettings,
  auth: PhoneOptions['auth'],
): () => void {
  const shared = share(key, settings, auth);
  shared.users += 1;
  shared.phone.connect();
  noteUsage(shared.phone, true);
  return () => {
    shared.users -= 1;
    if (shared.users === 0) noteUsage(shared.phone, false);
    setTimeout(() => closeUnused(key, shared), closesAfterMs);
  };
}

/** A call outlives the components that show it. */
function closeUnused(key: string, shared: Shared): void {
  if (shared.users > 0 || phones.get(key) !== shared) return;
  if (shared.phone.getSnapshot().calls.length > 0) {
    const stop = shared.phone.subscribe(() => {
      if (shared.phone.getSnapshot().calls.length > 0) return;
      stop();
      closeUnused(key, shared);
    });
    return;
  }
  phones.delete(key);
  shared.phone.close();
}

export function watch(shared: Shared, watcher: () => void): () => void {
  const stops = [shared.phone.subscribe(watcher), shared.phone.on('presence', watcher)];
  shared.watchers.add(watcher);
  return () => {
    for (const stop of stops) stop();
    shared.watchers.delete(watcher);
  };
}

export function lookAt(shared: Shared): Look {
  const snapshot = shared.phone.getSnapshot();
  const reachable = shared.phone.getReachable();
  if (snapshot !== shared.look.snapshot || reachable !== shared.look.reachable) {
    shared.look = { ...shared.look, snapshot, reachable };
  }
  return shared.look;
}

/**
 * The loudspeaker where the browser names one, else the button only keeps its state. Off is what the
 * system plays on by itself.
 */
export async function setSpeakerOn(shared: Shared, isSpeakerOn: boolean): Promise<void> {
  shared.look = { ...lookAt(shared), isSpeakerOn };
  for (const watcher of [...shared.watchers]) watcher();
  const { speakers } = await shared.phone.devices();
  const loud = speakers.find(({ label }) => /speaker/i.test(label));
  if (loud) shared.phone.setSpeaker({ deviceId: shared.look.isSpeakerOn ? loud.deviceId : '' });
}
