// The inside of the Exchange. Its members stand in one file a concern:
//
//   exchange.cpp            the contract: handle, poll, questions and their answers, lanes
//   exchange_clients.cpp    connections come and go, events arrive
//   exchange_initiate.cpp   a new call: whom it means, its row, who rings
//   exchange_limits.cpp     what stands against a new call
//   exchange_change.cpp     a change of a row, and what is told of it
//   exchange_signals.cpp    offers, answers, candidates; a side that comes back
//   exchange_sessions.cpp   how long a token lets its connection stay
//   exchange_relay.cpp      who gets credentials for the relay, and when
//   exchange_presence.cpp   who is reachable, told to staff
//   exchange_time.cpp       deadlines, and the calls that nobody looks after
//   exchange_drain.cpp      the gateway stops, and sends its clients away
//
// Each call has a lane: what is asked of it is done one after the other, each step when the Store
// has answered the one before. So within one gateway nothing overtakes; between gateways the row's
// version decides.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "exchange/call_limits.hpp"
#include "exchange/connections.hpp"
#include "exchange/presence_board.hpp"
#include "exchange/rules.hpp"
#include "ringline/exchange.hpp"
#include "support/queue.hpp"
#include "support/random.hpp"

namespace ringline {

class Exchange::State {
 public:
  State(ExchangeConfig config, std::uint64_t seed)
      : config_(config),
        random_(seed),
        presence_(config.presence_grace, config.presence_interval),
        call_limits_(config.dials_per_minute, config.dials_per_minute_to_one) {}

  Error handle(TimePoint now, const ExchangeInput& input);
  [[nodiscard]] ExchangeOutput poll();
  [[nodiscard]] Load load() const;
  [[nodiscard]] bool is_reachable(const Party& party) const;

 private:
  using Answer = exchange_input::StoreAnswer;
  using Next = std::function<void(const Answer&)>;
  // Ends one turn in a lane; must be called exactly once.
  using Done = std::function<void()>;
  using Turn = std::function<void(Done)>;

  // An open call with a side here, or that was asked for lately.
  struct Held {
    CallRecord record;
    std::optional<TimePoint> caller_lost;  // since when its device isn't here
    std::optional<TimePoint> callee_lost;
    bool caller_deaf = false;  // it says that it hears nothing of the other side
    bool callee_deaf = false;
    std::optional<TimePoint> relay_due;  // when its sides need fresh relay credentials
    bool acting = false;                 // a deadline's consequence is under way
    std::optional<TimePoint> scheduled;  // its place in deadlines_
  };

  // How long a connection's token lasts.
  struct Term {
    TimePoint ends;
    TimePoint next_look;  // to tell that it ends, or to end it
  };

  // Who is to hear what came of it.
  struct Asker {
    ConnectionId connection = 0;  // 0: the gateway itself
    std::optional<std::uint64_t> ack;
    std::string call_id;
  };

  // Calls that are asked for and not yet held count, too: until this is gone.
  class Reservation {
   public:
    Reservation(State& state, const Party& party);
    ~Reservation();
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

   private:
    State& state_;
    Party party_;
  };
  using Reserved = std::shared_ptr<Reservation>;

  // exchange.cpp
  Error on(const exchange_input::Opened& in);
  Error on(const exchange_input::Event& in);
  Error on(const exchange_input::Closed& in);
  Error on(const exchange_input::StoreAnswer& in);
  Error on(const exchange_input::BusAnswer& in);
  Error on(const exchange_input::BusMessage& in);
  Error on(const exchange_input::TokenAnswer& in);
  Error on(const exchange_input::Drain& in);
  Error on(const exchange_input::Tick& in);
  void ask(store::Request what, Next next);
  void later(Duration delay, std::function<void()> what);
  void in_lane(const std::string& call_id, Turn turn);
  void run_lane(const std::string& call_id);
  void happened(std::string name, const std::string& call_id, std::string detail = {});

  // exchange_clients.cpp
  void supersede(const Client& older, bool come_back);
  void leave_to_other(const std::string& session);
  void welcome(const exchange_input::Opened& in);
  void announce_calls(ConnectionId connection, bool recovered);
  void return_to(ConnectionId connection, const CallRecord& record, bool recovered);
  std::vector<std::string> mark_lost(const Client& client);
  void lose_sides(const Client& client);
  void dispatch(const Client& client, const ClientMessage& message,
                std::optional<std::uint64_t> ack);
  void acknowledge(const Asker& asker, const server::Ack& ack);
  void refuse(const Asker& asker, Permission why, const CallRecord* record);
  void refuse(const Asker& asker, const std::string& code, const std::string& message);

  // exchange_initiate.cpp
  void initiate(const Client& client, const client::Initiate& message, Asker asker);
  [[nodiscard]] std::string over_limit(const Party& party) const;
  // exchange_limits.cpp
  [[nodiscard]] std::size_t own_calls(const Party& party) const;
  [[nodiscard]] bool is_repeated(const Party& party, const std::string& client_call_id) const;
  [[nodiscard]] bool rings_already(const Party& caller, const Party& callee) const;
  std::string refuse_caller(const Party& caller, const std::string& client_call_id);
  std::string refuse_pair(const Party& caller, const Party& callee,
                          const std::string& client_call_id);
  // exchange_initiate.cpp
  void place(ConnectionId caller, const client::Initiate& message, const store::Callee& callee,
             Asker asker, Reserved reserved);
  void place_again(const CallRecord& same, Asker asker);
  void notify(CallRecord record, Asker asker, Done done);
  void notify_found(CallRecord record, bool elsewhere, const Asker& asker, Done done);
  void report_placed(const CallRecord& record, const Asker& asker);
  void fail_draining(const Asker& asker, const client::Initiate& message);
  void fail_initiate(const Asker& asker, const client::Initiate& message, EndReason reason,
                     const std::string& code, const std::string& text);

