// The call on the screen: who, what state, how long, whose voice, and what can be done about it.

import { initialsOf, setAttribute, setText } from './dom.js';
import { durationAttribute, formatClock, speakDuration } from './locale.js';
import { describeEnd, describeState, otherName, otherNumber } from './words.js';

const answered = new Set(['active', 'reconnecting']);
const cancellable = new Set(['dialing', 'ringing']);

/**
 * @param role the phone's own
 * @param actions {hangUp(id), setMuted(id, muted)}
 * @returns {{update(call, needsGesture): void}} `call` is null when there is none to show
 */
export function createCallView(refs, role, actions) {
  let shown = null;

  refs.hangUp.addEventListener('click', () => shown && actions.hangUp(shown.id));
  refs.mute.addEventListener('click', () => shown && actions.setMuted(shown.id, !shown.muted));

  function showTime(call) {
    const counts = answered.has(call.state) || (call.state === 'ended' && call.durationS > 0);
    refs.callTime.hidden = !counts;
    if (!counts) return;
    setText(refs.callTime, formatClock(call.durationS));
    setAttribute(refs.callTime, 'datetime', durationAttribute(call.durationS));
    setAttribute(refs.callTime, 'aria-label', speakDuration(call.durationS));
  }

  function showControls(call, needsGesture) {
    const live = answered.has(call.state);
    refs.voices.hidden = !live;
    refs.mute.hidden = !live;
    refs.sound.hidden = !live;
    refs.hangUp.disabled = call.state === 'ended';
    setText(refs.hangUpLabel, cancellable.has(call.state) ? 'Cancel' : 'Hang up');
    setAttribute(refs.mute, 'aria-pressed', String(call.muted));
    setAttribute(refs.muteIcon, 'href', call.muted ? '#icon-microphone-off' : '#icon-microphone');
    setText(refs.ownLabel, call.muted ? 'You, muted' : 'You');
    setText(refs.otherLabel, otherName(call));
    // Any click or key on the page lets the sound through; the button says so and is one.
    refs.hear.hidden = !(live && needsGesture);
    setText(refs.hear, `Click to hear ${otherName(call)}`);
    if (!live) {
      refs.soundPanel.hidden = true;
      setAttribute(refs.sound, 'aria-expanded', 'false');
    }
  }

  return {
    update(call, needsGesture) {
      const isNew = call !== null && shown?.id !== call.id;
      const hadFocus = refs.call.contains(document.activeElement);
      shown = call;
      refs.call.hidden = call === null;
      if (call === null) {
        if (hadFocus) refs.target.focus();
        return;
      }
      const name = otherName(call);
      refs.call.dataset.state = call.state;
      refs.call.dataset.muted = String(call.muted);
      setText(refs.callAvatar, initialsOf(name));
      setText(refs.callName, name);
      setText(refs.callNumber, otherNumber(call, role));
      setText(
        refs.callState,
        call.state === 'ended' ? describeEnd(call).title : describeState(call),
      );
      showTime(call);
      showControls(call, needsGesture);
      // Keyboards go on where the eyes are.
      const lostFocus = hadFocus && call.state === 'ended';
      if (lostFocus || (isNew && call.state !== 'ended')) refs.callName.focus();
    },
  };
}
