// Each field of each message at its limit, and one beyond it.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "ringline/limits.hpp"
#include "ringline/messages.hpp"

using namespace ringline;

namespace {

using Decode = Error (*)(std::string_view);

Error as_client(std::string_view json) { return decode_client_message(json).error; }
Error as_server(std::string_view json) { return decode_server_message(json).error; }
Error as_ack(std::string_view json) { return decode_ack(json).error; }
Error as_auth(std::string_view json) { return decode_auth(json).error; }
Error as_refusal(std::string_view json) { return decode_refusal(json).error; }

// A template of a valid text: `$` is where the value under test stands.
struct Place {
  Decode decode;
  const char* json;
  const char* field;
};

std::string with(const Place& place, const std::string& value) {
  std::string json = place.json;
  const std::size_t at = json.find('$');
  REQUIRE(at != std::string::npos);
  return json.replace(at, 1, value);
}

void taken(const Place& place, const std::string& value) {
  const Error error = place.decode(with(place, value));
  INFO(place.json << " <- " << value.substr(0, 40) << ": " << error.field << ' ' << error.message);
  CHECK_FALSE(error);
}

void refused(const Place& place, const std::string& value, const std::string& message) {
  const Error error = place.decode(with(place, value));
  INFO(place.json << " <- " << value.substr(0, 40));
  REQUIRE(error);
  CHECK(error.code == Errc::BadField);
  CHECK(error.field == place.field);
  CHECK(error.message == message);
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

void check_text(const Place& place, std::size_t most, bool may_be_empty) {
  taken(place, quoted(std::string(most, 'x')));
  refused(place, quoted(std::string(most + 1, 'x')),
          "is longer than " + std::to_string(most) + " bytes");
  // Bytes count, not characters.
  refused(place, quoted(std::string(most - 1, 'x') + "\xC3\xA9"),
          "is longer than " + std::to_string(most) + " bytes");
  if (may_be_empty) {
    taken(place, quoted(""));
  } else {
    refused(place, quoted(""), "is empty");
  }
  taken(place, "7");
  refused(place, "7.5", "must be a text");
  refused(place, "{}", "must be a text");
  refused(place, "\"a\\u0000b\"", "contains U+0000");
}

void check_number(const Place& place, std::int64_t least, std::int64_t most) {
  const std::string message =
      "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  taken(place, std::to_string(least));
  taken(place, std::to_string(most));
  refused(place, std::to_string(least - 1), message);
  refused(place, std::to_string(most + 1), message);
  refused(place, "18446744073709551615", message);
  refused(place, "1e30", message);
  refused(place, "1.5", message);
  refused(place, "\"1\"", message);
  refused(place, "true", message);
}

void check_flag(const Place& place) {
  taken(place, "true");
  taken(place, "false");
  refused(place, "1", "must be true or false");
  refused(place, "\"true\"", "must be true or false");
}

}  // namespace

TEST_CASE("texts have limits in every message", "[messages]") {
  constexpr bool optional = true;
  constexpr bool required = false;
  const struct {
    Place place;
    std::size_t most;
    bool may_be_empty;
  } rows[] = {
      {{as_client, R"(["call:initiate",{"contactId":$,"contactPhone":"1"}])", "contactId"},
       limit::id_bytes,
       optional},
      {{as_client, R"(["call:initiate",{"contactId":"c","clientCallId":$}])", "clientCallId"},
       limit::id_bytes,
       optional},
      {{as_client, R"(["call:accept",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_client, R"(["call:reject",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_client, R"(["call:end",{"callId":$,"clientCallId":"c"}])", "callId"},
       limit::id_bytes,
       optional},
      {{as_client, R"(["call:end",{"callId":"k","clientCallId":$}])", "clientCallId"},
       limit::id_bytes,
       optional},
      {{as_client, R"(["call:seen",{"callId":$,"seen":0}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:seen",{"callId":$,"seen":0}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:ringing",{"callId":"k","contactId":$}])", "contactId"},
       limit::id_bytes,
       optional},
      {{as_ack, R"([{"ok":true,"contactId":$}])", "contactId"}, limit::id_bytes, optional},
      {{as_client, R"(["call:resume",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_client, R"(["auth:refresh",{"token":$}])", "token"}, limit::token_bytes, required},
      {{as_client, R"(["webrtc:offer",{"callId":$,"offer":{"type":"offer","sdp":"v"}}])", "callId"},
       limit::id_bytes,
       required},
      {{as_client, R"(["webrtc:offer",{"callId":"k","offer":{"type":"offer","sdp":$}}])",
        "offer.sdp"},
       limit::sdp_bytes,
       required},
      {{as_client, R"(["webrtc:answer",{"callId":"k","answer":{"type":"answer","sdp":$}}])",
        "answer.sdp"},
       limit::sdp_bytes,
       required},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":$,"candidate":null}])", "callId"},
       limit::id_bytes,
       required},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":{"candidate":$}}])",
        "candidate.candidate"},
       limit::candidate_bytes,
       optional},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":{"sdpMid":$}}])",
        "candidate.sdpMid"},
       limit::id_bytes,
       optional},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":{"usernameFragment":$}}])",
        "candidate.usernameFragment"},
       limit::ufrag_bytes,
       optional},

      {{as_server, R"(["connection:success",{"userId":$,"tenantId":"t","role":"tenant_member"}])",
        "userId"},
       limit::id_bytes,
       required},
      {{as_server, R"(["connection:success",{"userId":"u","tenantId":$,"role":"tenant_member"}])",
        "tenantId"},
       limit::id_bytes,
       required},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","sessionId":$}])",
        "sessionId"},
       limit::id_bytes,
       optional},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","resumeToken":$}])",
        "resumeToken"},
       limit::token_bytes,
       optional},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","iceServers":[{"urls":["a",$]}]}])",
        "iceServers[0].urls[1]"},
       limit::url_bytes,
       required},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","iceServers":[{"urls":"a"},{"urls":"a","username":$}]}])",
        "iceServers[1].username"},
       limit::credential_bytes,
       optional},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","iceServers":[{"urls":"a","credential":$}]}])",
        "iceServers[0].credential"},
       limit::credential_bytes,
       optional},
      {{as_server, R"(["call:ringing",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:ringing",{"callId":"k","callLogId":$}])", "callLogId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:ringing",{"callId":"k","clientCallId":$}])", "clientCallId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:incoming",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:incoming",{"callId":"k","callerId":$}])", "callerId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:incoming",{"callId":"k","contactId":$}])", "contactId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:incoming",{"callId":"k","callLogId":$}])", "callLogId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:failed",{"callId":$}])", "callId"}, limit::id_bytes, optional},
      {{as_server, R"(["call:failed",{"clientCallId":$}])", "clientCallId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:accepted",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:rejected",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:ended",{"callId":$}])", "callId"}, limit::id_bytes, required},
      {{as_server, R"(["call:error",{"message":"m","code":$}])", "code"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:error",{"message":"m","callId":$}])", "callId"},
       limit::id_bytes,
       optional},
      {{as_server, R"(["call:peer",{"callId":$,"state":"connected"}])", "callId"},
       limit::id_bytes,
       required},
      {{as_server, R"(["call:relay",{"callId":$}])", "callId"}, limit::id_bytes, required},

      {{as_ack, R"([{"ok":true,"code":$}])", "code"}, limit::id_bytes, optional},
      {{as_ack, R"([{"ok":true,"callId":$}])", "callId"}, limit::id_bytes, optional},
      {{as_ack, R"([{"ok":true,"callLogId":$}])", "callLogId"}, limit::id_bytes, optional},
      {{as_auth, R"({"token":$})", "token"}, limit::token_bytes, optional},
      {{as_auth, R"({"userId":$})", "userId"}, limit::id_bytes, optional},
      {{as_auth, R"({"tenantId":$})", "tenantId"}, limit::id_bytes, optional},
      {{as_auth, R"({"contactId":$})", "contactId"}, limit::id_bytes, optional},
      {{as_auth, R"({"resumeToken":$})", "resumeToken"}, limit::token_bytes, optional},
      {{as_refusal, R"({"message":"m","data":{"code":$}})", "data.code"},
       limit::id_bytes,
       optional},
  };
  for (const auto& row : rows) check_text(row.place, row.most, row.may_be_empty);
}

