// The gateway stops: no new calls, then its clients are sent away, some at a time, each with a time
// before which it needn't come back. So they don't all knock at the same moment, neither here while
// nobody is in nor at the gateway that takes over.
#include <algorithm>

#include "exchange/state.hpp"

namespace ringline {

Error Exchange::State::on(const exchange_input::Drain& in) {
  if (draining_) return {};
  draining_ = in;
  return {};
}

bool Exchange::State::must_settle(const CallRecord& record) const {
  return draining_->settle_answered || record.status != CallStatus::Answered;
}

// Nobody leaves before every row that must be is settled: he would not hear of it.
void Exchange::State::check_drain() {
  if (!draining_ || batch_at_ || sent_away_) return;
  std::vector<std::string> open;
  for (const auto& [id, each] : calls_) {
    if (must_settle(each.record) && lanes_.find(id) == lanes_.end()) open.push_back(id);
  }
  std::sort(open.begin(), open.end());
  for (const std::string& id : open) change(id, CallAct::Drain, {}, {});
  const bool settled = std::none_of(calls_.begin(), calls_.end(), [this](const auto& each) {
    return must_settle(each.second.record);
  });
  if (!settled || !lanes_.empty()) return;
  const auto batches = std::max<std::int64_t>(1, draining_->send_away_within / config_.drain_gap);
  const auto share = (connections_.size() + static_cast<std::size_t>(batches) - 1) /
                     static_cast<std::size_t>(batches);
  batch_size_ = std::max(config_.drain_batch, share);
  send_batch_away();
}

void Exchange::State::send_batch_away() {
  batch_at_.reset();
  for (const ConnectionId connection : connections_.oldest(batch_size_)) send_away(connection);
  if (connections_.size() == 0) {
    sent_away_ = true;
  } else {
    batch_at_ = now_ + config_.drain_gap;
  }
}

// Its sides don't count as lost: an answered call goes on without us.
void Exchange::State::send_away(ConnectionId connection) {
  if (connections_.find(connection)->extended) {
    const auto least = config_.retry_after.count();
    const auto jitter = random_.below(static_cast<std::uint64_t>(least) + 1);
    outputs_.emplace_back(exchange_output::Emit{
        connection,
        encode(ServerMessage{server::Draining{least + static_cast<std::int64_t>(jitter)}})});
  }
  remove(connection, Leaving::SentAway);
  outputs_.emplace_back(
      exchange_output::Disconnect{connection, "the gateway stops: come back in a moment", true});
}

}  // namespace ringline
