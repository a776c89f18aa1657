// The Phone's contract as text: what crosses the WebAssembly boundary and what a recording holds.
//
// Inputs and outputs are objects with a `type` (the struct's name, first letter small) and the
// struct's fields in camelCase. An input must name what it is about (id, attempt, generation) and
// what happened (muted, held, text, description, candidate, state, open, quietMs, online, blocked); `candidate: null` is
// the end of the candidates. Every other field may be absent and then has its default. Texts that
// the gateway or the browser worded (text, reason, step, message) are cut at their limit, all
// others refused beyond it. Examples:
//
//   in   {"type":"dial","contactId":"c1","phoneNumber":"+8801711000001","name":"Rahim"}
//        {"type":"linkUp","attempt":1,"auth":{"token":"..."}}
//        {"type":"linkFrame","attempt":1,"text":"2"}
//        {"type":"peerDescription","id":"...","generation":1,"description":{"type":"offer","sdp":"..."}}
//        {"type":"peerCandidate","id":"...","generation":1,"candidate":{"candidate":"...","sdpMid":"0"}}
//        {"type":"peerState","id":"...","generation":1,"state":"connected"}
//        {"type":"microphone","id":"...","state":"denied","message":"..."}
//        {"type":"peerQuality","id":"...","generation":1,"packetsReceived":50,"packetsLost":0,
//          "jitterMs":4,"rttMs":80,"bufferMs":60,"microphoneLevel":30,"path":"direct"}
//   out  {"type":"openLink","attempt":1}
//        {"type":"createPeer","id":"...","generation":1,"iceServers":[...],"relayOnly":false,
//          "channel":true}
//        {"type":"playTone","tone":"ringback"}       none | ring | ringback | busy | ended
//        {"type":"changed","now":{"link":"online","needsGesture":false,"errorCode":"","errorMessage":"",
//          "calls":[{"id","logId","callId","direction","state","contactId","name","phoneNumber",
//                    "durationS","muted","held","otherMuted","otherHeld","reconnecting",
//                    "peerReconnecting","resuming","reason","endedBy",
//                    "repair":{"what":"restart","attempt":1,"leftS":29},
//                    "quality":{"mosHundredths","level","reason","rttMs","jitterMs","lossPermille","path"},
//                    "warnings":["highJitter"]}]}}
//        {"type":"wait","untilMs":12345}             no untilMs: nothing is due
//
// A `reason`, `endedBy`, `path` or `what` that isn't there yet is "" in a snapshot; `quality` and, but
// while `reconnecting`, `repair` are left out.
#pragma once

#include <string>
#include <string_view>

#include "ringline/phone.hpp"

namespace ringline {

// Config: {"namespace","preconnect":"all"|"relay"|"off","callWaiting","relayOnly","iceServers",
// and every Duration of PhoneConfig as camelCase + "Ms", such as "dialingDeadlineMs"}.
// Durations are 1 ms to 24 h.
Result<PhoneConfig> decode_phone_config(std::string_view json);

Result<Input> decode_input(std::string_view json);
[[nodiscard]] std::string encode(const Input& input);
[[nodiscard]] std::string encode(const Output& output);

// handle() and poll() to the end in one call, so that a host in another language can't break their
// order: {"error":null|{"code","field","message"},"outputs":[...]}. The last output is always a
// `wait`, after an error, too.
[[nodiscard]] std::string handle_json(Phone& phone, TimePoint now, std::string_view input_json);

}  // namespace ringline
