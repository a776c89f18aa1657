#include "ringline/reconcile.hpp"

#include <algorithm>

namespace ringline {
namespace {

// Rows of the first versions don't say who ended them, but why.
bool is_by_a_person(const CallRecord& record) {
  if (record.is_open()) return false;
  if (record.ended_by != Ender::Nobody) return true;
  switch (record.reason) {
    case EndReason::NoAnswer:
    case EndReason::ConnectionLost:
    case EndReason::Offline:
    case EndReason::Error:
    case EndReason::None:
      return false;
    default:
      return true;
  }
}

bool is_answered(const CallRecord& record) { return record.answered_at != 0; }

bool told_wins(const CallRecord& standing, const CallRecord& told) {
  if (is_by_a_person(standing)) return false;
  if (is_by_a_person(told)) return true;
  if (!standing.is_open()) return is_answered(told) && (told.is_open() || !is_answered(standing));
  if (is_answered(standing)) return false;
  return !told.is_open() || told.status > standing.status;
}

}  // namespace

std::optional<CallRecord> reconcile(const CallRecord& standing, const CallRecord& told) {
  if (!told_wins(standing, told)) return std::nullopt;
  CallRecord row = told;
  row.version = standing.version + 1;
  // Answered there, ended here: the conversation counts.
  if (!is_answered(row) && is_answered(standing)) {
    row.answered_at = standing.answered_at;
    row.callee_session = standing.callee_session;
    row.callee_extended = standing.callee_extended;
    row.status = CallStatus::Completed;
    row.ended_at = std::max(row.ended_at, row.answered_at);
    row.duration_s = (row.ended_at - row.answered_at) / 1'000;
  }
  return row;
}

}  // namespace ringline