TEST_CASE("texts for people are cut at their limit in characters, and never refused",
          "[messages]") {
  // Of one to four code points and 1 to 15 bytes each; the last are a flag and a family.
  const std::vector<std::string> characters = {"x", "\xC3\xA9", "\xE0\xA6\x95\xE0\xA6\xBF",
                                               "\xF0\x9F\x87\xA7\xF0\x9F\x87\xA9"};
  const auto repeated = [](const std::string& what, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += what;
    return all;
  };
  const auto initiate = [](const std::string& json) {
    const auto message = decode_client_message(R"(["call:initiate",{"contactId":"k",)" + json);
    REQUIRE(message);
    return std::get<client::Initiate>(*message);
  };
  const auto incoming = [](const std::string& json) {
    const auto message = decode_server_message(R"(["call:incoming",{"callId":"c",)" + json);
    REQUIRE(message);
    return std::get<server::Incoming>(*message);
  };
  for (const std::string& character : characters) {
    INFO(character);
    const auto is_cut = [&](std::size_t most, const auto& read) {
      CHECK(read(quoted(repeated(character, most))) == repeated(character, most));
      CHECK(read(quoted(repeated(character, most + 1))) == repeated(character, most));
      CHECK(read(quoted(repeated(character, 2'000))) == repeated(character, most));
    };
    is_cut(limit::name_characters, [&](const std::string& text) {
      return initiate("\"contactName\":" + text + "}]").contact_name;
    });
    is_cut(limit::phone_characters, [&](const std::string& text) {
      return initiate("\"contactPhone\":" + text + "}]").contact_phone;
    });
    is_cut(limit::name_characters, [&](const std::string& text) {
      return incoming("\"callerName\":" + text + "}]").caller_name;
    });
    is_cut(limit::phone_characters, [&](const std::string& text) {
      return incoming("\"contactPhone\":" + text + "}]").contact_phone;
    });
    is_cut(limit::text_characters, [&](const std::string& text) {
      return std::get<server::Failed>(
                 *decode_server_message(R"(["call:failed",{"message":)" + text + "}]"))
          .message;
    });
    is_cut(limit::text_characters, [&](const std::string& text) {
      return std::get<server::ErrorNotice>(
                 *decode_server_message(R"(["call:error",{"message":)" + text + "}]"))
          .message;
    });
    is_cut(limit::text_characters, [&](const std::string& text) {
      return decode_ack(R"([{"ok":false,"message":)" + text + "}]")->message;
    });
    is_cut(limit::text_characters, [&](const std::string& text) {
      return decode_refusal(R"({"message":"m","data":{"message":)" + text + "}}")->detail;
    });
  }
  // A base gateway's database may keep numbers as numbers.
  CHECK(incoming(R"("contactPhone":8801711000001,"callerId":7}])").contact_phone ==
        "8801711000001");
  CHECK(incoming(R"("contactPhone":18446744073709551615,"callerId":7}])").contact_phone ==
        "18446744073709551615");
  CHECK(incoming(R"("callerName":"A\u0000nn"}])").caller_name == "Ann");
}

TEST_CASE("a number that is to be dialed is refused where it is too long, and its digits are read",
          "[messages]") {
  const auto phone = [](const std::string& text) {
    return decode_client_message(R"(["call:initiate",{"contactPhone":)" + text + "}]");
  };
  const auto dialed = [&](const std::string& text) {
    const auto message = phone(text);
    REQUIRE(message);
    return std::get<client::Initiate>(*message).contact_phone;
  };
  CHECK(dialed(quoted(std::string(limit::phone_characters, '1'))).size() ==
        limit::phone_characters);
  const auto refusal = phone(quoted(std::string(limit::phone_characters + 1, '1')));
  REQUIRE_FALSE(refusal);
  CHECK(refusal.error.field == "contactPhone");
  CHECK(refusal.error.message == "is longer than 64 characters");
  CHECK(phone(quoted(std::string(5'000, '1'))).error.field == "contactPhone");
  CHECK(dialed("8801711000001") == "8801711000001");
  // Bangla, Arabic, Persian, Devanagari, full width, Chakma: general category Nd.
  CHECK(dialed(R"("\u09E6\u09E7\u09ED\u09E7\u09E7-\u09E6\u09E6\u09E6")") == "01711-000");
  CHECK(dialed(R"("+\u0660\u0669\u06F0\u06F9\u0966\u096F\uFF10\uFF19\uD804\uDD36")") ==
        "+090909090");
}

TEST_CASE("numbers have limits in every message", "[messages]") {
  constexpr std::int64_t most = std::int64_t{1} << 53U;
  const struct {
    Place place;
    std::int64_t least;
    std::int64_t most;
  } rows[] = {
      {{as_client, R"(["call:resume",{"callId":"k","seen":$}])", "seen"}, 0, most},
      {{as_client, R"(["call:seen",{"callId":"k","seen":$}])", "seen"}, 0, most},
      {{as_server, R"(["call:seen",{"callId":"k","seen":$}])", "seen"}, 0, most},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":null,"seen":$}])", "seen"},
       0,
       most},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":null,"seq":$}])", "seq"},
       0,
       most},
      {{as_client, R"(["webrtc:offer",{"callId":"k","offer":{"type":"offer","sdp":"v"},"seq":$}])",
        "seq"},
       0,
       most},
      {{as_client,
        R"(["webrtc:answer",{"callId":"k","answer":{"type":"answer","sdp":"v"},"generation":$}])",
        "generation"},
       0,
       most},
      {{as_client, R"(["webrtc:ice-candidate",{"callId":"k","candidate":{"sdpMLineIndex":$}}])",
        "candidate.sdpMLineIndex"},
       0,
       65'535},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","protocol":$}])",
        "protocol"},
       1,
       most},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","serverTime":$}])",
        "serverTime"},
       0,
       most},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","ringTimeoutMs":$}])",
        "ringTimeoutMs"},
       0,
       most},
      {{as_server,
        R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","resumeWindowMs":$}])",
        "resumeWindowMs"},
       0,
       most},
      {{as_server, R"(["call:ringing",{"callId":"k","createdAt":$}])", "createdAt"}, 0, most},
      {{as_server, R"(["call:ringing",{"callId":"k","expiresAt":$}])", "expiresAt"}, 0, most},
      {{as_server, R"(["call:incoming",{"callId":"k","createdAt":$}])", "createdAt"}, 0, most},
      {{as_server, R"(["call:incoming",{"callId":"k","expiresAt":$}])", "expiresAt"}, 0, most},
      {{as_server, R"(["call:accepted",{"callId":"k","answeredAt":$}])", "answeredAt"}, 0, most},
      {{as_server, R"(["call:ended",{"callId":"k","duration":$}])", "duration"}, 0, most},
      {{as_server, R"(["call:peer",{"callId":"k","state":"connected","seen":$}])", "seen"},
       0,
       most},
      {{as_server, R"(["auth:expiring",{"expiresAt":$}])", "expiresAt"}, 0, most},
      {{as_server, R"(["call:relay",{"callId":"k","expiresAt":$}])", "expiresAt"}, 0, most},
      {{as_server, R"(["server:draining",{"retryAfterMs":$}])", "retryAfterMs"}, 0, 600'000},
      {{as_ack, R"([{"ok":true,"createdAt":$}])", "createdAt"}, 0, most},
      {{as_ack, R"([{"ok":true,"expiresAt":$}])", "expiresAt"}, 0, most},
      {{as_ack, R"([{"ok":true,"answeredAt":$}])", "answeredAt"}, 0, most},
      {{as_ack, R"([{"ok":true,"duration":$}])", "duration"}, 0, most},
      {{as_auth, R"({"protocol":$})", "protocol"}, 1, most},
  };
  for (const auto& row : rows) check_number(row.place, row.least, row.most);
}

