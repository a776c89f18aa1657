import type { PhoneEvent, Snapshot } from './types.js';

/** What is asked of the tab that has the phone. */
export interface TabCommand {
  name: 'dial' | 'accept' | 'reject' | 'hangUp' | 'setMuted' | 'setHold' | 'sendDtmf';
  args: readonly unknown[];
}

/** What every tab remembers, so that the next owner begins with it. */
export interface TabSettings {
  speaker?: { deviceId?: string; volume?: number };
  microphone?: { deviceId: string };
  ringtone?: { name?: string; volume?: number };
}

export type Levels = Record<string, { local: number; remote: number }>;

/**
 * What tabs say to each other. `owner` and `from` are ids of tabs; `memory` is what the next owner needs to
 * go on with the calls. It proves the session, and never leaves the pages of one origin.
 */
export type TabMessage =
  | { type: 'hello'; from: string }
  /** Asked of the owner, who answers that it is there; owners of an older version don't `answer`. */
  | { type: 'areYouThere' | 'here' }
  | {
      type: 'state';
      owner: string;
      answers?: boolean;
      snapshot: Snapshot;
      reachable: readonly string[];
    }
  | { type: 'memory'; text: string }
  | { type: 'happened'; event: PhoneEvent }
  | ({ type: 'command'; from: string; id: number } & TabCommand)
  | { type: 'answer'; to: string; id: number; value: string; error: TabError | null }
  | { type: 'settings'; settings: TabSettings }
  | { type: 'askLevels' }
  | { type: 'levels'; levels: Levels };

export interface TabError {
  code: string;
  field: string;
  message: string;
}
