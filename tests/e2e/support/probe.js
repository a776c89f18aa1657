// Runs in every page before its own scripts: keeps what the page takes from the browser, so that the
// tests can see whether it was given back, and listens to what the page plays.
{
  const probe = {
    tracks: [],
    microphoneCalls: 0,
    connections: [],
    sockets: [],
    players: new Set(),
    seconds: [],
    tonesPlaying: 0,
  };
  window.probe = probe;

  if (navigator.mediaDevices) {
    const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      ++probe.microphoneCalls;
      const stream = await getUserMedia(constraints);
      probe.tracks.push(...stream.getTracks());
      return stream;
    };
    const { clone } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.clone = function () {
      const copy = clone.apply(this);
      probe.tracks.push(copy);
      return copy;
    };
  }
  const keep = (name, into) => {
    const Native = window[name];
    window[name] = class extends Native {
      constructor(...given) {
        super(...given);
        into.push(this);
      }
    };
  };
  keep('RTCPeerConnection', probe.connections);
  keep('WebSocket', probe.sockets);

  // Ringing and its like are oscillators.
  const { start, stop } = AudioScheduledSourceNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    ++probe.tonesPlaying;
    start.apply(this, when);
  };
  OscillatorNode.prototype.stop = function (...when) {
    --probe.tonesPlaying;
    stop.apply(this, when);
  };

  const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    get,
    set(stream) {
      probe.players.add(this);
      set.call(this, stream);
    },
  });

  // What the visitor hears: elements that play, not what merely arrives.
  probe.heardStreams = () =>
    [...probe.players]
      .filter((player) => player.srcObject && !player.paused && !player.muted && player.volume > 0)
      .map((player) => player.srcObject);

  const analysers = new Map();
  let context = null;
  function analyserOf(stream) {
    if (!analysers.has(stream)) {
      context ??= new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      analyser.smoothingTimeConstant = 0;
      context.createMediaStreamSource(stream).connect(analyser);
      analysers.set(stream, analyser);
    }
    return analysers.get(stream);
  }

  /** The loudest frequency in what is played, and how loud all of it is (0 to 1). */
  probe.hear = () => {
    const [stream] = probe.heardStreams();
    if (!stream) return { peakHz: 0, loudness: 0, binHz: 0 };
    const analyser = analyserOf(stream);
    const wave = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(wave);
    const loudness = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrum);
    let peak = 0;
    for (let at = 1; at < spectrum.length; ++at) if (spectrum[at] > spectrum[peak]) peak = at;
    const binHz = context.sampleRate / analyser.fftSize;
    return { peakHz: peak * binHz, loudness, binHz };
  };

  /** Sums over the reports of every connection: what went over the network. */
  probe.traffic = async () => {
    const sums = { packetsIn: 0, packetsOut: 0, energyIn: 0, pathChecks: 0 };
    for (const connection of probe.connections) {
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'inbound-rtp') {
          sums.packetsIn += report.packetsReceived;
          sums.energyIn += report.totalAudioEnergy ?? 0;
        }
        if (report.type === 'outbound-rtp') sums.packetsOut += report.packetsSent;
        if (report.type === 'candidate-pair') sums.pathChecks += report.responsesReceived ?? 0;
      }
    }
    return sums;
  };

  // When the page showed which second: two pages on one machine share that clock.
  document.addEventListener('DOMContentLoaded', () => {
    const time = document.querySelector('[data-ref=callTime]');
    if (!time) return;
    const note = () => {
      const shown = Number(/^PT(\d+)S$/u.exec(time.dateTime)?.[1] ?? 'NaN');
      if (Number.isNaN(shown) || time.hidden || probe.seconds.at(-1)?.shown === shown) return;
      probe.seconds.push({ shown, atMs: Date.now() });
    };
    new MutationObserver(note).observe(time, { attributes: true });
  });
}
