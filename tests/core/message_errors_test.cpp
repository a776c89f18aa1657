// What is missing from a message, and what is no message at all.
#include <catch2/catch.hpp>
#include <string>

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

}  // namespace

TEST_CASE("what is missing is named", "[messages]") {
  const struct {
    Decode decode;
    const char* json;
    const char* field;
  } rows[] = {
      {as_client, R"(["call:accept",{}])", "callId"},
      {as_client, R"(["call:accept",{"callId":null}])", "callId"},
      {as_client, R"(["call:reject",{}])", "callId"},
      {as_client, R"(["call:end",{}])", "callId"},
      {as_client, R"(["call:end",{"callId":"","clientCallId":""}])", "callId"},
      {as_client, R"(["call:seen",{"seen":1}])", "callId"},
      {as_client, R"(["call:seen",{"callId":"k"}])", "seen"},
      {as_client, R"(["call:resume",{"seen":1}])", "callId"},
      {as_client, R"(["webrtc:offer",{"offer":{"type":"offer","sdp":"v"}}])", "callId"},
      {as_client, R"(["webrtc:offer",{"callId":"k"}])", "offer"},
      {as_client, R"(["webrtc:offer",{"callId":"k","offer":null}])", "offer"},
      {as_client, R"(["webrtc:offer",{"callId":"k","answer":{"type":"answer","sdp":"v"}}])",
       "offer"},
      {as_client, R"(["webrtc:offer",{"callId":"k","offer":{"sdp":"v"}}])", "offer.type"},
      {as_client, R"(["webrtc:offer",{"callId":"k","offer":{"type":"offer"}}])", "offer.sdp"},
      {as_client, R"(["webrtc:answer",{"callId":"k"}])", "answer"},
      {as_client, R"(["webrtc:ice-candidate",{"callId":"k"}])", "candidate"},
      {as_server, R"(["connection:success",{"tenantId":"t","role":"tenant_member"}])", "userId"},
      {as_server, R"(["connection:success",{"userId":"u","role":"tenant_member"}])", "tenantId"},
      {as_server, R"(["connection:success",{"userId":"u","tenantId":"t"}])", "role"},
      {as_server, R"(["call:ringing",{}])", "callId"},
      {as_server, R"(["call:incoming",{}])", "callId"},
      {as_server, R"(["call:accepted",{}])", "callId"},
      {as_server, R"(["call:rejected",{}])", "callId"},
      {as_server, R"(["call:ended",{}])", "callId"},
      {as_server, R"(["call:error",{}])", "message"},
      {as_server, R"(["call:peer",{"state":"connected"}])", "callId"},
      {as_server, R"(["call:peer",{"callId":"k"}])", "state"},
      {as_ack, R"([{}])", "ok"},
      {as_refusal, R"({})", "message"},
  };
  for (const auto& row : rows) {
    const Error error = row.decode(row.json);
    INFO(row.json);
    CHECK(error.code == Errc::BadField);
    CHECK(error.field == row.field);
    CHECK(error.message == "is missing");
  }
}

TEST_CASE("a call to nobody is refused", "[messages]") {
  for (const char* json : {R"(["call:initiate",{}])", R"(["call:initiate",{"contactName":"R"}])",
                           R"(["call:initiate",{"contactId":"","contactPhone":""}])",
                           R"(["call:initiate",{"contactId":null,"contactPhone":null}])"}) {
    const Error error = as_client(json);
    CHECK(error.code == Errc::BadField);
    CHECK(error.field == "contactId");
    CHECK(error.message == "and contactPhone are both empty: give one");
  }
}

TEST_CASE("what is no event is refused", "[messages]") {
  const struct {
    const char* json;
    const char* field;
  } rows[] = {
      {"[]", "event"},
      {"{}", "event"},
      {"7", "event"},
      {"[7,{}]", "event"},
      {"[null]", "event"},
      {R"(["call:dance",{}])", "event"},
      {R"(["",{}])", "event"},
      {R"(["call:accept"])", "payload"},
      {R"(["call:accept",null])", "payload"},
      {R"(["call:accept","k1"])", "payload"},
      {R"(["call:accept",[{"callId":"k1"}]])", "payload"},
      {"", "json"},
      {R"(["call:accept",{"callId":"k1"})", "json"},
  };
  for (const auto& row : rows) {
    for (const Decode decode : {as_client, as_server}) {
      const Error error = decode(row.json);
      INFO(row.json);
      CHECK(error.code == Errc::BadFormat);
      CHECK(error.field == row.field);
    }
  }
  // The other side's events aren't ours.
  CHECK(as_client(R"(["call:ringing",{"callId":"k"}])").field == "event");
  CHECK(as_server(R"(["call:accept",{"callId":"k"}])").field == "event");

  for (const char* json : {"[]", "{}", "7", "[7]", "[null]", "[[]]"}) {
    CHECK(as_ack(json).field == "ack");
  }
  for (const char* json : {"[]", "7", "null", "\"no\""}) {
    CHECK(as_auth(json).message == "must be an object");
    CHECK(as_refusal(json).message == "must be an object");
  }
  CHECK(as_refusal("").field == "json");
  CHECK(as_refusal(R"({"message":"m","data":"x"})").field == "data");
}

TEST_CASE("an event has a limit as a whole", "[messages]") {
  const std::string event = R"(["call:accept",{"callId":"k1"}])";
  const std::string full = event + std::string(limit::frame_bytes - event.size(), ' ');
  CHECK_FALSE(as_client(full));
  const Error error = as_client(full + " ");
  CHECK(error.code == Errc::TooLarge);
  CHECK(error.message == "is longer than 65536 bytes");
}
