// Runs in a page after probe.js: puts what the browser answers to requests for microphones and players
// into the test's hands. What is opened is the real thing.
{
  const pending = [];
  const plan = { microphone: 'open', player: 'open' }; // open, hold, or the name of the refusal

  function carryOut(what, real) {
    const how = plan[what];
    if (how === 'open') return real();
    if (how !== 'hold') return Promise.reject(new DOMException('by the test', how));
    return new Promise((done) => pending.push({ what, answer: () => done(carryOut(what, real)) }));
  }

  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (constraints) => carryOut('microphone', () => open(constraints));
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    return carryOut('player', () => play.call(this));
  };

  const isOpen = () => window.probe.tracks.some(({ readyState }) => readyState === 'live');
  const isAsked = () => pending.some(({ what }) => what === 'microphone');

  window.faked = {
    /** From now on; what waits for an answer gets it by this. */
    plan(what, how) {
      plan[what] = how;
      if (how === 'hold') return;
      const due = pending.filter((each) => each.what === what);
      for (const each of due) pending.splice(pending.indexOf(each), 1);
      for (const each of due) each.answer();
    },
    /** As when it is unplugged: a track's own stop() tells nobody. */
    unplug() {
      for (const track of window.probe.tracks) {
        if (track.readyState !== 'live') continue;
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    plugIn() {
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    /** As by a media key. */
    pause() {
      for (const player of window.probe.players) if (player.srcObject) player.pause();
    },
    isAsked,
    isOpen,
  };
}
