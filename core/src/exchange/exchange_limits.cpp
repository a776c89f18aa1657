// What stands against a new call: too many at a time, too many attempts, a ringing one of the same
// pair.
#include "exchange/state.hpp"

namespace ringline {

bool CallLimits::begin(const Party& caller, const Party& callee, const std::string& name) {
  const auto [found, is_new] = placing_.try_emplace({caller, callee}, name);
  return is_new || (!name.empty() && found->second == name);
}

// Calls that one has placed or taken. Those that only ring count against whoever placed them, so that
// nobody's own calls are used up by others.
std::size_t Exchange::State::own_calls(const Party& party) const {
  const auto own = calls_of_.find(party);
  if (own == calls_of_.end()) return 0;
  std::size_t count = 0;
  for (const std::string& id : own->second) {
    const CallRecord& record = calls_.find(id)->second.record;
    if (record.caller == party || record.status == CallStatus::Answered) ++count;
  }
  return count;
}

// Asked for again after a reconnect: it is no new attempt.
bool Exchange::State::is_repeated(const Party& party, const std::string& client_call_id) const {
  const auto own = calls_of_.find(party);
  if (client_call_id.empty() || own == calls_of_.end()) return false;
  for (const std::string& id : own->second) {
    const CallRecord& record = calls_.find(id)->second.record;
    if (record.caller == party && record.client_call_id == client_call_id) return true;
  }
  return false;
}

// A caller whose device is gone may have been loaded again, and dials anew.
bool Exchange::State::rings_already(const Party& caller, const Party& callee) const {
  const auto own = calls_of_.find(caller);
  if (own == calls_of_.end()) return false;
  for (const std::string& id : own->second) {
    const Held& call = calls_.find(id)->second;
    if (call.record.caller == caller && call.record.callee == callee &&
        call.record.status < CallStatus::Answered && !call.caller.lost && !call.ending) {
      return true;
    }
  }
  return false;
}

// Before it is known whom the call is for: what stands against it, or nothing.
std::string Exchange::State::refuse_caller(const Party& caller, const std::string& client_call_id) {
  if (std::string used_up = over_limit(caller); !used_up.empty()) return used_up;
  if (is_repeated(caller, client_call_id) || call_limits_.take(now_, caller)) return {};
  return "More than " + std::to_string(config_.dials_per_minute) +
         " calls a minute: try again in a moment";
}

// And then.
std::string Exchange::State::refuse_pair(const Party& caller, const Party& callee,
                                         const std::string& client_call_id) {
  if (is_repeated(caller, client_call_id)) return {};
  if (rings_already(caller, callee) || !call_limits_.begin(caller, callee, client_call_id)) {
    return "Your call to this person rings already";
  }
  if (call_limits_.take(now_, caller, callee)) return {};
  call_limits_.end(caller, callee);
  return "You have called this person too often: try again in a minute";
}

}  // namespace ringline
