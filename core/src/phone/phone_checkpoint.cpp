#include <algorithm>
#include <cstdint>
#include <utility>

#include "phone/checkpoint.hpp"
#include "phone/phone_json.hpp"
#include "phone/state.hpp"
#include "wire/event.hpp"
#include "wire/parts.hpp"

namespace ringline {
namespace {

using namespace wire;
using L = LinkCheckpoint;
using P = PhoneCheckpoint;

constexpr Range word{0, 0xFFFF'FFFF};
constexpr Range any{-ranges::max_integer, ranges::max_integer};
constexpr Range stage{0, 4};
constexpr Range flag{0, 1};
constexpr Field link_rows[] = {
    WIRE_FIELD(L, stage, "stage", Presence::Required, stage),
    WIRE_FIELD(L, attempt, "attempt", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, tries, "tries", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, opening_took_ms, "openingTookMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, deadline_ms, "deadlineMs", Presence::IfSet, any),
    WIRE_FIELD(L, silence_limit_ms, "silenceLimitMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, max_payload, "maxPayload", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, expired, "expired", Presence::Brief, flag),
    WIRE_FIELD(L, refused, "refused", Presence::Brief, flag),
    WIRE_FIELD(L, was_offline, "wasOffline", Presence::Brief, flag),
    WIRE_FIELD(L, stay_away_ms, "stayAwayMs", Presence::IfSet, any),
    WIRE_FIELD(L, polling, "polling", Presence::Brief, flag),
    WIRE_FIELD(L, polling_next, "pollingNext", Presence::Brief, flag),
    WIRE_FIELD(L, socket_failures, "socketFailures", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, socket_worked, "socketWorked", Presence::Brief, flag),
    WIRE_FIELD(L, http_status, "httpStatus", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, trouble_since_ms, "troubleSinceMs", Presence::IfSet, any),
    WIRE_FIELD(L, upgrade_at_ms, "upgradeAtMs", Presence::IfSet, any),
    WIRE_FIELD(L, upgrade_pause_ms, "upgradePauseMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(L, resume_token, "resumeToken", Presence::Brief, ranges::token),
    WIRE_WORDS_FIELD(L, error_code, "errorCode", Presence::Brief, ranges::text),
    WIRE_WORDS_FIELD(L, error_message, "errorMessage", Presence::Brief, ranges::text)};
constexpr Fields link = fields(link_rows);

constexpr Field relay_rows[] = {
    WIRE_FIELD(server::Relay, call_id, "callId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(server::Relay, ice_servers, "iceServers", Presence::Brief, ice_servers)};
constexpr Fields relay = fields(relay_rows);
constexpr Field relay_element = element(relay);
constexpr List relays = list_of<server::Relay>(ranges::up_to(limit::relays_kept), relay_element);

constexpr Field rows[] = {
    WIRE_FIELD(P, now_ms, "nowMs", Presence::Required, any),
    WIRE_FIELD(P, random_low, "randomLow", Presence::Required, word),
    WIRE_FIELD(P, random_high, "randomHigh", Presence::Required, word),
    WIRE_FIELD(P, last_ack, "lastAck", Presence::Brief, ranges::counter),
    WIRE_FIELD(P, clock_offset_ms, "clockOffsetMs", Presence::IfSet, any),
    WIRE_FIELD(P, network_moved_ms, "networkMovedMs", Presence::IfSet, any),
    WIRE_FIELD(P, role, "role", Presence::Brief, flag),
    WIRE_FIELD(P, extended, "extended", Presence::Brief, flag),
    WIRE_FIELD(P, features, "features", Presence::Brief, features),
    WIRE_FIELD(P, welcomed_at, "welcomedAtMs", Presence::Brief, ranges::counter),
    WIRE_FIELD(P, user, "user", Presence::Brief, ranges::text),
    WIRE_FIELD(P, ice_servers, "iceServers", Presence::Brief, ice_servers),
    WIRE_FIELD(P, relays, "relays", Presence::Brief, relays),
    WIRE_FIELD(P, next_relay, "nextRelay", Presence::Brief, ranges::counter),
    WIRE_FIELD(P, link, "link", Presence::Required, link)};

// What isn't set isn't written.
constexpr std::int64_t never = INT64_MIN;
struct Entry {
  const char* name;
  std::int64_t value;
};
void write_entry(json::Writer& writer, const Entry& entry) {
  if (entry.value == never) return;
  writer.key(entry.name);
  writer.integer(entry.value);
}
void write_servers(json::Writer& writer, const std::vector<IceServer>& servers) {
  writer.begin_array();
  for (const IceServer& each : servers) write(writer, ice_server, &each);
  writer.end_array();
}

}  // namespace

bool ClientLink::is_at_rest() const {
  return stage_ != Stage::Opening && stage_ != Stage::Greeting;
}

// Without the tables: this is in every page, and reading it is not.
void ClientLink::write_checkpoint(json::Writer& writer) const {
  const Entry entries[] = {{"stage", static_cast<std::int64_t>(stage_)},
                           {"attempt", attempt_},
                           {"tries", backoff_.tries()},
                           {"openingTookMs", opening_took_.count()},
                           {"silenceLimitMs", silence_limit_.count()},
                           {"maxPayload", max_payload_},
                           {"expired", expired_},
                           {"refused", refused_},
                           {"wasOffline", was_offline_},
                           {"deadlineMs", deadline_ ? to_ms(*deadline_) : never},
                           {"stayAwayMs", stay_away_ ? stay_away_->count() : never},
                           {"polling", transport_ == Transport::Polling},
                           {"pollingNext", next_ == Transport::Polling},
                           {"socketFailures", socket_failures_},
                           {"socketWorked", socket_worked_},
                           {"httpStatus", http_status_},
                           {"troubleSinceMs", trouble_since_ ? to_ms(*trouble_since_) : never},
                           {"upgradeAtMs", upgrade_at_ ? to_ms(*upgrade_at_) : never},
                           {"upgradePauseMs", upgrade_pause_.count()}};
  writer.begin_object();
  for (const Entry& each : entries) write_entry(writer, each);
  const std::pair<const char*, const std::string*> texts[] = {{"resumeToken", &resume_token_},
                                                              {"errorCode", &error_code_},
                                                              {"errorMessage", &error_message_}};
  for (const auto& [name, text] : texts) {
    writer.key(name);
    writer.text(*text);
  }
  writer.end_object();
}

void ClientLink::restore(LinkCheckpoint all) {
  stage_ = static_cast<Stage>(all.stage);
  greeted_ = stage_ == Stage::Online;
  attempt_ = all.attempt;
  backoff_.set_tries(all.tries);
  opening_took_ = Duration{all.opening_took_ms};
  if (all.deadline_ms) deadline_ = from_ms(*all.deadline_ms);
  silence_limit_ = Duration{all.silence_limit_ms};
  max_payload_ = all.max_payload;
  expired_ = all.expired != 0;
  refused_ = all.refused != 0;
  was_offline_ = all.was_offline != 0;
  if (all.stay_away_ms) stay_away_ = Duration{*all.stay_away_ms};
  const auto transport = [](std::int64_t polling) {
    return polling != 0 ? Transport::Polling : Transport::WebSocket;
  };
  transport_ = transport(all.polling);
  next_ = transport(all.polling_next);
  socket_failures_ = all.socket_failures;
  socket_worked_ = all.socket_worked != 0;
  http_status_ = all.http_status;
  if (all.trouble_since_ms) trouble_since_ = from_ms(*all.trouble_since_ms);
  if (all.upgrade_at_ms) upgrade_at_ = from_ms(*all.upgrade_at_ms);
  upgrade_pause_ = Duration{all.upgrade_pause_ms};
  resume_token_ = std::move(all.resume_token);
  error_code_ = std::move(all.error_code);
  error_message_ = std::move(all.error_message);
}

std::string Phone::State::checkpoint() const {
  if (!calls_.empty() || !requests_.empty() || !link_.is_at_rest()) return {};
  if (pinged_at_ || left_ || !told_memory_.empty() || !recalled_user_.empty()) return {};
  const Entry entries[] = {
      {"nowMs", to_ms(now_)},
      {"randomLow", static_cast<std::int64_t>(random_.state() & 0xFFFF'FFFFU)},
      {"randomHigh", static_cast<std::int64_t>(random_.state() >> 32U)},
      {"lastAck", static_cast<std::int64_t>(requests_.last_ack())},
      {"role", static_cast<std::int64_t>(own_role_)},
      {"extended", extended_},
      {"welcomedAtMs", welcomed_at_},
      {"nextRelay", static_cast<std::int64_t>(next_relay_ % limit::relays_kept)},
      {"clockOffsetMs", clock_.offset().value_or(never)},
      {"networkMovedMs", network_moved_at_ ? to_ms(*network_moved_at_) : never}};
  json::Writer writer;
  writer.begin_object();
  for (const Entry& each : entries) write_entry(writer, each);
  writer.key("user");
  writer.text(user_);
  writer.key("features");
  writer.begin_array();
  for (const Feature each : features_) writer.text(to_string(each));
  writer.end_array();
  writer.key("iceServers");
  write_servers(writer, ice_servers_);
  writer.key("relays");
  writer.begin_array();
  for (const server::Relay& each : relays_) {
    writer.begin_object();
    writer.key("callId");
    writer.text(each.call_id);
    writer.key("iceServers");
    write_servers(writer, each.ice_servers);
    writer.end_object();
  }
  writer.end_array();
  writer.key("link");
  link_.write_checkpoint(writer);
  writer.end_object();
  return writer.take();
}

Error Phone::State::restore(std::string_view checkpoint) {
  PhoneCheckpoint all;
  if (Error error = decode_struct(checkpoint, input_bytes, fields(rows), &all)) return error;
  now_ = from_ms(all.now_ms);
  random_ = Random((static_cast<std::uint64_t>(all.random_high) << 32U) |
                   static_cast<std::uint64_t>(all.random_low));
  requests_.set_last_ack(static_cast<socket_io::AckId>(all.last_ack));
  clock_.set_offset(all.clock_offset_ms);
  if (all.network_moved_ms) network_moved_at_ = from_ms(*all.network_moved_ms);
  own_role_ = static_cast<Role>(all.role);
  extended_ = all.extended != 0;
  features_ = std::move(all.features);
  welcomed_at_ = all.welcomed_at;
  user_ = std::move(all.user);
  ice_servers_ = std::move(all.ice_servers);
  std::move(all.relays.begin(), all.relays.end(), relays_);
  next_relay_ = static_cast<std::size_t>(all.next_relay);
  link_.restore(std::move(all.link));
  // What the host has been told already.
  show();
  outputs_ = Outputs();
  return {};
}

std::string Phone::checkpoint() const { return state_->checkpoint(); }

Error Phone::restore(std::string_view checkpoint) { return state_->restore(checkpoint); }

}  // namespace ringline
