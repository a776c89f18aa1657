#include "store/reconcile.hpp"

#include <algorithm>

namespace ringline::server_app {
namespace {

// Ends that a gateway comes to by itself.
bool is_concluded(const CallRecord& record) {
  return record.reason == EndReason::NoAnswer || record.reason == EndReason::ConnectionLost;
}

bool is_newer(const CallRecord& standing, const CallRecord& told) {
  if (!standing.is_open())
    return is_concluded(standing) && !(told.is_open() && told.answered_at == 0);
  return !told.is_open() || told.status > standing.status;
}

}  // namespace

std::optional<CallRecord> reconcile(const CallRecord& standing, const CallRecord& told) {
  if (!is_newer(standing, told)) return std::nullopt;
  CallRecord row = told;
  row.version = standing.version + 1;
  // Answered there, ended here: the conversation counts.
  if (row.answered_at == 0 && standing.answered_at != 0) {
    row.answered_at = standing.answered_at;
    row.callee_session = standing.callee_session;
    row.callee_extended = standing.callee_extended;
    row.status = CallStatus::Completed;
    row.ended_at = std::max(row.ended_at, row.answered_at);
    row.duration_s = (row.ended_at - row.answered_at) / 1'000;
  }
  return row;
}

}  // namespace ringline::server_app
