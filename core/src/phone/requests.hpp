// What was asked of the gateway and isn't acknowledged yet, in order.
//
// A request outlives the connection it was sent on: after a reconnect it is sent again, which the
// gateway recognises (call:initiate by its clientCallId, the others by the state of the call). An
// acknowledgement that doesn't come in time means that the connection is dead, whatever the socket
// says: after a change of network that is known long before the heartbeat would tell.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ringline/limits.hpp"
#include "ringline/messages.hpp"
#include "ringline/socket_io.hpp"
#include "ringline/time.hpp"
#include "support/earliest.hpp"
#include "support/few.hpp"

namespace ringline {

// An end, or a reject, that no gateway has acknowledged, as it is remembered over a reload.
struct UnsaidEnd {
  std::string call_id;
  EndReason reason = EndReason::None;
  EpochMs at = 0;              // by the gateway's clock; 0: that wasn't known
  std::string client_call_id;  // where the call had no name yet
  bool reject = false;
  EpochMs answered_at = 0;  // likewise; 0: it wasn't, or the gateway knows of it
};
using UnsaidEnds = Few<UnsaidEnd, limit::calls_per_phone>;

struct Request {
  std::string id;         // the call's local id
  ClientMessage message;  // for a signal, its call id and number are what counts
  socket_io::AckId ack = 0;
  std::optional<TimePoint> sent_at;
  std::optional<TimePoint> again_at;  // not sent again before this
  TimePoint asked_at;
  TimePoint worthless_at;  // not sent again after this
  bool unsure = false;     // it was sent on a connection that was lost before the answer
  int tries = 0;           // how often it was answered by "not now"
  bool confirms = false;   // an end that the other side says itself
  std::optional<TimePoint> answered_at;  // an end: of an answer that the gateway may not know of
  EpochMs recalled_answer = 0;           // likewise, as in Call
};

// "" where it is about none, or about one that has no id yet.
[[nodiscard]] std::string call_id_of(const ClientMessage& message);

class Requests {
 public:
  // Adds one that isn't sent yet. At the limit the oldest is given up: a signal, if there is one
  // (the call keeps it and can repeat it).
  Request& add(std::string id, ClientMessage message, TimePoint now, TimePoint worthless_at) {
    if (items_.size() == limit::acks_in_flight) {
      auto victim = std::find_if(items_.begin(), items_.end(), [](const Request& each) {
        return std::holds_alternative<Signal>(each.message);
      });
      items_.erase(victim == items_.end() ? items_.begin() : victim);
    }
    items_.push_back({std::move(id), std::move(message), ++last_ack_, std::nullopt, std::nullopt,
                      now, worthless_at});
    return items_.back();
  }

  // One that is to be sent again, after `wait`.
  void put_back(Request request, TimePoint now, Duration wait) {
    const TimePoint again_at = now + wait;
    request.sent_at.reset();
    request.unsure = false;
    request.again_at = again_at;
    request.worthless_at = std::max(request.worthless_at, again_at);
    items_.push_back(std::move(request));
  }

  // When the next one is due again of those that `may_be_sent`.
  template <class Predicate>
  [[nodiscard]] std::optional<TimePoint> next_again(Predicate may_be_sent) const {
    std::optional<TimePoint> next;
    for (const Request& each : items_) {
      if (!each.sent_at && may_be_sent(each)) take_earlier(next, each.again_at);
    }
    return next;
  }

  [[nodiscard]] std::optional<Request> take(socket_io::AckId ack) {
    for (auto it = items_.begin(); it != items_.end(); ++it) {
      if (it->ack != ack) continue;
      Request found = std::move(*it);
      items_.erase(it);
      return found;
    }
    return std::nullopt;
  }

  // Of that call, by the gateway's name, and unanswered.
  [[nodiscard]] bool has_accept(std::string_view call_id) const {
    return std::any_of(items_.begin(), items_.end(), [&](const Request& each) {
      return std::holds_alternative<client::Accept>(each.message) &&
             call_id_of(each.message) == call_id;
    });
  }

  // A reject or an end of that call is on its way, or waits for a connection.
  [[nodiscard]] bool has_end(std::string_view call_id) const {
    return std::any_of(items_.begin(), items_.end(), [&](const Request& each) {
      const bool ends = std::holds_alternative<client::Reject>(each.message) ||
                        std::holds_alternative<client::End>(each.message);
      return ends && call_id_of(each.message) == call_id;
    });
  }

  // How many there were.
  template <class Predicate>
  std::size_t drop_if(Predicate predicate) {
    return items_.remove_if(predicate);
  }

  // The page has slept, and the answers may lie unread: their time begins anew.
  void wait_anew(TimePoint now) {
    for (Request& each : items_) {
      if (each.sent_at) each.sent_at = now;
    }
  }

  // The connection is gone. Signals, states and resumes are made anew from the calls' own state, and the next
  // connection brings its own token.
  void connection_lost() {
    drop_if([](const Request& each) {
      return std::holds_alternative<Signal>(each.message) ||
             std::holds_alternative<SideState>(each.message) ||
             std::holds_alternative<client::Resume>(each.message) ||
             std::holds_alternative<client::Ping>(each.message) ||
             std::holds_alternative<client::RefreshAuth>(each.message);
    });
    for (Request& each : items_) each.unsure = each.unsure || each.sent_at.has_value();
    for (Request& each : items_) {
      each.sent_at.reset();
      each.again_at.reset();
    }
  }

  [[nodiscard]] std::optional<TimePoint> earliest_sent() const {
    std::optional<TimePoint> earliest;
    for (const Request& each : items_) {
      if (each.sent_at && (!earliest || *each.sent_at < *earliest)) earliest = each.sent_at;
    }
    return earliest;
  }

  [[nodiscard]] std::list<Request>& items() { return items_; }
  [[nodiscard]] const std::list<Request>& items() const { return items_; }
  [[nodiscard]] bool empty() const { return items_.empty(); }

  [[nodiscard]] socket_io::AckId last_ack() const { return last_ack_; }
  void set_last_ack(socket_io::AckId last) { last_ack_ = last; }

 private:
  std::list<Request> items_;
  socket_io::AckId last_ack_ = 0;
};

}  // namespace ringline
