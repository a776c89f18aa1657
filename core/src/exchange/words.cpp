#include "exchange/words.hpp"

#include <utility>

namespace ringline {
namespace {

bool answered_by_preconnected(const CallRecord& record) {
  return !record.preconnect_session.empty() && record.preconnect_session == record.callee_session;
}

// What the two devices of an answered call can say to each other.
std::int64_t common_protocol(const CallRecord& record) {
  const bool extended = record.caller_extended && record.callee_extended;
  return extended && record.answered_at != 0 ? protocol_version : 1;
}

}  // namespace

server::Ringing ringing_of(const CallRecord& record) {
  server::Ringing said;
  said.call_id = record.id;
  said.call_log_id = record.id;
  said.created_at = record.created_at;
  said.expires_at = expires_at(record);
  said.preconnect = !record.preconnect_session.empty();
  said.client_call_id = record.client_call_id;
  said.contact_id = record.callee.id;
  return said;
}

server::Incoming incoming_of(const CallRecord& record, const std::string& session) {
  server::Incoming said;
  said.call_id = record.id;
  said.caller_id = record.caller_user_id;
  said.caller_name = record.caller_name;
  said.contact_phone = record.phone;
  said.created_at = record.created_at;
  said.expires_at = expires_at(record);
  said.preconnect = !record.preconnect_session.empty() && record.preconnect_session == session;
  if (record.caller.role == Role::PortalCustomer) said.contact_id = record.caller.id;
  said.call_log_id = record.id;
  return said;
}

server::Accepted accepted_of(const CallRecord& record) {
  return {record.id, record.answered_at, answered_by_preconnected(record), common_protocol(record)};
}

server::Ended ended_of(const CallRecord& record) {
  return {record.id, record.reason, record.duration_s};
}

server::Failed failed_of(const CallRecord& record, std::string message) {
  return {record.id, std::move(message), record.reason, record.client_call_id};
}

server::Ack ack_of(const CallRecord& record) {
  server::Ack said;
  said.call_id = record.id;
  said.call_log_id = record.id;
  said.status = record.status;
  said.created_at = record.created_at;
  said.expires_at = expires_at(record);
  said.answered_at = record.answered_at;
  said.preconnect = !record.preconnect_session.empty();
  said.preconnected = answered_by_preconnected(record);
  said.protocol = common_protocol(record);
  if (record.status < CallStatus::Answered) said.contact_id = record.callee.id;
  if (!record.is_open()) {
    said.reason = record.reason;
    said.duration = record.duration_s;
  }
  return said;
}

server::Ack refusal(std::string code, std::string message) {
  server::Ack said;
  said.ok = false;
  said.code = std::move(code);
  said.message = std::move(message);
  return said;
}

}  // namespace ringline
