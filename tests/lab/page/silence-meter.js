// Runs in every page before its own scripts: a stopwatch for silence. Every 20 ms it looks whether
// what the page plays holds a tone, and keeps the times at which that changed.
{
  const everyMs = 20;
  // Half of what the tone has when it arrives unharmed; what the decoder makes up while nothing
  // arrives fades below it at once.
  const quiet = 0.05;
  const changes = [{ atMs: Date.now(), heard: false }];
  let context;
  let source;
  let analyser;

  function listenTo(stream) {
    source?.disconnect();
    context ??= new AudioContext();
    analyser ??= new AnalyserNode(context, { fftSize: 1_024, smoothingTimeConstant: 0 });
    source = context.createMediaStreamSource(stream);
    source.connect(analyser);
    source.of = stream;
  }

  const wave = new Float32Array(1_024);
  const isHeard = () => {
    const stream = window.probe.heardStreams().at(-1);
    if (!stream || stream.getAudioTracks().length === 0) return false;
    if (source?.of !== stream) listenTo(stream);
    analyser.getFloatTimeDomainData(wave);
    return Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length) > quiet;
  };
  setInterval(() => {
    const heard = isHeard();
    if (changes.at(-1).heard !== heard) changes.push({ atMs: Date.now(), heard });
  }, everyMs);

  window.silence = {
    /** For how long the tone has been there without a gap, at most since then. */
    heardForMs(sinceMs = 0) {
      const last = changes.at(-1);
      return last.heard ? Date.now() - Math.max(last.atMs, sinceMs) : 0;
    },
    /** All gaps since then: how long each was. One that lasts still is counted to now. */
    gapsSince(sinceMs) {
      const gaps = [];
      for (const [at, { atMs, heard }] of changes.entries()) {
        const endMs = changes[at + 1]?.atMs ?? Date.now();
        if (!heard && endMs > sinceMs) gaps.push(endMs - Math.max(atMs, sinceMs));
      }
      return gaps;
    },
  };
}