TEST_CASE("flags are true or false", "[messages]") {
  const Place rows[] = {
      {as_server, R"(["call:ringing",{"callId":"k","preconnect":$}])", "preconnect"},
      {as_server, R"(["call:incoming",{"callId":"k","preconnect":$}])", "preconnect"},
      {as_server, R"(["call:accepted",{"callId":"k","preconnected":$}])", "preconnected"},
      {as_ack, R"([{"ok":$}])", "ok"},
      {as_ack, R"([{"ok":true,"preconnect":$}])", "preconnect"},
      {as_ack, R"([{"ok":true,"preconnected":$}])", "preconnected"},
  };
  for (const auto& row : rows) check_flag(row);
}

TEST_CASE("names are refused where they must be known", "[messages]") {
  const Place role{as_server, R"(["connection:success",{"userId":"u","tenantId":"t","role":$}])",
                   "role"};
  taken(role, "\"tenant_member\"");
  refused(role, "\"admin\"", "must be one of: tenant_member, portal_customer");
  refused(role, "\"\"", "must be one of: tenant_member, portal_customer");
  refused(role, "0", "must be a text");
  refused({as_auth, R"({"role":$})", "role"}, "\"Tenant_Member\"",
          "must be one of: tenant_member, portal_customer");
  refused({as_server, R"(["call:peer",{"callId":"k","state":$}])", "state"}, "\"gone\"",
          "must be one of: connected, reconnecting");
  refused({as_ack, R"([{"ok":true,"status":$}])", "status"}, "\"answered\"",
          "must be one of: INITIATED, RINGING, ANSWERED, COMPLETED, FAILED");
  refused({as_ack, R"([{"ok":true,"peer":$}])", "peer"}, "\"\"",
          "must be one of: connected, reconnecting");
  for (const char* event : {"call:ended", "call:rejected", "call:failed"}) {
    const std::string json = R"([")" + std::string(event) + R"(",{"callId":"k","reason":$}])";
    refused({as_server, json.c_str(), "reason"}, "1", "must be a text");
  }

  // An offer can't be called an answer.
  const Place offer{as_client, R"(["webrtc:offer",{"callId":"k","offer":{"type":$,"sdp":"v"}}])",
                    "offer.type"};
  taken(offer, "\"offer\"");
  for (const char* other : {"\"answer\"", "\"rollback\"", "\"pranswer\"", "\"\""}) {
    refused(offer, other, "must be one of: offer");
  }
  const Place answer{as_server, R"(["webrtc:answer",{"callId":"k","answer":{"type":$,"sdp":"v"}}])",
                     "answer.type"};
  taken(answer, "\"answer\"");
  for (const char* other : {"\"offer\"", "\"\""}) refused(answer, other, "must be one of: answer");
}

