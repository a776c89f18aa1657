#include "ringline/recovery.hpp"

#include <charconv>
#include <utility>

#include "json/parse.hpp"
#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline {
namespace {

std::string text_in(json::Value& object, std::string_view name) {
  const json::Value* found = object.find(name);
  return found != nullptr && found->kind == json::Kind::Text ? found->text : std::string{};
}

// "" counts as nothing seen: the client was cut off before its first event.
std::optional<std::uint64_t> read_offset(std::string_view text) {
  std::uint64_t number = 0;
  if (text.empty()) return number;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Recovery::Claim Recovery::read_claim(std::string_view auth_json) {
  if (auth_json.empty()) return {};
  auto auth = json::parse(auth_json, limit::frame_bytes);
  if (!auth || auth->kind != json::Kind::Object) return {};
  return {text_in(*auth, "pid"), text_in(*auth, "offset")};
}

void Recovery::open(Session session) {
  if (held_.size() >= config_.sessions && !lost_.empty()) {
    dropped_.push_back(lost_.begin()->second);
    close(dropped_.back());
  }
  Held held;
  held.session = std::move(session);
  const std::string pid = held.session.pid;
  held_.insert_or_assign(pid, std::move(held));
}

std::string Recovery::note(TimePoint now, const std::string& pid, std::string_view event_json) {
  const auto found = held_.find(pid);
  if (found == held_.end() || event_json.empty()) return std::string(event_json);
  Held& held = found->second;
  const std::string number = decimal(++held.last);
  std::string json;
  json.reserve(event_json.size() + number.size() + 4);
  json.append(event_json.substr(0, event_json.size() - 1))
      .append(",\"")
      .append(number)
      .append("\"]");
  held.bytes += json.size();
  held.events.push_back({now, json});
  while (held.events.size() > config_.events || held.bytes > config_.bytes ||
         (!held.events.empty() && now - held.events.front().at > config_.window)) {
    drop_oldest(held);
  }
  return json;
}

void Recovery::drop_oldest(Held& held) {
  held.bytes -= held.events.front().json.size();
  held.events.pop_front();
}

void Recovery::lose(TimePoint now, const std::string& pid) {
  const auto found = held_.find(pid);
  if (found == held_.end() || found->second.lost) return;
  found->second.lost = now;
  lost_.emplace(now, pid);
}

void Recovery::return_from_loss(Held& held) {
  if (held.lost) lost_.erase({*held.lost, held.session.pid});
  held.lost.reset();
}

void Recovery::close(const std::string& pid) {
  const auto found = held_.find(pid);
  if (found == held_.end()) return;
  return_from_loss(found->second);
  held_.erase(found);
}

std::optional<Recovery::Found> Recovery::recover(TimePoint now, const Claim& claim,
                                                 const std::string& owner, const std::string& nsp) {
  const auto found = held_.find(claim.pid);
  if (found == held_.end()) return std::nullopt;
  Held& held = found->second;
  if (held.session.owner != owner || held.session.nsp != nsp) return std::nullopt;
  if (held.lost && now - *held.lost >= config_.window) return std::nullopt;
  const auto seen = read_offset(claim.offset);
  const std::uint64_t first_missing = held.last - held.events.size();
  if (!seen || *seen > held.last || *seen < first_missing) return std::nullopt;
  return_from_loss(held);
  Found all{held.session, {}};
  for (auto i = static_cast<std::size_t>(*seen - first_missing); i < held.events.size(); ++i) {
    all.missed.push_back(held.events[i].json);
  }
  return all;
}

std::vector<std::string> Recovery::expire(TimePoint now) {
  std::vector<std::string> over = std::exchange(dropped_, {});
  while (!lost_.empty() && now - lost_.begin()->first >= config_.window) {
    over.push_back(lost_.begin()->second);
    close(over.back());
  }
  return over;
}

std::optional<TimePoint> Recovery::next() const {
  if (!dropped_.empty()) return TimePoint{};
  if (lost_.empty()) return std::nullopt;
  return lost_.begin()->first + config_.window;
}

}  // namespace ringline
