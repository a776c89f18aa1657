// When something was first seen or heard on a page: by the clock that all browsers of a machine share.
{
  const nowMs = () => performance.timeOrigin + performance.now();
  const times = {};
  window.stopwatch = times;
  const note = (name) => (times[name] ??= nowMs());

  document.addEventListener(
    'click',
    ({ target }) => {
      const name = target.closest?.('button')?.textContent.trim() ?? '';
      if (/^Call /u.test(name)) note('call');
      if (name === 'Accept') note('accept');
    },
    { capture: true },
  );
  document.addEventListener('DOMContentLoaded', () => {
    const look = () => document.querySelector('[role=alertdialog]') && note('ring');
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });

  // The way between the two phones stands.
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function (...args) {
    const channel = createDataChannel.apply(this, args);
    channel.addEventListener('open', () => note('channel'));
    return channel;
  };

  // A tone is audible where samples are louder than the decoder's own noise. It is looked for in what
  // was played in the last third of a second, so that a page that is busy just then doesn't count.
  // It runs before there is anything to hear: starting one takes as long as the way to the other side.
  let analyser;
  let stream;
  const listen = () => {
    if (!times.channel || times.tone) return;
    if (!analyser) {
      const context = new AudioContext({ latencyHint: 'interactive' });
      analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      new ConstantSourceNode(context, { offset: 0 }).connect(analyser);
    }
    const heard = window.probe?.heardStreams().at(-1);
    if (heard && heard !== stream) {
      stream = heard;
      analyser.context.createMediaStreamSource(stream).connect(analyser);
    }
    if (!stream) return;
    const wave = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(wave);
    const first = wave.findIndex((value) => Math.abs(value) > 0.05);
    if (first < 0) return;
    const agoMs = ((wave.length - first) / analyser.context.sampleRate) * 1_000;
    times.tone = nowMs() - agoMs;
  };
  setInterval(listen, 20);
}
