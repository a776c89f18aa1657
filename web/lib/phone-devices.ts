import type { Phone } from 'ringline';
import { Devices } from 'ringline/browser';

const known = new WeakMap<Phone, Devices>();

/** A phone's devices: the same for everybody who asks, open from then on for as long as the phone is. */
export function devicesOf(phone: Phone): Devices {
  let devices = known.get(phone);
  if (!devices) {
    devices = new Devices(phone);
    known.set(phone, devices);
    void devices.open();
  }
  return devices;
}
