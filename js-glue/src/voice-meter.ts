import type { SharedContext } from './audio-context.js';
import { toLevel } from './stats.js';
import type { Host } from './host.js';

/**
 * How loud a muted microphone is. Its track gives zeros while it is muted, so a copy of it is
 * listened to; of that nothing is sent.
 */
export class VoiceMeter {
  private of: MediaStreamTrack | undefined;
  private copy: MediaStreamTrack | undefined;
  private source: MediaStreamAudioSourceNode | undefined;
  private analyser: AnalyserNode | undefined;

  constructor(
    private readonly host: Host,
    private readonly context: SharedContext,
  ) {}

  /** The mean of the last 0.7 s, as in the core; undefined while nothing can be heard. */
  level(track: MediaStreamTrack): number | undefined {
    if (this.of !== track) this.listen(track);
    const { analyser } = this;
    if (!analyser || analyser.context.state !== 'running') return undefined;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    return toLevel(sum / samples.length);
  }

  close(): undefined {
    this.source?.disconnect();
    this.copy?.stop();
    this.of = this.copy = this.source = this.analyser = undefined;
    this.context.letGo(this);
  }

  private listen(track: MediaStreamTrack): void {
    this.close();
    this.of = track;
    const context = this.context.use(this);
    const copy = track.clone();
    this.copy = copy;
    copy.enabled = true;
    this.source = context.createMediaStreamSource(this.host.createMediaStream([copy]));
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 32_768;
    this.source.connect(this.analyser);
  }
}
