// Runs in every page before its own scripts: counts the timers that are set and not yet over, so that
// a test sees those which were forgotten.
{
  const running = new Set();
  for (const [set, clear, once] of [
    ['setTimeout', 'clearTimeout', true],
    ['setInterval', 'clearInterval', false],
  ]) {
    const nativeSet = window[set].bind(window);
    const nativeClear = window[clear].bind(window);
    window[set] = (callback, ...rest) => {
      const id = nativeSet(
        (...given) => {
          if (once) running.delete(id);
          callback(...given);
        },
        ...rest,
      );
      running.add(id);
      return id;
    };
    window[clear] = (id) => {
      running.delete(id);
      nativeClear(id);
    };
  }

  window.leaks = () => ({
    connections: window.probe.connections.filter((each) => each.signalingState !== 'closed').length,
    microphones: window.probe.tracks.filter((track) => track.readyState === 'live').length,
    players: window.probe.heardStreams().length,
    timers: running.size,
  });
  /** The probe keeps all it has seen, which would be a leak of the test's own. */
  window.forgetClosed = () => {
    const { connections, tracks, sockets, players } = window.probe;
    const keep = (list, isKept) => list.splice(0, list.length, ...list.filter(isKept));
    keep(connections, (each) => each.signalingState !== 'closed');
    keep(tracks, (track) => track.readyState === 'live');
    keep(sockets, (socket) => socket.readyState <= WebSocket.OPEN);
    for (const player of players) if (!player.srcObject) players.delete(player);
    window.phone.forget();
  };
}
