#include "http/api.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/query.hpp"
#include "http/responses.hpp"
#include "store/directory.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr std::int64_t dev_token_s = 12 * 3'600;

Response reply_json(const json& body) {
  Response response = make_response(http::status::ok, "application/json",
                                    body.dump(-1, ' ', false, json::error_handler_t::replace));
  response.set(http::field::cache_control, "no-store");
  return response;
}

Response unavailable() {
  return make_error(http::status::service_unavailable, "unavailable",
                    "The database can't be reached: try again in a moment");
}

Response bad_field(const Error& error) {
  return make_error(http::status::bad_request, "bad_field", error.field + " " + error.message,
                    error.field);
}

json person_json(const Identity& who) {
  json person{{"userId", who.user_id},
              {"tenantId", who.tenant_id},
              {"role", to_string(who.role)},
              {"name", who.name}};
  if (!who.contact_id.empty()) {
    person["contactId"] = who.contact_id;
    person["phone"] = who.phone;
  }
  return person;
}

// Absent times and ids are null, as Prisma would give them.
json or_null(const std::string& value) { return value.empty() ? json() : json(value); }
json or_null(EpochMs value) { return value == 0 ? json() : json(value); }

json call_json(const ListedCall& call) {
  const CallRecord& row = call.record;
  const bool staff_called = row.caller.role == Role::TenantMember;
  json listed{{"id", row.id},
              {"tenantId", row.caller.tenant_id},
              {"userId", or_null(row.staff_user_id)},
              {"contactId", or_null(row.contact_id)},
              {"direction", staff_called ? "OUTBOUND" : "INBOUND"},
              {"fromNumber", "WebRTC"},
              {"toNumber", row.phone},
              {"status", to_string(row.status)},
              {"duration", row.is_open() ? json() : json(row.duration_s)},
              {"startedAt", or_null(row.answered_at)},
              {"endedAt", or_null(row.ended_at)},
              {"createdAt", row.created_at},
              {"reason", or_null(std::string(to_string(row.reason)))},
              {"outgoing", call.outgoing}};
  listed["peer"] = {{"id", call.outgoing ? row.callee.id : row.caller.id},
                    {"name", call.outgoing ? row.callee_name : row.caller_name},
                    {"phone", staff_called == call.outgoing ? row.phone : ""}};
  return listed;
}

// What nextCursor of /api/call-logs says: "<createdAt>|<id>" of the last row that was shown.
Result<CallPlace> read_cursor(const std::string& cursor) {
  CallPlace place;
  if (cursor.empty()) return place;
  const char* end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data(), end, place.created_at);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '|' || place.created_at <= 0) {
    return Error{Errc::BadField, "cursor", "is none that nextCursor gave"};
  }
  place.id.assign(read.ptr + 1, end);
  return place;
}

// A scheme's name may be written in any case (RFC 9110, section 11.1).
std::string bearer(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string header = text(request[http::field::authorization]);
  const bool named = beast::iequals(header.substr(0, scheme.size()), "bearer ");
  return named ? header.substr(scheme.size()) : std::string{};
}

Response refused(const Refusal& refusal) {
  if (refusal.code == "unavailable") return unavailable();
  const bool known = refusal.code == "forbidden";
  Response response = make_error(known ? http::status::forbidden : http::status::unauthorized,
                                 refusal.code, refusal.detail);
  if (!known) response.set(http::field::www_authenticate, "Bearer");
  return response;
}

// Of one row more than was asked for, only that there is one is told.
template <class Item, class Cursor>
json page_json(std::vector<Item>& items, int limit, Cursor cursor, json list) {
  json body{{"items", std::move(list)}, {"nextCursor", nullptr}};
  if (static_cast<int>(items.size()) > limit) {
    body["nextCursor"] = cursor(items[static_cast<std::size_t>(limit) - 1]);
  }
  return body;
}

}  // namespace

