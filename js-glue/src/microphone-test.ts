import { Meter } from './meter.js';

/** A microphone that is listened to. */
export interface MicrophoneTest {
  readonly stream: MediaStream;
  /** How loud it is now, from 0 to 1; for a meter: ask once a frame. */
  level(): number;
  stop(): void;
}

/**
 * Opens a microphone to show how loud it is. Rejects with what getUserMedia rejects with, which
 * `failureOfMicrophone` explains.
 */
export async function startMicrophoneTest({
  deviceId = '',
}: { deviceId?: string } = {}): Promise<MicrophoneTest> {
  const stream = await openMicrophone(deviceId);
  const context = new AudioContext();
  // Without a click before, the browser lets it run at the next one.
  context.resume().catch(() => undefined);
  const meter = new Meter(context, stream);
  return {
    stream,
    level: () => meter.level(),
    stop() {
      meter.close();
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}

/** As calls have it. `deviceId`: empty for what the system uses. */
export async function openMicrophone(deviceId: string): Promise<MediaStream> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (!mediaDevices) throw new DOMException('This page needs HTTPS', 'NotAllowedError');
  return mediaDevices.getUserMedia({
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(deviceId && { deviceId }),
    },
  });
}
