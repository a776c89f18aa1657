// How to allow the microphone again, in the words of the browser at hand. A page can't ask twice:
// once refused, only the browser's own settings give it back.

const guides = [
  {
    name: 'Firefox',
    matches: /Firefox\//u,
    steps: [
      'Click the crossed-out microphone at the left of the address.',
      'Remove “Blocked” beside “Use the microphone”.',
      'Call again and choose “Allow”.',
    ],
  },
  {
    name: 'Safari on iPhone or iPad',
    matches: /(iPhone|iPad).*Safari\//u,
    steps: [
      'Tap the page menu at the left of the address, then “Website Settings”.',
      'Set “Microphone” to “Allow”.',
      'Call again.',
    ],
  },
  {
    name: 'Edge',
    matches: /Edg\//u,
    steps: [
      'Click the lock at the left of the address, then “Permissions for this site”.',
      'Set “Microphone” to “Allow”.',
      'Call again.',
    ],
  },
  {
    name: 'Chrome',
    matches: /Chrom(e|ium)\/|HeadlessChrome/u,
    steps: [
      'Click the controls at the left of the address.',
      'Switch “Microphone” on.',
      'Call again. If it isn’t listed, call again and choose “Allow”.',
    ],
  },
  {
    name: 'Safari',
    matches: /Safari\//u,
    steps: [
      'Open the menu “Safari”, then “Settings for This Website”.',
      'Set “Microphone” to “Allow”.',
      'Call again.',
    ],
  },
];

const fallback = {
  name: 'this browser',
  steps: ['Open the browser’s settings for this site.', 'Allow the microphone.', 'Call again.'],
};

const withoutDevice = {
  missing: {
    title: 'There is no microphone',
    text: 'The call ended, because no microphone was found. Plug one in, then call again.',
  },
  failed: {
    title: 'The microphone can’t be used',
    text: 'The call ended, because the microphone could not be opened. Another program may hold it: close that, then call again.',
  },
  ended: {
    title: 'The microphone is gone',
    text: 'The call ended, because the microphone was unplugged or taken by the system. Connect it, then call again.',
  },
};

/**
 * @param state how the browser answered: denied, missing, failed or ended
 * @returns {{title: string, text: string, steps?: string[]}}
 */
export function explainMicrophone(state, userAgent, secure) {
  if (withoutDevice[state]) return withoutDevice[state];
  if (!secure) {
    return {
      title: 'The microphone needs a secure page',
      text: 'Browsers give it only to pages over https, or on localhost.',
      steps: ['Open this page as https://, or as http://localhost on the gateway’s own machine.'],
    };
  }
  const guide = guides.find((each) => each.matches.test(userAgent)) ?? fallback;
  return {
    title: 'The microphone isn’t allowed',
    text: `The call ended, because ${guide.name} gave this page no microphone. To allow it:`,
    steps: guide.steps,
  };
}
