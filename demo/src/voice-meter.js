// Two moving pictures of who is speaking, and the same as a number for who can't see them.

const barWidth = 3;
const gap = 3;
const sampleEveryMs = 60;
const announceEveryMs = 1000;
const quietest = 0.02; // what a silent line still shows, so that it reads as a line

// Levels come in decibels, where a quiet room already reaches the middle: bend it out of the way.
const toHeight = (level) => Math.max(quietest, Math.min(1, level ** 2 * 1.2));

function createMeter(canvas, still) {
  const context = canvas.getContext('2d');
  let heights = [];
  let announcedMs = -Infinity;

  function resize() {
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    return scale;
  }

  function drawBar(x, height, scale) {
    const tall = Math.max(barWidth * scale, height * canvas.height);
    context.beginPath();
    context.roundRect(
      x,
      (canvas.height - tall) / 2,
      barWidth * scale,
      tall,
      (barWidth * scale) / 2,
    );
    context.fill();
  }

  function draw() {
    const scale = resize();
    const step = (barWidth + gap) * scale;
    const count = Math.floor(canvas.width / step);
    heights = heights.slice(-count);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = getComputedStyle(canvas).color;
    for (let at = 0; at < count; ++at) {
      const age = count - 1 - at;
      // Where motion is unwanted the bars fill from the left like a gauge instead of wandering.
      const height = still
        ? at / count < (heights.at(-1) ?? 0)
          ? 0.55
          : quietest
        : (heights[heights.length - 1 - age] ?? quietest);
      context.globalAlpha = still ? 1 : 0.35 + (0.65 * (at + 1)) / count;
      drawBar(at * step, height, scale);
    }
    context.globalAlpha = 1;
  }

  return {
    add(level, nowMs) {
      heights.push(toHeight(level));
      draw();
      if (nowMs - announcedMs < announceEveryMs) return;
      announcedMs = nowMs;
      canvas.setAttribute('aria-valuenow', String(Math.round(toHeight(level) * 100)));
    },
    clear() {
      heights = [];
    },
  };
}

/**
 * @param readLevels (callId) => {local, remote}, each 0 to 1
 * @returns {{update(call): void}} `call` is null, or one whose voices can be heard
 */
export function createVoiceMeters(refs, readLevels) {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const own = createMeter(refs.ownMeter, still);
  const other = createMeter(refs.otherMeter, still);
  let callId = null;
  let frame = 0;
  let sampledMs = -Infinity;

  function run(nowMs) {
    frame = requestAnimationFrame(run);
    if (nowMs - sampledMs < sampleEveryMs) return;
    sampledMs = nowMs;
    const levels = readLevels(callId);
    own.add(levels.local, nowMs);
    other.add(levels.remote, nowMs);
  }

  return {
    update(call) {
      const next = call?.id ?? null;
      if (next === callId) return;
      cancelAnimationFrame(frame);
      callId = next;
      own.clear();
      other.clear();
      if (callId) frame = requestAnimationFrame(run);
    },
  };
}