TEST_CASE("lists have a limit", "[messages]") {
  const auto list = [](std::size_t count, const std::string& item) {
    std::string all = "[";
    for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + item;
    return all + "]";
  };
  const Place servers{
      as_server,
      R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","iceServers":$}])",
      "iceServers"};
  taken(servers, "[]");
  taken(servers, list(limit::ice_servers, R"({"urls":"a"})"));
  refused(servers, list(limit::ice_servers + 1, R"({"urls":"a"})"), "has more than 16 items");
  refused(servers, "{}", "must be a list");
  refused(servers, "\"stun:a\"", "must be a list");

  const Place features{as_auth, R"({"features":$})", "features"};
  taken(features, "[]");
  taken(features, list(limit::features, "\"x\""));
  refused(features, list(limit::features + 1, "\"x\""), "has more than 64 items");
  refused({as_auth, R"({"features":[$]})", "features[0]"}, "7", "must be a text");

  const Place present{as_server, R"(["presence:changed",{"contacts":$}])", "contacts"};
  taken(present, "[]");
  taken(present, list(limit::contacts_per_presence, R"({"contactId":"k","reachable":true})"));
  refused(present, list(limit::contacts_per_presence + 1, R"({"contactId":"k"})"),
          "has more than 256 items");

  const Place urls{
      as_server,
      R"(["connection:success",{"userId":"u","tenantId":"t","role":"tenant_member","iceServers":[{"urls":$}]}])",
      "iceServers[0].urls"};
  taken(urls, list(limit::urls_per_ice_server, "\"a\""));
  refused(urls, list(limit::urls_per_ice_server + 1, "\"a\""), "has more than 8 items");
  refused(urls, "[]", "is empty");
  refused(urls, "null", "is missing");
  refused(urls, "7", "must be a list");
}
