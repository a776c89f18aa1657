/**
 * What a page wants beside the phone itself: one phone for all tabs, attention for incoming calls, the
 * choice of devices and their tests, a screen that stays on, and failures explained. Importing it does
 * nothing; each part works from its call on.
 *
 * @module
 */
export { createTabPhone, TabPhone, type TabSurroundings } from './tab-phone.js';
export { browserTabs, type TabChannel, type Tabs } from './tabs.js';
export {
  askBeforeLeaving,
  askForNotifications,
  drawAttention,
  notificationPermission,
  soundIsAllowed,
  type AttentionOptions,
  type AttentionTexts,
} from './attention.js';
export {
  Devices,
  type Device,
  type DeviceChange,
  type DeviceChoice,
  type DeviceKind,
  type DevicesOptions,
  type DevicesSnapshot,
} from './devices.js';
export {
  browserFamily,
  failure,
  failureCodes,
  failureOfCall,
  failureOfLink,
  failureOfMicrophone,
  microphonePermission,
  type BrowserFamily,
  type Failure,
  type FailureCode,
  type Remedy,
} from './failures.js';
export { startMicrophoneTest, type MicrophoneTest } from './microphone-test.js';
export {
  startEchoTest,
  type EchoReport,
  type EchoTest,
  type EchoTestOptions,
} from './echo-test.js';
export { keepAwake } from './wake-lock.js';
export { playRingtone, ringtoneNames } from './ringtone.js';
