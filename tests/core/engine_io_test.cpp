#include "ringline/engine_io.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ringline/limits.hpp"

using namespace ringline;
using engine_io::PacketType;

TEST_CASE("every Engine.IO packet type is one digit", "[engine_io]") {
  const struct {
    PacketType type;
    const char* frame;
    const char* data;
  } rows[] = {{PacketType::Open, "0{}", "{}"},
              {PacketType::Close, "1", ""},
              {PacketType::Ping, "2probe", "probe"},
              {PacketType::Pong, "3", ""},
              {PacketType::Message, "42[]", "2[]"},
              {PacketType::Upgrade, "5", ""},
              {PacketType::Noop, "6", ""}};
  for (const auto& row : rows) {
    CHECK(engine_io::encode(row.type, row.data) == row.frame);
    const auto packet = engine_io::decode(row.frame);
    REQUIRE(packet);
    CHECK(packet->type == row.type);
    CHECK(packet->data == row.data);
  }
}

TEST_CASE("what is no Engine.IO packet is refused", "[engine_io]") {
  for (const char* frame : {"", "7", "/", "b", "bAAAA", " 2", "-1", "\x02", "\xFF", "{}"}) {
    const auto packet = engine_io::decode(frame);
    INFO(frame);
    REQUIRE_FALSE(packet);
    CHECK(packet.error.code == Errc::BadFormat);
    CHECK(packet.error.field == "frame");
  }
}

TEST_CASE("a frame has a limit", "[engine_io]") {
  CHECK(engine_io::decode("4" + std::string(limit::frame_bytes - 1, 'x')));
  const auto packet = engine_io::decode("4" + std::string(limit::frame_bytes, 'x'));
  REQUIRE_FALSE(packet);
  CHECK(packet.error.code == Errc::TooLarge);
  CHECK(packet.error.field == "frame");
  CHECK(packet.error.message == "is longer than 65536 bytes");
}

TEST_CASE("the handshake is read and written as Socket.IO's servers do", "[engine_io]") {
  const std::string text =
      R"({"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,)"
      R"("pingTimeout":20000,"maxPayload":1000000})";
  const auto handshake = engine_io::decode_handshake(text);
  REQUIRE(handshake);
  CHECK(handshake->sid == "lv_VI97HAXpY6yYWAAAC");
  CHECK(handshake->ping_interval == Duration{25'000});
  CHECK(handshake->ping_timeout == Duration{20'000});
  CHECK(handshake->max_payload == 1'000'000);
  CHECK(handshake->can_upgrade);
  CHECK(engine_io::encode_handshake(*handshake) == text);

  engine_io::Handshake websocket = *handshake;
  websocket.can_upgrade = false;
  CHECK(engine_io::encode_handshake(websocket) ==
        R"({"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,)"
        R"("pingTimeout":20000,"maxPayload":1000000})");
}

TEST_CASE("a handshake without maxPayload or upgrades is an older server's", "[engine_io]") {
  const auto handshake =
      engine_io::decode_handshake(R"({"sid":"x","pingInterval":1,"pingTimeout":600000,"more":[]})");
  REQUIRE(handshake);
  CHECK_FALSE(handshake->can_upgrade);
  CHECK(handshake->max_payload == 65'536);
  CHECK(handshake->ping_interval == Duration{1});
  CHECK(handshake->ping_timeout == Duration{600'000});
}

TEST_CASE("a handshake outside its limits is refused and the field is named", "[engine_io]") {
  const auto handshake = [](const char* sid, const char* interval, const char* timeout,
                            const char* payload) {
    return std::string(R"({"sid":)") + sid + R"(,"pingInterval":)" + interval +
           R"(,"pingTimeout":)" + timeout + R"(,"maxPayload":)" + payload + "}";
  };
  const std::string long_sid = '"' + std::string(65, 's') + '"';
  const struct {
    std::string json;
    const char* field;
    const char* limit;
  } rows[] = {
      {handshake("null", "1", "1", "1"), "sid", "missing"},
      {handshake("\"\"", "1", "1", "1"), "sid", "empty"},
      {handshake(long_sid.c_str(), "1", "1", "1"), "sid", "64 bytes"},
      {handshake("\"s\"", "0", "1", "1"), "pingInterval", "from 1 to 600000"},
      {handshake("\"s\"", "600001", "1", "1"), "pingInterval", "from 1 to 600000"},
      {handshake("\"s\"", "1", "0", "1"), "pingTimeout", "from 1 to 600000"},
      {handshake("\"s\"", "1", "600001", "1"), "pingTimeout", "from 1 to 600000"},
      {handshake("\"s\"", "1.5", "1", "1"), "pingInterval", "whole number"},
      {handshake("\"s\"", "\"1\"", "1", "1"), "pingInterval", "whole number"},
      {handshake("\"s\"", "1", "1", "0"), "maxPayload", "from 1 to 9007199254740992"},
      {handshake("\"s\"", "1", "1", "9007199254740993"), "maxPayload", "from 1 to"},
      {R"({"sid":"s","pingTimeout":1})", "pingInterval", "missing"},
      {R"({"sid":"s","pingInterval":1})", "pingTimeout", "missing"},
      {"[]", "", "an object"},
      {"", "json", "not valid"},
  };
  for (const auto& row : rows) {
    const auto result = engine_io::decode_handshake(row.json);
    INFO(row.json);
    REQUIRE_FALSE(result);
    CHECK(result.error.field == row.field);
    CHECK_THAT(result.error.message, Catch::Contains(row.limit));
  }
  CHECK(engine_io::decode_handshake(handshake(('"' + std::string(64, 's') + '"').c_str(), "600000",
                                              "600000", "9007199254740992")));
}
