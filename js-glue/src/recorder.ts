import { Redaction } from './redaction.js';
import type { FlightRecorder } from './types.js';

/** A checkpoint is asked for after so many inputs at the least; a call is never divided. */
const inputsPerSegment = 250;

/** What is kept; whole segments are forgotten, the oldest first. */
const keptCharacters = 4_000_000;

/** A call that outgrows even this is forgotten, and recording goes on when the phone rests. */
const longestCharacters = 16_000_000;

interface Segment {
  lines: string[];
  inputs: number;
  characters: number;
}

/**
 * The flight recorder: what the core was told since one of its last rests, and a checksum of what it
 * decided. As the core decides by nothing else, that is all of it: `ringline-replay` gives every
 * decision again.
 *
 * A segment begins with a state from which the core can go on: its making, or a checkpoint, which it
 * gives while it rests (no call, nothing asked and unanswered). So any number of old segments can be
 * forgotten and what is left still replays.
 */
class Recorder implements FlightRecorder {
  private segments: Segment[] = [];
  private hadCalls = false;
  private head = '';
  private redaction: Redaction | undefined;

  constructor(private readonly whole: boolean) {}

  start(config: string, seed: readonly [number, number], salt: number): void {
    this.redaction = this.whole ? undefined : new Redaction(salt);
    this.head = `{"ringline":"recording","version":1,"redacted":${!this.whole},"config":${this.told(config)}}`;
    this.segments = [];
    this.begin(`{"seed":[${seed.join()}]}`);
  }

  note(nowMs: number, input: string, reply: string, hasCalls: boolean, rest: () => string): void {
    let segment = this.segments.at(-1);
    if (segment) {
      const sum = checksum(this.told(reply));
      this.add(segment, `{"at":${nowMs},"sum":"${sum}","in":${this.told(input)}}`);
      segment.inputs += 1;
      if (segment.characters > longestCharacters) {
        this.segments = [];
        segment = undefined;
      }
    }
    const ended = this.hadCalls && !hasCalls;
    if (!segment || ended || segment.inputs >= inputsPerSegment) {
      const checkpoint = hasCalls ? '' : rest();
      if (checkpoint) this.begin(`{"checkpoint":${this.told(checkpoint)}}`);
      // A call's end is told to the gateway: the rest comes with the next input.
      this.hadCalls = hasCalls || (ended && !checkpoint);
    } else {
      this.hadCalls = hasCalls;
    }
  }

  /** JSON lines, from the oldest rest that is still known. */
  file(): string {
    return [this.head, ...this.segments.flatMap(({ lines }) => lines), ''].join('\n');
  }

  private begin(line: string): void {
    const segment = { lines: [], inputs: 0, characters: 0 };
    this.add(segment, line);
    this.segments.push(segment);
    let kept = this.segments.reduce((sum, { characters }) => sum + characters, 0);
    while (kept > keptCharacters) kept -= this.segments.shift()?.characters ?? kept;
  }

  private add(segment: Segment, line: string): void {
    segment.lines.push(line);
    segment.characters += line.length;
  }

  private told(json: string): string {
    return this.redaction ? this.redaction.json(json) : json;
  }
}

/**
 * Keeps a phone's last inputs, for {@link Phone.recording}: give it to one phone as `recorder`.
 *
 * @param options `redacted` (the default): tokens, TURN credentials, ICE passwords, network addresses,
 *   names and telephone numbers are replaced by meaningless words of the same length; ids stay.
 *   False: all is kept as it was.
 */
export function recorder({ redacted = true }: { redacted?: boolean } = {}): FlightRecorder {
  return new Recorder(!redacted);
}

/** FNV-1a of the UTF-8, 32 bits, as eight digits. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}
