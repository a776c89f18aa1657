// What one side knows of a call's media: its peer connection, and the ladder that brings a lost path
// back. What the user says and hears by it is LocalAudio's.
//
// A peer connection is named by its generation, counted from 1 in each call. The offerer (the
// caller) alone starts a new one; the answerer follows the generation of the offer.
#pragma once

#include <cstdint>
#include <list>
#include <optional>

#include "ringline/messages.hpp"
#include "ringline/phone.hpp"
#include "ringline/time.hpp"

namespace ringline {

// One step of the ladder: what to try, how long after the trouble began.
struct RepairStep {
  Duration after;
  Repair what;
};

struct Media {
  // The peer connection.
  std::int64_t generation = 0;  // of the last one made
  // Those of an own call that was given up in a glare. The wire counts without them; to the host
  // every name means one peer connection only.
  std::int64_t generations_before = 0;
  bool exists = false;
  bool relay_only = false;
  bool connected = false;
  bool failed = false;           // ICE gave up: no use in waiting for it
  bool broken = false;           // the browser refused a step of its negotiation
  bool remade = false;           // for that reason, since there was a path last
  bool awaiting_answer = false;  // an offer of ours is out
  bool offer_is_first = false;   // of its peer connection
  bool lost = false;             // nothing arrives, whatever the browser still says
  bool remote_set = false;       // the other's description was applied: candidates may follow
  bool microphone_attached = false;
  bool channel = false;  // it was made with a data channel
  bool channel_open = false;
  std::int64_t channel_second = 0;  // in which channel_count messages came
  std::size_t channel_count = 0;
  std::list<Candidate> early;  // that came before the description

  // The generation of a peer connection whose call is over: it stays until the last word has gone
  // through its channel, at most as long as the end is shown.
  std::int64_t parting = 0;

  // Signals that came while it rang and may not be acted on before the user accepts.
  std::list<Signal> held;

  // What arrives: since when it is quiet, and when the other phone was asked whether it is there.
  std::optional<TimePoint> asked_at;
  std::optional<TimePoint> answered_at;

  // The ladder: climbed from `trouble_since` on, while there is no media.
  std::optional<TimePoint> trouble_since;
  std::optional<TimePoint> repaired_at;  // the last step, then its answer
  Duration answer_took{0};
  std::size_t next_step = 0;
  Repair trying = Repair::None;  // the last step that was taken, by either side
  std::int64_t attempt = 0;
  bool witnessed = false;  // more than the browser's word says that the path is lost

  [[nodiscard]] bool is_up() const { return exists && connected && !lost; }
  // As the other phone counts the peer connections of this call.
  [[nodiscard]] std::int64_t generation_there() const { return generation - generations_before; }
  // Of a peer connection that was given up, maybe by the page before.
  [[nodiscard]] bool is_past(std::int64_t of) const {
    return of < generation || (of == generation && !exists);
  }

  // Both sides have restarted ICE, and there is no path yet.
  [[nodiscard]] bool is_restarted() const { return trying == Repair::Restart && !awaiting_answer; }

  bool keep_early(Candidate candidate);
  bool hold(Signal signal);

  // A new peer connection stands where the old one was.
  void begin(std::int64_t new_generation, bool only_relay);
  void end();

  void note_repair(Repair what) {
    attempt = trying == what ? attempt + 1 : 1;
    trying = what;
  }
};

// The steps for a call that never had media, and for one that lost it; the first of these needs a
// second witness. A base peer makes a new peer connection for each offer, so an ICE restart means
// nothing to it.
[[nodiscard]] std::optional<RepairStep> repair_step(const PhoneConfig& config, CallState state,
                                                    bool peer_restarts, std::size_t index);

}  // namespace ringline
