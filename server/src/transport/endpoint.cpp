#include "transport/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/headers.hpp"
#include "http/query.hpp"
#include "http/responses.hpp"
#include "log.hpp"
#include "transport/session_id.hpp"

namespace ringline::server_app {
namespace {

using engine_io::Refused;

Response response_of(int status, std::string body) {
  Response response = make_response(
      static_cast<http::status>(status),
      status == 200 ? "text/plain; charset=UTF-8" : "application/json", std::move(body));
  response.set(http::field::cache_control, "no-store");
  return response;
}

Carrier::Reply engine_reply(Site::Reply reply) {
  return [reply = std::move(reply)](int status, std::string body) {
    reply(response_of(status, std::move(body)));
  };
}

Handshake handshake_of(const Request& request, const Visitor& visitor) {
  return {visitor.address,
          text(request[http::field::origin]),
          text(request[http::field::host]),
          text(request[http::field::authorization]),
          list_of(request, "Cookie", "; "),
          text(request[http::field::user_agent])};
}

// A request that was answered when its header was read.
class Answered : public Follower {
 public:
  void on_request(const Request&) override {}
  void on_gone() override {}
};

// A request that its session has.
class Taken : public Follower {
 public:
  Taken(const std::shared_ptr<Carrier>& carrier, Carrier::Ref ref) : carrier_(carrier), ref_(ref) {}
  void on_request(const Request& request) override {
    const auto carrier = carrier_.lock();
    if (carrier && request.method() == http::verb::post) carrier->post(ref_, request.body());
  }
  void on_gone() override {
    if (const auto carrier = carrier_.lock()) carrier->request_gone(ref_);
  }

