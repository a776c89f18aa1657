// Browsers let a page ring aloud only after a first click or key on it. Until then a phone that
// stands alone says so: a call that nobody hears is a call that nobody answers. Of two phones on
// one page the click that starts a call unlocks both.

const mayRing = () => window.parent !== window || (navigator.userActivation?.hasBeenActive ?? true);

export function createRingHint(refs) {
  const update = () => {
    refs.ringHint.hidden = mayRing();
  };
  // After the click has done what it was meant for, since the page moves up then.
  for (const type of ['click', 'keyup']) document.addEventListener(type, update);
  update();
}
