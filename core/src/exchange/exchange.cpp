#include "ringline/exchange.hpp"

#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "support/earliest.hpp"

namespace ringline {

Exchange::Exchange(ExchangeConfig config, std::uint64_t seed)
    : state_(std::make_unique<State>(config, seed)) {}
Exchange::~Exchange() = default;
Exchange::Exchange(Exchange&&) noexcept = default;
Exchange& Exchange::operator=(Exchange&&) noexcept = default;

Error Exchange::handle(TimePoint now, const ExchangeInput& input) {
  return state_->handle(now, input);
}
ExchangeOutput Exchange::poll() { return state_->poll(); }
bool Exchange::is_reachable(const Party& party) const { return state_->is_reachable(party); }
Exchange::Load Exchange::load() const noexcept { return state_->load(); }

Error Exchange::State::handle(TimePoint now, const ExchangeInput& input) {
  now_ = std::max(now_, now);
  if (!started_) {
    started_ = now_;
    next_due_poll_ = now_;
  }
  Error error = std::visit([this](const auto& each) { return on(each); }, input);
  check_time();
  return error;
}

ExchangeOutput Exchange::State::poll() {
  if (!outputs_.empty()) return outputs_.take();
  std::optional<TimePoint> next = next_due_poll_;
  if (!later_.empty()) take_earlier(next, later_.begin()->first);
  if (!term_looks_.empty()) take_earlier(next, term_looks_.begin()->first);
  if (!deadlines_.empty()) take_earlier(next, deadlines_.begin()->first);
  take_earlier(next, batch_at_);
  if (const auto presence = presence_.next()) take_earlier(next, *presence);
  return exchange_output::Wait{next};
}

Exchange::Load Exchange::State::load() const {
  Load load;
  load.connections = connections_.size();
  load.calls = calls_.size();
  for (const auto& [id, each] : calls_) {
    ++load.calls_by_status[static_cast<std::size_t>(each.record.status)];
  }
  load.questions = questions_.size() + bus_questions_.size() + token_questions_.size();
  load.drained = sent_away_;
  return load;
}

Error Exchange::State::on(const exchange_input::StoreAnswer& in) {
  const auto found = questions_.find(in.request);
  if (found == questions_.end()) {
    return {Errc::BadField, "request", "names no question that is open"};
  }
  const Next next = std::move(found->second);
  questions_.erase(found);
  next(in);
  return {};
}

Error Exchange::State::on(const exchange_input::BusAnswer& in) {
  const auto found = bus_questions_.find(in.request);
  if (found == bus_questions_.end()) {
    return {Errc::BadField, "request", "names no question that is open"};
  }
  const auto next = std::move(found->second);
  bus_questions_.erase(found);
  next(in);
  return {};
}

Error Exchange::State::on(const exchange_input::BusMessage& in) {
  if (in.event_json.empty()) return leave_to_other(in.session), Error{};
  if (in.record) {
    // News of a row that is held here, or that a device here is part of.
    Held* known = held(in.record->id);
    if (known == nullptr || known->record.version < in.record->version) {
      if (in.record->is_open()) {
        remember(*in.record);
      } else {
        forget(in.record->id);
      }
    }
  }
  if (in.to == all_staff(in.to.tenant_id)) {
    hear_presence(in);
    return {};
  }
  // Whom another gateway lets ring here.
  if (in.record && in.record->status == CallStatus::Ringing) {
    grant_relay(*in.record, in.to, in.session);
  }
  deliver(in.to, in.session, in.not_session, in.event_json);
  return {};
}

Error Exchange::State::on(const exchange_input::Tick&) { return {}; }

void Exchange::State::ask(store::Request what, Next next) {
  const RequestId id = ++last_request_;
  questions_.emplace(id, std::move(next));
  outputs_.emplace_back(exchange_output::AskStore{id, std::move(what)});
}

void Exchange::State::later(Duration delay, std::function<void()> what) {
  later_.emplace(now_ + delay, std::move(what));
}

void Exchange::State::in_lane(const std::string& call_id, Turn turn) {
  auto& lane = lanes_[call_id];
  lane.push_back(std::move(turn));
  if (lane.size() == 1) run_lane(call_id);
}

// Each turn may end at once or when the Store has answered; the lane goes on when it does.
void Exchange::State::run_lane(const std::string& call_id) {
  // It keeps its place until it is done.
  const Turn turn = std::move(lanes_[call_id].front());
  turn([this, call_id] {
    auto& lane = lanes_[call_id];
    lane.pop_front();
    if (lane.empty()) {
      lanes_.erase(call_id);
    } else {
      run_lane(call_id);
    }
  });
}

void Exchange::State::happened(std::string name, const std::string& call_id, std::string detail) {
  outputs_.emplace_back(exchange_output::Happened{std::move(name), call_id, std::move(detail)});
}

}  // namespace ringline
