#include "ringline/exchange.hpp"

#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "ringline/limits.hpp"
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
  take_earlier(next, announce_at_);
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
  load.lanes = lanes_.size();
  for (const auto& [id, lane] : lanes_)
    load.longest_lane = std::max(load.longest_lane, lane.turns.size());
  load.terms = terms_.size();
  load.delayed = later_.size() + unannounced_.size();
  load.recoveries = connections_.count_away();
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
    // The bus keeps no order: it may still say that a call rings that was answered or is over. Who has
    // answered, those whose device still rings must hear however late.
    Held* known = held(in.record->id);
    const bool is_late =
        known == nullptr ? over_.has(in.record->id) : in.record->status < known->record.status;
    if (is_late && in.record->status < CallStatus::Answered) return {};
    const bool is_news = known == nullptr || known->record.version < in.record->version;
    if (is_news && !in.record->is_open()) {
      forget(in.record->id);
      note_over(in.record->id);
    } else if (is_news && !is_late) {
      remember(*in.record);
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

// For as long as another gateway may still say something else.
void Exchange::State::note_over(const std::string& call_id) {
  if (config_.has_bus) over_.note(call_id);
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

bool Exchange::State::in_lane(const std::string& call_id, const Asker& asker, Turn turn) {
  Lane& lane = lanes_[call_id];
  if (lane.turns.size() >= limit::events_queued_per_call) {
    refuse(asker, "limit",
           "More than " + std::to_string(limit::events_queued_per_call) +
               " events of this call wait: slow down");
    return false;
  }
  lane.turns.push_back(std::move(turn));
  run_lane(call_id);
  return true;
}

// A turn ends at once, or when the Store has answered. However many end at once, one loop runs them:
// a long lane must not become a deep stack.
void Exchange::State::run_lane(const std::string& call_id) {
  Lane& lane = lanes_[call_id];  // other lanes come and go, this one stays in its place
  if (lane.is_running) return;
  lane.is_running = true;
  while (!lane.is_busy && !lane.turns.empty()) {
    lane.is_busy = true;
    // It keeps its place until it is done.
    const Turn turn = std::move(lane.turns.front());
    turn([this, call_id] { end_turn(call_id); });
  }
  lane.is_running = false;
  if (lane.turns.empty()) lanes_.erase(call_id);
}

void Exchange::State::end_turn(const std::string& call_id) {
  Lane& lane = lanes_[call_id];
  lane.turns.pop_front();
  lane.is_busy = false;
  run_lane(call_id);
}

void Exchange::State::happened(std::string name, const std::string& call_id, std::string detail) {
  outputs_.emplace_back(exchange_output::Happened{std::move(name), call_id, std::move(detail)});
}

}  // namespace ringline
