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

  // A tone is audible where a block of samples is louder than the decoder's own noise.
  let analyser;
  let stream;
  const listen = () => {
    const heard = window.probe?.heardStreams().at(-1);
    if (heard && heard !== stream) {
      stream = heard;
      const context = new AudioContext({ latencyHint: 'interactive' });
      analyser = new AnalyserNode(context, { fftSize: 256, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(stream).connect(analyser);
    }
    if (analyser) {
      const wave = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(wave);
      if (wave.some((value) => Math.abs(value) > 0.05)) note('tone');
    }
  };
  setInterval(listen, 4);
}
