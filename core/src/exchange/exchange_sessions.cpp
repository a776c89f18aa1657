// How long a connection may stay: as long as a token proves who it is. The host verifies tokens, this
// decides what comes of it. A client that can (protocol 2) is told in time and may present the next
// one; a call that goes on is not touched by any of this.
#include <algorithm>
#include <utility>

#include "exchange/state.hpp"
#include "exchange/words.hpp"

namespace ringline {

void Exchange::State::set_term(ConnectionId connection, EpochMs expires_at) {
  drop_term(connection);
  if (expires_at == 0) return;
  const TimePoint ends = from_ms(expires_at);
  terms_[connection] = {ends, ends};
  const bool can_refresh = connections_.find(connection)->extended;
  const Duration life = std::max(ends - now_, Duration{0});
  look_at_term(connection, can_refresh ? ends - std::min(config_.expiry_notice, life / 2) : ends);
}

void Exchange::State::drop_term(ConnectionId connection) {
  const auto found = terms_.find(connection);
  if (found == terms_.end()) return;
  term_looks_.erase({found->second.next_look, connection});
  terms_.erase(found);
}

void Exchange::State::look_at_term(ConnectionId connection, TimePoint at) {
  Term& term = terms_.at(connection);
  term_looks_.erase({term.next_look, connection});
  term.next_look = at;
  term_looks_.emplace(at, connection);
}

void Exchange::State::check_terms() {
  while (!term_looks_.empty() && term_looks_.begin()->first <= now_) {
    const ConnectionId connection = term_looks_.begin()->second;
    const TimePoint ends = terms_.at(connection).ends;
    if (ends <= now_) {
      end_session(connection);
      continue;
    }
    outputs_.emplace_back(exchange_output::Emit{
        connection, encode(ServerMessage{server::AuthExpiring{to_ms(ends)}})});
    look_at_term(connection,
                 std::min(ends, now_ + std::max((ends - now_) / 2, config_.expiry_notice_gap)));
  }
}

// The event comes first: it is what tells a client that it may come back at once, with a new token.
void Exchange::State::end_session(ConnectionId connection) {
  const Client client = remove(connection, Leaving::ForGood);
  outputs_.emplace_back(exchange_output::Emit{
      connection, encode(ServerMessage{server::ErrorNotice{
                      "Session ended: the token has run out, connect again with a new one",
                      token_expired,
                      {}}})});
  outputs_.emplace_back(exchange_output::Disconnect{connection, "the token has run out"});
  happened("session_expired", {}, client.session);
  lose_sides(client, false);
}

void Exchange::State::refresh(const Client& client, const client::RefreshAuth& message,
                              const Asker& asker) {
  if (!refreshing_.insert(client.connection).second) {
    return refuse(asker, "limit", "A token is being checked already: wait for its answer");
  }
  const RequestId id = ++last_request_;
  token_questions_.emplace(id, asker);
  outputs_.emplace_back(exchange_output::CheckToken{id, client.connection, message.token});
}

Error Exchange::State::on(const exchange_input::TokenAnswer& in) {
  const auto found = token_questions_.find(in.request);
  if (found == token_questions_.end()) {
    return {Errc::BadField, "request", "names no question that is open"};
  }
  const Asker asker = std::move(found->second);
  token_questions_.erase(found);
  refreshing_.erase(asker.connection);
  const Client* client = connections_.find(asker.connection);
  if (client == nullptr) return {};
  if (!in.identity) return refuse(asker, in.code, in.message), Error{};
  const bool same_person =
      in.identity->user_id == client->identity.user_id && in.identity->party() == client->party;
  if (!same_person) {
    refuse(asker, "forbidden", "This token is another person's: connect anew with it");
    return {};
  }
  // Each token proves the session until it has run out itself; the longest counts.
  const auto term = terms_.find(asker.connection);
  if (term != terms_.end()) {
    const bool for_ever = in.expires_at == 0;
    set_term(asker.connection, for_ever ? 0 : std::max(in.expires_at, to_ms(term->second.ends)));
  }
  const auto now_term = terms_.find(asker.connection);
  server::Ack ack;
  ack.expires_at = now_term == terms_.end() ? 0 : to_ms(now_term->second.ends);
  acknowledge(asker, ack);
  happened("session_refreshed", {}, client->session);
  return {};
}

}  // namespace ringline
