// What `make mutations` breaks, one line each; the simulator must find every one. `from` stands in
// `file` exactly once.
export const mutations = [
  {
    name: 'a path that stays lost ends no call',
    file: 'core/src/call/transitions.cpp',
    from: '&PhoneConfig::reconnecting_deadline, // Reconnecting',
    to: 'nullptr, // Reconnecting',
  },
  {
    name: 'the microphone is sent before the call is accepted',
    file: 'core/src/phone/phone_audio.cpp',
    from: 'const bool wanted = call.offerer ? call.answered : is_accepted(call.state);',
    to: 'const bool wanted = call.media.exists;',
  },
  {
    name: 'the other is heard before the call is accepted',
    file: 'core/src/phone/phone_audio.cpp',
    from: 'const bool heard = is_accepted(call.state) && call.media.exists && !call.held;',
    to: 'const bool heard = call.media.exists;',
  },
  {
    name: 'who takes a waiting call stays in the other, too',
    file: 'core/src/phone/phone_user.cpp',
    from: 'if (&other != call && is_live(other.state) && other.state != CallState::Incoming) {',
    to: 'if (&other != call && other.state == CallState::Idle) {',
  },
  {
    name: 'a request that was sent is not repeated on the next connection',
    file: 'core/src/phone/requests.hpp',
    from: 'for (Request& each : items_) {\n      each.sent_at.reset();\n      each.again_at.reset();\n    }',
    to: 'items_.clear();',
  },
  {
    name: 'a silent connection is kept for ever',
    file: 'core/src/link/client_link.cpp',
    from: 'lose(now, "the gateway is silent", false);',
    to: 'deadline_ = now + silence_limit_;',
  },
  {
    name: 'the microphone is not released at the end',
    file: 'core/src/phone/phone_media.cpp',
    from: 'call.audio.handle(now_, MicrophoneEvent::Release);',
    to: '',
  },
  {
    name: 'the row counts a second too many',
    file: 'core/src/exchange/rules.cpp',
    from: "next.duration_s = (next.ended_at - record.answered_at) / 1'000;",
    to: "next.duration_s = (next.ended_at - record.answered_at) / 1'000 + 1;",
  },
  {
    name: 'rows that nobody looks after stay open',
    file: 'core/src/exchange/exchange_time.cpp',
    from: 'for (const CallRecord& record : answer.records) check_due(record);',
    to: 'for (const CallRecord& record : answer.records) static_cast<void>(record);',
  },
  {
    name: 'clients are told before the store says that it held',
    file: 'core/src/exchange/exchange_change.cpp',
    from: 'if (tries >= limit::store_retries) return what->failed(false);',
    to: 'return what->done();',
  },
  {
    name: 'what is said of a call that lost a glare counts for the other',
    file: 'core/src/phone/phone_requests.cpp',
    from: 'if (!ack.call_id.empty() && call.call_id != ack.call_id) return;',
    to: '',
  },
];
