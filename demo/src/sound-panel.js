// Volume and devices. What the browser can't do isn't offered.

import { make } from './dom.js';

/** @param phone a Ringline phone */
export function createSoundPanel(refs, phone) {
  const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

  function fill(select, row, devices) {
    row.hidden = devices.length < 2;
    const held = select.value;
    select.replaceChildren(
      ...devices.map((device, at) =>
        make('option', { value: device.deviceId }, device.label || `Device ${at + 1}`),
      ),
    );
    if (devices.some((device) => device.deviceId === held)) select.value = held;
  }

  async function fillAll() {
    const { microphones, speakers } = await phone.devices();
    fill(refs.speaker, refs.speakerRow, canChooseSpeaker ? speakers : []);
    fill(refs.microphone, refs.microphoneRow, microphones);
  }

  refs.sound.addEventListener('click', () => {
    const open = refs.soundPanel.hidden;
    refs.soundPanel.hidden = !open;
    refs.sound.setAttribute('aria-expanded', String(open));
    if (open) void fillAll();
  });
  refs.volume.addEventListener('input', () =>
    phone.setSpeaker({ volume: Number(refs.volume.value) / 100 }),
  );
  refs.speaker.addEventListener('change', () => phone.setSpeaker({ deviceId: refs.speaker.value }));
  refs.microphone.addEventListener('change', () =>
    phone.setMicrophone({ deviceId: refs.microphone.value }),
  );
  navigator.mediaDevices?.addEventListener('devicechange', () => {
    if (!refs.soundPanel.hidden) void fillAll();
  });
}
