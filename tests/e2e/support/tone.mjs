// A microphone that hums: a WAV file with one tone, which Chromium plays over and over in place of a
// microphone. Whole cycles only, so that the seam can't be heard.
import { writeFileSync } from 'node:fs';

const sampleRateHz = 48_000;
const lengthS = 2;
const loudness = 0.5;

export function writeTone(path, frequencyHz) {
  const count = sampleRateHz * lengthS;
  const file = Buffer.alloc(44 + count * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + count * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // mono
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; ++at) {
    const value = Math.sin((2 * Math.PI * frequencyHz * at) / sampleRateHz) * loudness;
    file.writeInt16LE(Math.round(value * 32_767), 44 + at * 2);
  }
  writeFileSync(path, file);
}
