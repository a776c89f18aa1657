import type { SharedContext } from './audio-context.js';

type Side = 'local' | 'remote';

/** How loud streams are now; each is listened to from the first question until its call is over. */
export class Meters {
  private readonly meters: Record<Side, Map<string, Meter>> = {
    local: new Map(),
    remote: new Map(),
  };

  constructor(private readonly context: SharedContext) {}

  level(side: Side, id: string, stream: MediaStream | undefined): number {
    const meters = this.meters[side];
    let meter = meters.get(id);
    if (meter && meter.stream !== stream) {
      meter.close();
      meters.delete(id);
      meter = undefined;
    }
    if (!stream || stream.getAudioTracks().length === 0) return 0;
    if (!meter) {
      meter = new Meter(this.context.use(this), stream);
      meters.set(id, meter);
    }
    return meter.level();
  }

  /** Lets go of all calls but these. */
  keep(ids: Set<string>): void {
    for (const meters of Object.values(this.meters)) {
      for (const [id, meter] of meters) {
        if (ids.has(id)) continue;
        meter.close();
        meters.delete(id);
      }
    }
    if (this.meters.local.size + this.meters.remote.size === 0) this.context.letGo(this);
  }
}

export class Meter {
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly source: MediaStreamAudioSourceNode;

  constructor(
    context: AudioContext,
    readonly stream: MediaStream,
  ) {
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 512;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source = context.createMediaStreamSource(stream);
    this.source.connect(this.analyser);
  }

  /** By decibels, as ears do: -60 dB and less is 0, full scale is 1. */
  level(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / this.samples.length + 1e-12);
    return Math.min(1, Math.max(0, 1 + decibels / 60));
  }

  close(): void {
    this.source.disconnect();
  }
}
