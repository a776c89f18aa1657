// The microphone of one call, as a table of states and events.
//
//   ring: Absent ─► Early ─► Spare            quietly: nobody is asked before the user answers
//   dial, answer:   Asking ─► Open            a refusal ends the call: it never had a microphone
//   choose:         Open ─► Replacing ─► Open the old one goes on until the new one is open
//   unplugged:      Open ─► Seeking ─► Open   the call goes on, and can be heard
//                             └─► Lost ─► Retrying ─► Open
//
// What isn't in the table changes nothing. Lost and Refused are left by later events: a chance (a device
// was plugged in, the user clicked, the retry is due), a choice, or the permission. A test enumerates all
// states and events.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringline {

enum class MicrophoneStage : std::uint8_t {
  Absent,     // none is wanted
  Early,      // it rings here: asked for where nobody would have to be asked
  Spare,      // opened while it rings
  Asking,     // the first request of this call has no answer yet
  Open,       // in use
  Replacing,  // in use, while another is being opened
  Seeking,    // it worked and is gone; another is being opened
  Lost,       // it worked, is gone, and none could be opened
  Retrying,   // as Lost or Refused, and one is being opened
  Refused,    // the user or the system says no
};
inline constexpr std::size_t microphone_stage_count = 10;

enum class MicrophoneEvent : std::uint8_t {
  Ring,         // the call rings here, and a microphone may be opened before the answer
  Want,         // the user dialed, or answered
  Recall,       // the page before had the call, with a microphone
  Opened,       // what was asked for is open
  Prompted,     // a quiet request was not made: the user would have to be asked
  Denied,       // what was asked for is forbidden
  Unavailable,  // what was asked for isn't there, or can't be opened
  Ended,        // the track in use has ended by itself
  Chance,       // devices came or went, the user clicked, the page woke, or the retry is due
  Chosen,       // the user chose another, or the system's default is another
  Allowed,      // the permission was given
  Release,      // the call is over
};
inline constexpr std::size_t microphone_event_count = 12;

// What a row has done.
enum class MicrophoneAct : std::uint8_t {
  None,
  Ask,         // the last request is the one that counts
  AskQuietly,  // only where the user has allowed it for good
  Attach,      // to the peer connection, where there is one
  Release,
  GiveUp,       // end the call
  RefuseChoice  // tell that the choice failed; what was in use goes on
};

struct MicrophoneRow {
  MicrophoneStage from;
  MicrophoneEvent on;
  MicrophoneStage to;
  MicrophoneAct act;
};

// nullptr: the event changes nothing.
[[nodiscard]] const MicrophoneRow* find_row(MicrophoneStage from, MicrophoneEvent on) noexcept;

}  // namespace ringline