  // exchange_change.cpp
  void change(const std::string& call_id, CallAct act, ActDetails details, Asker asker);
  void with_record(const std::string& call_id, Done done,
                   std::function<void(const CallRecord&)> found, Asker asker);
  void attempt(CallRecord record, CallAct act, ActDetails details, Asker asker, std::size_t tries,
               Done done);
  void store_update(CallRecord next, std::size_t tries, std::function<void()> held,
                    std::function<void(const CallRecord&)> conflict,
                    std::function<void()> unavailable);
  void tell_change(const CallRecord& record, CallAct act, const Asker& asker);
  void tell_end(const CallRecord& record, CallAct act, const Asker& asker);
  void send(const Party& to, const std::string& session, const std::string& not_session,
            const ServerMessage& message, const CallRecord* record = nullptr);
  [[nodiscard]] std::vector<const Client*> listeners(const Party& party) const;
  bool deliver(const Party& to, const std::string& session, const std::string& not_session,
               const std::string& event_json);
  void remember(const CallRecord& record);
  void catch_up(const CallRecord& newer);
  void claim(const std::string& call_id, const Asker& asker);
  [[nodiscard]] bool has_claimed(const std::string& call_id, const Client& client);
  void disclaim(const std::string& call_id, const Asker& asker);
  void forget(const std::string& call_id);
  Held* held(const std::string& call_id);

  // exchange_signals.cpp
  void relay(const Client& client, const Signal& signal, Asker asker);
  void relay_by(const CallRecord& record, const Client& client, const Signal& signal,
                const Asker& asker);
  void relay(const Client& client, const SideState& state, Asker asker);
  void relay_by(const CallRecord& record, const Client& client, const SideState& state,
                const Asker& asker);
  void note_hearing(const std::string& call_id, bool callers, bool deaf);
  void resume(const Client& client, const client::Resume& message, Asker asker);
  void resume_by(const CallRecord& record, ConnectionId connection, const client::Resume& message,
                 const Asker& asker, Done done);
  void report_return(const CallRecord& record, const Client& client, std::int64_t seen,
                     const Asker& asker);
  [[nodiscard]] bool is_here(const std::string& session) const;
  void adopt(CallRecord record, Part part, const Client& client,
             std::function<void(const CallRecord&)> adopted, std::function<void()> failed);
  void tell_away(const CallRecord& record, bool callers_side);

  // exchange_sessions.cpp
  void set_term(ConnectionId connection, EpochMs expires_at);
  void drop_term(ConnectionId connection);
  void look_at_term(ConnectionId connection, TimePoint at);
  void check_terms();
  void end_session(ConnectionId connection);
  void refresh(const Client& client, const client::RefreshAuth& message, const Asker& asker);
  // exchange_relay.cpp
  void grant_relay(const CallRecord& record, const Client& client);
  void grant_relay(const CallRecord& record, const Party& to, const std::string& session);
  void renew_relay(Held& call);

  // exchange_drain.cpp
  [[nodiscard]] bool must_settle(const CallRecord& record) const;
  void check_drain();
  void send_batch_away();
  void send_away(ConnectionId connection);
  // exchange_presence.cpp
  void note_device(const Party& party);
  void check_presence();
  void hear_presence(const exchange_input::BusMessage& in);
  void tell_present(const Client& client);
  void tell_staff(const std::string& tenant_id, const std::string& event_json);
  [[nodiscard]] static Party all_staff(const std::string& tenant_id);
  [[nodiscard]] static std::vector<std::string> presence_events(
      const std::vector<ContactPresence>& contacts, bool snapshot);

  // exchange_time.cpp
  void check_time();
  void poll_due();
  void check_due(const CallRecord& record);
  void check_held(const std::string& call_id, Held& held);
  void extend(const std::string& call_id);
  void reschedule();
  [[nodiscard]] std::optional<TimePoint> next_check(const Held& held) const;
  [[nodiscard]] EpochMs now_ms() const { return to_ms(now_); }

  ExchangeConfig config_;
  Random random_;
  TimePoint now_;
  std::optional<TimePoint> started_;

  std::optional<exchange_input::Drain> draining_;
  std::optional<TimePoint> batch_at_;  // when the next clients are sent away
  std::size_t batch_size_ = 0;
  bool sent_away_ = false;

  Connections connections_;
  PresenceBoard presence_;
  CallLimits call_limits_;
  std::unordered_map<std::string, Held> calls_;
  std::map<Party, std::set<std::string>> calls_of_;
  std::map<std::string, std::size_t> tenant_calls_;  // of those that have any
  std::map<Party, std::size_t> reserved_;
  std::map<std::string, std::size_t> tenant_reserved_;
  std::set<std::pair<TimePoint, std::string>> deadlines_;
  std::set<std::string> touched_;  // calls whose deadline must be looked at again

  RequestId last_request_ = 0;
  std::map<RequestId, Next> questions_;
  std::map<RequestId, std::function<void(const exchange_input::BusAnswer&)>> bus_questions_;
  std::map<ConnectionId, Term> terms_;
  std::set<std::pair<TimePoint, ConnectionId>> term_looks_;
  std::map<RequestId, Asker> token_questions_;
  std::set<ConnectionId> refreshing_;
  std::unordered_map<std::string, std::deque<Turn>> lanes_;  // the front one is under way
  std::multimap<TimePoint, std::function<void()>> later_;
  std::optional<TimePoint> next_due_poll_;
  bool due_asked_ = false;

  Queue<ExchangeOutput> outputs_;
};

}  // namespace ringline