bool Api::handle(const Request& request, bool loopback, Reply reply) const {
  const auto whole = request.target();
  const Target target = split_target({whole.data(), whole.size()});
  if (target.path.substr(0, 5) != "/api/") return false;
  const std::string path(target.path);
  const std::string query(target.query);
  const bool get = request.method() == http::verb::get || request.method() == http::verb::head;

  if (options_.is_development() && path.rfind("/api/dev/", 0) == 0) {
    if (!loopback) {
      reply(make_error(http::status::forbidden, "forbidden",
                       "Development tokens are given to this machine only: open the page as "
                       "http://localhost"));
    } else if (path == "/api/dev/people" && get) {
      people(std::move(reply));
    } else if (path == "/api/dev/token" && request.method() == http::verb::post) {
      token(request.body(), std::move(reply));
    } else {
      reply(make_error(http::status::not_found, "not_found", "There is no such resource"));
    }
    return true;
  }
  if (!get) {
    Response response = make_error(http::status::method_not_allowed, "method_not_allowed",
                                   "Only GET and HEAD are answered here");
    response.set(http::field::allow, "GET, HEAD");
    reply(std::move(response));
    return true;
  }
  authenticator_.check_token(
      bearer(request), [this, path, query, reply = std::move(reply)](const Verdict& verdict) {
        if (!verdict.identity) return reply(refused(verdict.refusal));
        if (path == "/api/me") return me(*verdict.identity, reply);
        if (path == "/api/contacts") return contacts(*verdict.identity, query, reply);
        if (path == "/api/call-logs") return call_logs(*verdict.identity, query, reply);
        reply(make_error(http::status::not_found, "not_found", "There is no such resource"));
      });
  return true;
}

void Api::me(const Identity& who, const Reply& reply) const { reply(reply_json(person_json(who))); }

void Api::contacts(const Identity& who, const std::string& query, Reply reply) const {
  const auto page = read_page(query);
  if (!page) return reply(bad_field(page.error));
  using Found = std::vector<ListedContact>;
  database_.run<Found>(
      [who, page = *page](soci::session& sql) {
        Page more = page;
        ++more.limit;
        return list_contacts(sql, who, more);
      },
      [reply, limit = page->limit](std::optional<Found> found) {
        if (!found) return reply(unavailable());
        json list = json::array();
        for (const ListedContact& each : *found) {
          if (static_cast<int>(list.size()) == limit) break;
          list.push_back({{"id", each.id},
                          {"name", each.name},
                          {"phone", each.phone},
                          {"email", each.email},
                          {"callable", each.callable}});
        }
        reply(reply_json(page_json(
            *found, limit, [](const ListedContact& last) { return last.name + "|" + last.id; },
            std::move(list))));
      });
}

void Api::call_logs(const Identity& who, const std::string& query, Reply reply) const {
  const auto page = read_page(query);
  if (!page) return reply(bad_field(page.error));
  const auto after = read_cursor(page->cursor);
  if (!after) return reply(bad_field(after.error));
  using Found = std::vector<ListedCall>;
  database_.run<Found>(
      [who, page = *page, after = *after](soci::session& sql) {
        return list_calls(sql, who, page.direction, after, page.limit + 1);
      },
      [reply, limit = page->limit](std::optional<Found> found) {
        if (!found) return reply(unavailable());
        json list = json::array();
        for (const ListedCall& each : *found) {
          if (static_cast<int>(list.size()) == limit) break;
          list.push_back(call_json(each));
        }
        reply(reply_json(page_json(
            *found, limit,
            [](const ListedCall& last) {
              return std::to_string(last.record.created_at) + "|" + last.record.id;
            },
            std::move(list))));
      });
}

void Api::people(Reply reply) const {
  using Found = std::vector<Identity>;
  database_.run<Found>([](soci::session& sql) { return list_people(sql); },
                       [reply](std::optional<Found> found) {
                         if (!found) return reply(unavailable());
                         json list = json::array();
                         for (const Identity& each : *found) list.push_back(person_json(each));
                         reply(reply_json({{"items", std::move(list)}}));
                       });
}

void Api::token(const std::string& body, Reply reply) const {
  const json asked = json::parse(body, nullptr, false);
  if (!asked.is_object() || !asked.contains("userId") || !asked["userId"].is_string()) {
    return reply(make_error(http::status::bad_request, "bad_field",
                            "userId is missing: take one of /api/dev/people", "userId"));
  }
  using Found = std::vector<Identity>;
  database_.run<Found>([](soci::session& sql) { return list_people(sql); },
                       [reply, user = asked["userId"].get<std::string>(),
                        secret = options_.jwt_secret](std::optional<Found> found) {
                         if (!found) return reply(unavailable());
                         for (const Identity& each : *found) {
                           if (each.user_id != user) continue;
                           Claims claims;
                           claims.user_id = each.user_id;
                           claims.tenant_id = each.tenant_id;
                           claims.role = each.role;
                           claims.contact_id = each.contact_id;
                           claims.expires_at_s = epoch_s() + dev_token_s;
                           json person = person_json(each);
                           person["token"] = issue_token(claims, secret, epoch_s());
                           return reply(reply_json(person));
                         }
                         reply(make_error(http::status::not_found, "not_found",
                                          "There is no such person", "userId"));
                       });
}

}  // namespace ringline::server_app
