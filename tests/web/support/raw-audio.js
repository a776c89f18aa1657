// The microphone as it is: what a browser does for voices would take a tone for noise.
if (navigator.mediaDevices) {
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  navigator.mediaDevices.getUserMedia = ({ audio, ...rest }) =>
    getUserMedia({ ...rest, audio: audio && { ...(audio === true ? {} : audio), ...raw } });
}
