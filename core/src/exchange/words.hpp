// A row in the words of the wire: what each side is told of it.
#pragma once

#include "ringline/exchange.hpp"
#include "ringline/messages.hpp"

namespace ringline {

[[nodiscard]] server::Ringing ringing_of(const CallRecord& record);
// `session`: the device that is told; only one may set up ICE while it rings.
[[nodiscard]] server::Incoming incoming_of(const CallRecord& record, const std::string& session);
[[nodiscard]] server::Accepted accepted_of(const CallRecord& record);
[[nodiscard]] server::Ended ended_of(const CallRecord& record);
[[nodiscard]] server::Failed failed_of(const CallRecord& record, std::string message);
// The whole state, for acknowledgements.
[[nodiscard]] server::Ack ack_of(const CallRecord& record);
[[nodiscard]] server::Ack refusal(std::string code, std::string message);

// While it rings a row's due time is the ring's deadline.
[[nodiscard]] inline EpochMs expires_at(const CallRecord& record) {
  const bool rings = record.status == CallStatus::Initiated || record.status == CallStatus::Ringing;
  return rings ? record.due_at : 0;
}

}  // namespace ringline
