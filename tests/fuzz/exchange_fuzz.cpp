// Exchange::handle: clients come and go, say anything, and the store fails now and then. Each line
// is an event of the client that its first digit names; `+3`, `-3` connect and disconnect client 3,
// `@123` passes time, `!` breaks or mends the store, `%` in an event is the newest call's id. Rows only
// ever move forward, and nothing crashes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ringline/exchange.hpp"
#include "support/memory_store.hpp"

namespace {

using namespace ringline;

constexpr int clients = 6;
constexpr int lines_at_most = 300;
constexpr std::int64_t token_life_ms = 90'000;

Identity identity_of(int client) {
  if (client % 2 == 0) {
    return {"u" + std::to_string(client / 4), "t1", Role::TenantMember, "", "Staff", ""};
  }
  const std::string name = std::to_string(client / 4);
  return {"p" + name, "t1", Role::PortalCustomer, "k" + name, "Customer", "+" + name};
}

class World {
 public:
  World() : exchange_({}, 1) {
    for (int client = 0; client < clients; ++client) store_.add(identity_of(client));
  }

  void line(std::string_view text) {
    if (text.empty()) return;
    const std::string rest(text.substr(1));
    switch (text.front()) {
      case '@':
        now_ += Duration{std::strtoll(rest.substr(0, 9).c_str(), nullptr, 10)};
        return tell(exchange_input::Tick{});
      case '!':
        store_.unavailable = !store_.unavailable;
        return;
      case '+':
        return open(rest.empty() ? 0 : (rest[0] & 0x7F) % clients);
      case '-':
        return tell(exchange_input::Closed{
            static_cast<ConnectionId>(connection_[rest.empty() ? 0 : (rest[0] & 0x7F) % clients])});
      default:
        return tell(exchange_input::Event{
            static_cast<ConnectionId>(connection_[(text.front() & 0x7F) % clients]),
            with_call(rest), 1});
    }
  }

  void check() const {
    if (!store_.faults().empty()) std::abort();
  }

 private:
  std::string with_call(std::string text) const {
    const std::size_t at = text.find('%');
    if (at != std::string::npos) text.replace(at, 1, call_);
    return text;
  }

  void open(int client) {
    exchange_input::Opened opened;
    opened.connection = ++last_;
    opened.identity = identity_of(client);
    opened.extended = client != 3;
    opened.session_id = client == 3 ? "s" + std::to_string(last_) : "s" + std::to_string(client);
    opened.expires_at = client % 2 == 0 ? to_ms(now_) + token_life_ms : 0;
    connection_[client] = last_;
    tell(opened);
  }

  int owner_of(ConnectionId connection) const {
    int client = 0;
    while (client + 1 < clients && connection_[client] != connection) ++client;
    return client;
  }

  void tell(const ExchangeInput& input) {
    (void)exchange_.handle(now_, input);
    for (;;) {
      ExchangeOutput output = exchange_.poll();
      if (std::holds_alternative<exchange_output::Wait>(output)) return;
      if (auto* ask = std::get_if<exchange_output::AskStore>(&output)) {
        auto answer = store_.answer(ask->what);
        answer.request = ask->request;
        if (exchange_.handle(now_, answer)) std::abort();
      } else if (auto* check = std::get_if<exchange_output::CheckToken>(&output)) {
        // "mine" is a token of whoever it is, "other" of somebody else; the rest is refused.
        exchange_input::TokenAnswer answer;
        answer.request = check->request;
        if (check->token == "mine") answer.identity = identity_of(owner_of(check->connection));
        if (check->token == "other") answer.identity = identity_of(0);
        answer.expires_at = to_ms(now_) + token_life_ms;
        answer.code = "unauthorized";
        if (exchange_.handle(now_, answer)) std::abort();
      } else if (auto* emit = std::get_if<exchange_output::Emit>(&output)) {
        const auto message = decode_server_message(emit->event_json);
        if (!message) std::abort();  // what it says can be read
        const auto* ringing = std::get_if<server::Ringing>(&*message);
        if (ringing != nullptr) call_ = ringing->call_id;
      }
    }
  }

  test::MemoryStore store_;
  Exchange exchange_;
  TimePoint now_ = from_ms(1'790'000'000'000);
  ConnectionId last_ = 0;
  ConnectionId connection_[clients] = {};
  std::string call_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  World world;
  for (int line = 0; line < lines_at_most && !rest.empty(); ++line) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
    world.line(text);
  }
  world.check();
  return 0;
}
