// What stays on the screen after a call that ended otherwise than by hanging up: why, and what can
// be done about it.

import { make, setText } from './dom.js';

/**
 * @param actions {callAgain(peer)}
 * @returns {{show(notice, peer): void, hide(): void}}
 *   notice: {title, text, steps?, again}; peer: whom "Call again" calls, as in a call's snapshot
 */
export function createNoticeView(refs, actions) {
  let calledPeer = null;

  function hide() {
    const hadFocus = refs.notice.contains(document.activeElement);
    refs.notice.hidden = true;
    if (hadFocus) refs.target.focus();
  }

  refs.noticeDismiss.addEventListener('click', hide);
  refs.noticeAgain.addEventListener('click', () => {
    hide();
    actions.callAgain(calledPeer);
  });

  return {
    show(notice, peer) {
      calledPeer = peer;
      setText(refs.noticeTitle, notice.title);
      setText(refs.noticeText, notice.text ?? '');
      refs.noticeSteps.hidden = !notice.steps;
      refs.noticeSteps.replaceChildren(...(notice.steps ?? []).map((step) => make('li', {}, step)));
      refs.noticeAgain.hidden = !notice.again;
      refs.notice.hidden = false;
      refs.noticeTitle.focus();
    },
    hide,
  };
}
