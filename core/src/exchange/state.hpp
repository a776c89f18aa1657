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
#include "support/recent.hpp"

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
  struct Lane {
    std::deque<Turn> turns;   // the front one is under way, or about to be
    bool is_busy = false;     // it waits for the Store
    bool is_running = false;  // a loop is at it
  };

  // What is known here of one side of a call: the device that dialed or that accepted.
  struct Side {
    // Since when its device isn't here, or is and hasn't said that it (still) has the call.
    std::optional<TimePoint> lost;
    std::optional<TimePoint> had_until;  // when it left us with the call; nothing if it never did
    std::optional<ConnectionId> knocks;  // where it waits for its turn to take the call up
    bool said_goodbye = false;           // when it left
    bool left_here = false;              // it was lost to us, not to another gateway
    bool is_deaf = false;                // it says that it hears nothing of the other side
    bool told_away = false;              // the other side believes it to be away
    std::int64_t passed_on = 0;          // `seq` of the last signal that went to its device
    // It was away when the other side came back, having seen so much of it: it is still to be told.
    std::optional<std::int64_t> owed;
  };

  // An open call with a side here, or that was asked for lately.
  struct Held {
    CallRecord record;
    Side caller;
    Side callee;
    std::set<std::string> refused;  // devices whose accept came too late: they never had the call
    std::optional<TimePoint> relay_due;    // when its sides need fresh relay credentials
    bool ending = false;                   // its caller has asked for its end
    bool acting = false;                   // a deadline's consequence is under way
    std::optional<TimePoint> rests_until;  // it was; what is due then is looked at no sooner
    std::optional<TimePoint> scheduled;    // its place in deadlines_
    std::optional<TimePoint> unplaced;  // nobody could be told of it: it is given up after a grace

    [[nodiscard]] Side& side(bool callers) { return callers ? caller : callee; }
    [[nodiscard]] const Side& side(bool callers) const { return callers ? caller : callee; }
  };

  // An answered call that is over because of who left it.
  struct Gone {
    TimePoint at;     // when that is certain
    TimePoint since;  // when the conversation was over
  };
  // How long a connection's token lasts.
  struct Term {
    TimePoint ends;
    TimePoint next_look;  // to tell that it ends, or to end it
  };

  // How a device came.
  struct Coming {
    bool recovered = false;
    bool returns = false;
  };

  // Calls that are over, where late news of them must not ring.
  static constexpr std::size_t calls_remembered = 1'024;

  // As `seen`: there is nothing to be said again.
  static constexpr std::int64_t nothing_missing = std::int64_t{1} << 52U;

  // Who asks, and is to hear what came of it. Who it was stays known when its connection is gone
  // before its turn has come.
  struct Asker {
    ConnectionId connection = 0;  // 0: the gateway itself
    std::optional<std::uint64_t> ack;
    std::string call_id;
    Party party;
    std::string session;
    bool extended = false;
  };

  // A row to be written.
  struct Write {
    CallRecord next;
    std::function<void()> done;
    std::function<void(const CallRecord&)> conflict;
    std::function<void(bool row_is_gone)> failed;
    std::function<bool()> still;  // asked before each further try; empty: it always holds
  };

  // An end that came before its call had a name.
  struct Ending {
    ActDetails details;
    Asker asker;
  };
  // Who dials, and by which key of their own.
  using Wish = std::pair<Party, std::string>;
  struct Placing {
    std::size_t count = 0;  // initiates under way with this key: it is repeated after a reconnect
    std::optional<Ending> ending;
  };

  // Calls that are asked for and not yet held count, too: until this is gone.
  class Reservation {
   public:
    Reservation(State& state, Wish wish);
    ~Reservation();
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    [[nodiscard]] const Wish& wish() const { return wish_; }

   private:
    State& state_;
    Wish wish_;
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
  // False where the lane is full: the asker has been refused.
  bool in_lane(const std::string& call_id, const Asker& asker, Turn turn);
  void run_lane(const std::string& call_id);
  void end_turn(const std::string& call_id);
  void note_over(const std::string& call_id);
  void happened(std::string name, const std::string& call_id, std::string detail = {});

  // exchange_clients.cpp
  enum class Leaving : std::uint8_t { ForGood, MayReturn, SentAway };
  Client remove(ConnectionId connection, Leaving how);
  void supersede(const Client& older, bool come_back);
  void say_where(const Client& client);
  void leave_to_other(const std::string& session);
  void welcome(const exchange_input::Opened& in);
  void announce_calls(ConnectionId connection, Coming coming);
  void announce_again();
  void return_to(ConnectionId connection, const CallRecord& record, const Coming& coming);
  void adopt_base(ConnectionId connection, const std::string& call_id);
  void take_up_base(const std::string& call_id, const Client& client);
  std::vector<std::string> mark_lost(const Client& client, bool goodbye);
  void touch_calls(const Party& party);
  void lose_sides(const Client& client, bool goodbye);
  void dispatch(const Client& client, const ClientMessage& message,
                std::optional<std::uint64_t> ack);
  void acknowledge(const Asker& asker, const server::Ack& ack);
  void refuse(const Asker& asker, Permission why, const CallRecord* record);
  void refuse(const Asker& asker, const std::string& code, const std::string& message);

  // exchange_initiate.cpp
  void initiate(const Client& client, const client::Initiate& message, Asker asker);
  [[nodiscard]] std::string over_limit(const Party& party) const;
  void place(ConnectionId caller, const client::Initiate& message, const store::Callee& callee,
             Asker asker, Reserved reserved);
  void place_again(const CallRecord& same, Asker asker);
  void place_failed(const Reserved& reserved);
  [[nodiscard]] std::optional<Ending> take_ending(const Wish& wish);
  static void complete_answer(const CallRecord& record, const Asker& asker, ActDetails& details);
  void end_by_key(const client::End& message, ActDetails details, const Asker& asker);
  void end_by_key_stored(const Wish& wish, const ActDetails& details, const Asker& asker);
  void note_cancelled(const Wish& wish);
  [[nodiscard]] bool is_cancelled(const Wish& wish) const { return cancelled_.has(wish); }
  [[nodiscard]] const CallRecord* find_by_key(const Wish& wish);
  void notify_in_turn(const CallRecord& record, const Asker& asker, const Done& done);
  void notify(CallRecord record, Asker asker, Done done);
  void notify_found(CallRecord record, bool elsewhere, const Asker& asker, Done done);
  void report_placed(const CallRecord& record, const Asker& asker);
  void fail_draining(const Asker& asker, const client::Initiate& message);
  void fail_initiate(const Asker& asker, const client::Initiate& message, EndReason reason,
                     const std::string& code, const std::string& text);

  // exchange_limits.cpp
  [[nodiscard]] std::size_t own_calls(const Party& party) const;
  [[nodiscard]] bool is_repeated(const Party& party, const std::string& client_call_id) const;
  [[nodiscard]] bool rings_already(const Party& caller, const Party& callee) const;
  std::string refuse_caller(const Party& caller, const std::string& client_call_id);
  std::string refuse_pair(const Party& caller, const Party& callee,
                          const std::string& client_call_id);

  // exchange_change.cpp
  void change(const std::string& call_id, CallAct act, ActDetails details, Asker asker);
  void with_record(const std::string& call_id, Done done,
                   std::function<void(const CallRecord&)> found, Asker asker);
  void attempt(CallRecord record, CallAct act, ActDetails details, Asker asker, std::size_t tries,
               Done done);
  [[nodiscard]] bool may_stand_in(const CallRecord& record, Part part, const Asker& asker);
  [[nodiscard]] Permission permit_client(const CallRecord& record, CallAct act, Part part,
                                         const Asker& asker);
  void date_end(const CallRecord& record, ActDetails& details);
  void write(const std::shared_ptr<const Write>& what, std::size_t tries);
  void refresh_row(const std::string& call_id);
  void lose_row(const CallRecord& record);
  void tell_change(const CallRecord& record, CallAct act, const Asker& asker);
  void tell_end(const CallRecord& record, CallAct act, const Asker& asker);
  void send(const Party& to, const std::string& session, const std::string& not_session,
            const ServerMessage& message, const CallRecord* record = nullptr);
  [[nodiscard]] std::vector<const Client*> listeners(const Party& party) const;
  bool deliver(const Party& to, const std::string& session, const std::string& not_session,
               const std::string& event_json);
  void remember(const CallRecord& record);
  void catch_up(const CallRecord& newer);
  void take_up(const std::string& call_id, const Asker& asker, std::int64_t seen,
               bool tell = false);
  [[nodiscard]] Duration believed_ago(const client::End& end, const Client& client) const;
  [[nodiscard]] bool has_claimed(const std::string& call_id, const Client& client) const;
  void disclaim(const std::string& call_id, const Asker& asker);
  void forget(const std::string& call_id);
  Held* held(const std::string& call_id);

  // exchange_signals.cpp
  void relay(const Client& client, const Signal& signal, Asker asker);
  void relay(const Client& client, const Seen& seen, Asker asker);
  void relay_by(const CallRecord& record, const Client& client, const Seen& seen,
                const Asker& asker);
  [[nodiscard]] Permission may_signal(const CallRecord& record, const Client& client,
                                      std::string& session) const;
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
  void tell_away(Held& call, bool callers);
  void tell_back(Held& call, bool callers, std::int64_t seen);

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
  [[nodiscard]] bool is_lost(const Held& call, bool callers) const;
  void knock(const std::string& call_id, const Asker& asker);
  [[nodiscard]] std::optional<Gone> gone_side(const Held& call, bool callers) const;
  [[nodiscard]] std::optional<Gone> gone(const Held& call) const;
  [[nodiscard]] bool is_due_still(const CallRecord& record, CallAct act);
  void check_held(const std::string& call_id, Held& held);
  void conclude(const std::string& call_id, const Held& call);
  void rest(const std::string& call_id);
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
  std::map<Wish, Placing> placing_;           // of clients that give their calls a key
  Recent<Wish, calls_remembered> cancelled_;  // before their call was made
  std::set<std::pair<TimePoint, std::string>> deadlines_;
  std::set<std::string> touched_;  // calls whose deadline must be looked at again

  RequestId last_request_ = 0;
  std::map<RequestId, Next> questions_;
  std::map<RequestId, std::function<void(const exchange_input::BusAnswer&)>> bus_questions_;
  std::map<ConnectionId, Term> terms_;
  std::set<std::pair<TimePoint, ConnectionId>> term_looks_;
  std::map<RequestId, Asker> token_questions_;
  std::set<ConnectionId> refreshing_;
  std::unordered_map<std::string, Lane> lanes_;
  std::multimap<TimePoint, std::function<void()>> later_;  // at most one for each lane
  std::map<ConnectionId, Coming> unannounced_;  // the Store couldn't say what calls they have
  std::optional<TimePoint> announce_at_;
  Recent<std::string, calls_remembered> over_;  // calls that ended: a bus keeps no order
  std::optional<TimePoint> next_due_poll_;
  bool due_asked_ = false;

  Queue<ExchangeOutput> outputs_;
};

}  // namespace ringline
