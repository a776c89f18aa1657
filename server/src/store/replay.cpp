#include "store/replay.hpp"

#include <algorithm>
#include <utility>

#include "log.hpp"
#include "ringline/reconcile.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t calls_at_once = 128;
constexpr int tries_alone = 3;

using Calls = std::vector<std::pair<std::string, Journal::Call>>;

// What is to be written of one call; nothing where the row is as it should be.
std::optional<CallConnection::Replay> change_of(const Journal::Call& call,
                                                const CallRecord& standing) {
  const CallRecord& first = call.entries.front().record;
  const CallRecord& newest = call.entries.back().record;
  if (standing == newest) return std::nullopt;
  if (standing.version == first.version - 1 || standing == first) {
    return CallConnection::Replay{newest, standing.version};
  }
  log(Level::Warn, "journal_conflict",
      {{"call", standing.id},
       {"told", std::string(to_string(newest.status))},
       {"standing", std::string(to_string(standing.status))}});
  const auto settled = reconcile(standing, newest);
  if (!settled) return std::nullopt;
  return CallConnection::Replay{*settled, standing.version};
}

void replay_some(Journal& journal, CallConnection& rows, const Calls& calls, std::int64_t upto) {
  std::vector<store::Request> questions;
  std::vector<const store::Request*> pointers;
  for (const auto& [id, call] : calls) questions.emplace_back(store::Load{id});
  for (const store::Request& each : questions) pointers.push_back(&each);
  const auto answers = rows.serve(pointers);
  std::vector<CallConnection::Replay> changes;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (answers[i].records.empty()) {
      journal.reject(calls[i].first, "its row is gone");
      log(Level::Error, "journal_rejected", {{"call", calls[i].first}, {"why", "its row is gone"}});
      continue;
    }
    if (auto change = change_of(calls[i].second, answers[i].records.front())) {
      changes.push_back(std::move(*change));
    }
  }
  rows.replay(journal.id(), upto, changes);
}

void replay_alone(Journal& journal, CallConnection& rows, const Calls::value_type& call,
                  std::int64_t upto) {
  for (int tries = 1;; ++tries) {
    try {
      return replay_some(journal, rows, {call}, upto);
    } catch (const DatabaseRefused& error) {
      if (error.may_succeed_again()) {
        if (tries < tries_alone) continue;
        throw DatabaseAway(error.what());
      }
      journal.reject(call.first, error.what());
      log(Level::Error, "journal_rejected", {{"call", call.first}, {"why", error.what()}});
      return;
    }
  }
}

}  // namespace

void replay(Journal& journal, CallConnection& rows) {
  if (journal.calls().empty()) return;
  const std::int64_t done = rows.replayed(journal.id());
  journal.drop(done);
  // What is marked as replayed must be so as a whole: the mark goes up with the last part.
  Calls waiting(journal.calls().begin(), journal.calls().end());
  const std::int64_t last = journal.last_number();
  for (std::size_t begin = 0; begin < waiting.size(); begin += calls_at_once) {
    const std::size_t end = std::min(begin + calls_at_once, waiting.size());
    const Calls part(waiting.begin() + static_cast<std::ptrdiff_t>(begin),
                     waiting.begin() + static_cast<std::ptrdiff_t>(end));
    const std::int64_t upto = end == waiting.size() ? last : done;
    try {
      replay_some(journal, rows, part, upto);
    } catch (const DatabaseRefused&) {
      for (const auto& call : part) replay_alone(journal, rows, call, done);
      rows.replay(journal.id(), upto, {});
    }
  }
  journal.drop(last);
}

}  // namespace ringline::server_app