 private:
  std::weak_ptr<Carrier> carrier_;  // which keeps the request by its reply
  Carrier::Ref ref_;
};

}  // namespace

Response engine_refusal(Refused why, std::string_view detail) {
  return response_of(engine_io::status_of(why), engine_io::encode_refusal(why, detail));
}

struct Endpoint::Query {
  std::string version;
  std::string transport;
  std::string sid;
};

Endpoint::Endpoint(Executor executor, EndpointConfig config, Make make, Check check)
    : executor_(std::move(executor)),
      config_(std::move(config)),
      make_(std::move(make)),
      check_(std::move(check)),
      polling_(config_.sessions_per_address),
      handshakes_(config_.handshakes_at_once, config_.handshakes_per_second),
      sessions_(std::make_shared<Sessions>()) {}

bool Endpoint::serves(std::string_view path) const {
  return std::any_of(config_.paths.begin(), config_.paths.end(), [path](const std::string& own) {
    return path == own || path == std::string_view(own).substr(0, own.size() - 1);
  });
}

Endpoint::Query Endpoint::read(const Request& request) {
  Query query;
  const auto target = request.target();
  for (auto& [name, value] : read_query(split_target({target.data(), target.size()}).query)) {
    if (name == "EIO") {
      query.version = std::move(value);
    } else if (name == "transport") {
      query.transport = std::move(value);
    } else if (name == "sid") {
      query.sid = std::move(value);
    }
  }
  return query;
}

std::shared_ptr<Carrier> Endpoint::find(const std::string& sid) const {
  const auto found = sessions_->find(sid);
  return found == sessions_->end() ? nullptr : found->second.lock();
}

std::shared_ptr<Carrier> Endpoint::make(const Request& request, const Visitor& visitor,
                                        ConnectionCounter::Place place) {
  std::string sid = new_session_id();
  auto carrier = make_({executor_, sid, handshake_of(request, visitor), std::move(place),
                        [sessions = sessions_, sid] { sessions->erase(sid); }});
  sessions_->emplace(sid, carrier);
  log(Level::Debug, "session_opened", {{"sid", sid}, {"address", visitor.address}});
  return carrier;
}

std::shared_ptr<Follower> Endpoint::follow(const Request& header, const Visitor& visitor,
                                           Site::Reply reply) {
  const auto answer = [&reply](Response response) {
    reply(std::move(response));
    return std::make_shared<Answered>();
  };
  if (auto refused = check_(header, visitor)) return answer(std::move(*refused));
  const Query query = read(header);
  if (query.transport == "websocket") {
    return answer(engine_refusal(Refused::BadRequest, "a WebSocket begins with an upgrade"));
  }
  if (query.transport != "polling") {
    return answer(engine_refusal(Refused::UnknownTransport, "say transport=polling or websocket"));
  }
  if (query.version != "4")
    return answer(engine_refusal(Refused::UnsupportedVersion, "speak EIO=4"));
  if (query.sid.empty()) return open(header, visitor, reply);
  const auto carrier = find(query.sid);
  if (!carrier) return answer(engine_refusal(Refused::UnknownSession));
  std::uint64_t length = 0;
  const auto written = header[http::field::content_length];
  std::from_chars(written.data(), written.data() + written.size(), length);
  auto answered = engine_reply(reply);
  if (header.method() == http::verb::get) {
    if (length > 0) return answer(engine_refusal(Refused::BadRequest, "a GET has no body"));
    return std::make_shared<Taken>(carrier, carrier->get(std::move(answered)));
  }
  if (header.method() != http::verb::post) {
    return answer(engine_refusal(Refused::BadRequest, "GET or POST"));
  }
  return std::make_shared<Taken>(carrier, carrier->begin_post(length, std::move(answered)));
}

std::shared_ptr<Follower> Endpoint::open(const Request& request, const Visitor& visitor,
                                         const Site::Reply& reply) {
  const auto refuse = [&reply](Refused why, std::string_view detail) {
    reply(engine_refusal(why, detail));
    return std::make_shared<Answered>();
  };
  if (request.method() != http::verb::get) {
    return refuse(Refused::BadHandshakeMethod, "a session begins with a GET");
  }
  if (auto refused = check_new(visitor)) {
    reply(std::move(*refused));
    return std::make_shared<Answered>();
  }
  auto place = polling_.take(visitor.counted_as);
  if (!place) return refuse(Refused::TooMany, "your address has too many sessions: close some");
  const auto carrier = make(request, visitor, std::move(place));
  carrier->open(engine_reply(reply));
  return std::make_shared<Answered>();
}

std::optional<Response> Endpoint::check_upgrade(const Request& request, const Visitor& visitor) {
  if (auto refused = check_(request, visitor)) return refused;
  const Query query = read(request);
  if (query.transport != "websocket") {
    return engine_refusal(Refused::UnknownTransport, "upgrade with transport=websocket");
  }
  if (query.version != "4") return engine_refusal(Refused::UnsupportedVersion, "speak EIO=4");
  if (!query.sid.empty()) {
    return find(query.sid) ? std::nullopt : std::optional(engine_refusal(Refused::UnknownSession));
  }
  return check_new(visitor);
}

// A session that doesn't exist yet.
std::optional<Response> Endpoint::check_new(const Visitor& visitor) {
  std::optional<Response> refused;
  if (stopping_) {
    refused.emplace(
        engine_refusal(Refused::Unavailable, "the gateway stops, connect again in a moment"));
  } else if (!handshakes_.take(visitor.counted_as, std::chrono::steady_clock::now())) {
    refused.emplace(
        engine_refusal(Refused::TooMany, "your address opens too many sessions a second"));
  }
  if (refused) refused->set(http::field::retry_after, "1");
  return refused;
}

void Endpoint::upgrade(Socket socket, const Request& request, const Visitor& visitor,
                       ConnectionCounter::Place place) {
  const Query query = read(request);
  if (query.sid.empty()) {
    make(request, visitor, {})->open(std::move(socket), request, std::move(place));
  } else if (const auto carrier = find(query.sid)) {
    carrier->probe(std::move(socket), request, std::move(place));
  }
}

}  // namespace ringline::server_app
