#include "ringline/socket_io.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "ringline/limits.hpp"

using namespace ringline;
using socket_io::Packet;
using socket_io::PacketType;

namespace {

struct Golden {
  const char* text;
  Packet packet;
};

// The texts are those of the protocol's document and of socket.io-client 4.
const Golden goldens[] = {
    {"0", {.type = PacketType::Connect}},
    {"0{\"token\":\"123\"}", {.type = PacketType::Connect, .data = "{\"token\":\"123\"}"}},
    {"0/webrtc,", {.type = PacketType::Connect, .nsp = "/webrtc"}},
    {"0/api/webrtc,{\"sid\":\"CjdVH4TQvovi1VvgAC5Z\"}",
     {.type = PacketType::Connect,
      .nsp = "/api/webrtc",
      .data = "{\"sid\":\"CjdVH4TQvovi1VvgAC5Z\"}"}},
    {"1", {.type = PacketType::Disconnect}},
    {"1/webrtc,", {.type = PacketType::Disconnect, .nsp = "/webrtc"}},
    {"2[\"foo\"]", {.type = PacketType::Event, .data = "[\"foo\"]"}},
    {"2/webrtc,[\"foo\"]", {.type = PacketType::Event, .nsp = "/webrtc", .data = "[\"foo\"]"}},
    {"212[\"foo\"]", {.type = PacketType::Event, .id = 12, .data = "[\"foo\"]"}},
    {"2/webrtc,0[\"foo\"]",
     {.type = PacketType::Event, .nsp = "/webrtc", .id = 0, .data = "[\"foo\"]"}},
    {"3/webrtc,13[]", {.type = PacketType::Ack, .nsp = "/webrtc", .id = 13, .data = "[]"}},
    {"39007199254740991[1]", {.type = PacketType::Ack, .id = socket_io::max_ack_id, .data = "[1]"}},
    {"4/webrtc,{\"message\":\"Not authorized\"}",
     {.type = PacketType::ConnectError,
      .nsp = "/webrtc",
      .data = "{\"message\":\"Not authorized\"}"}},
    {"4\"Not authorized\"", {.type = PacketType::ConnectError, .data = "\"Not authorized\""}},
    {"51-[\"baz\",{\"_placeholder\":true,\"num\":0}]",
     {.type = PacketType::BinaryEvent,
      .attachments = 1,
      .data = "[\"baz\",{\"_placeholder\":true,\"num\":0}]"}},
    {"510-/webrtc,4[\"baz\"]",
     {.type = PacketType::BinaryEvent,
      .attachments = 10,
      .nsp = "/webrtc",
      .id = 4,
      .data = "[\"baz\"]"}},
    {"61-/webrtc,15[{\"_placeholder\":true,\"num\":0}]",
     {.type = PacketType::BinaryAck,
      .attachments = 1,
      .nsp = "/webrtc",
      .id = 15,
      .data = "[{\"_placeholder\":true,\"num\":0}]"}},
};

}  // namespace

TEST_CASE("Socket.IO packets are read and written as the reference does", "[socket_io]") {
  for (const auto& golden : goldens) {
    INFO(golden.text);
    CHECK(socket_io::encode(golden.packet) == golden.text);
    const auto packet = socket_io::decode(golden.text);
    REQUIRE(packet);
    CHECK(packet->type == golden.packet.type);
    CHECK(packet->attachments == golden.packet.attachments);
    CHECK(packet->nsp == golden.packet.nsp);
    CHECK(packet->id == golden.packet.id);
    CHECK(packet->data == golden.packet.data);
  }
}

TEST_CASE("the main namespace may be named and isn't written", "[socket_io]") {
  const auto packet = socket_io::decode("2/,[\"a\"]");
  REQUIRE(packet);
  CHECK(packet->nsp == "/");
  CHECK(socket_io::encode(*packet) == "2[\"a\"]");
}

TEST_CASE("what is no Socket.IO packet is refused and the part is named", "[socket_io]") {
  const struct {
    const char* text;
    const char* field;
  } rows[] = {
      {"", "packet"},
      {"7", "packet"},
      {"x", "packet"},
      {"-1", "packet"},
      {"{}", "packet"},
      // attachments
      {"5", "attachments"},
      {"5[\"a\"]", "attachments"},
      {"5-[\"a\"]", "attachments"},
      {"50-[\"a\"]", "attachments"},
      {"511-[\"a\"]", "attachments"},
      {"501-[\"a\"]", "attachments"},
      {"51[\"a\"]", "attachments"},
      {"51", "attachments"},
      {"5 1-[\"a\"]", "attachments"},
      {"518446744073709551617-[\"a\"]", "attachments"},
      {"6-1[]", "attachments"},
      // namespace
      {"2/webrtc[\"a\"]", "data"},
      // id
      {"012{}", "id"},
      {"11", "id"},
      {"41{}", "id"},
      {"3[]", "id"},
      {"3/webrtc,[]", "id"},
      {"61-[]", "id"},
      {"201[\"a\"]", "id"},
      {"29007199254740992[\"a\"]", "id"},
      {"290071992547409910[\"a\"]", "id"},
      {"299999999999999999999999[\"a\"]", "id"},
      // data
      {"2", "data"},
      {"21", "data"},
      {"2 1[\"a\"]", "data"},
      {"21 [\"a\"]", "data"},
      {"2{}", "data"},
      {"2[", "data"},
      {"2]", "data"},
      {"2[\"a\"", "data"},
      {"2[\"a\"]x", "data"},
      {"2\"a\"", "data"},
      {"2null", "data"},
      {"31", "data"},
      {"31{}", "data"},
      {"0[]", "data"},
      {"0\"a\"", "data"},
      {"0{", "data"},
      {"0null", "data"},
      {"1{}", "data"},
      {"1[]", "data"},
      {"1/webrtc,x", "data"},
      {"4[]", "data"},
      {"4\"", "data"},
      {"4{]", "data"},
      {"51-", "data"},
      {"51-{}", "data"},
      {"61-1", "data"},
      {"2-1[\"a\"]", "data"},
  };
  for (const auto& row : rows) {
    const auto packet = socket_io::decode(row.text);
    INFO(row.text);
    REQUIRE_FALSE(packet);
    CHECK(packet.error.code == Errc::BadFormat);
    CHECK(packet.error.field == row.field);
    CHECK_FALSE(packet.error.message.empty());
  }
}

TEST_CASE("namespace and packet have a limit", "[socket_io]") {
  const std::string nsp = "/" + std::string(limit::namespace_bytes - 1, 'n');
  CHECK(socket_io::decode("0" + nsp + ","));
  auto packet = socket_io::decode("0" + nsp + "n,");
  REQUIRE_FALSE(packet);
  CHECK(packet.error.code == Errc::TooLarge);
  CHECK(packet.error.field == "namespace");
  CHECK(packet.error.message == "is longer than 64 bytes");

  const auto event = [](std::size_t size) { return "2[" + std::string(size - 3, ' ') + "]"; };
  CHECK(socket_io::decode(event(limit::frame_bytes)));
  packet = socket_io::decode(event(limit::frame_bytes + 1));
  REQUIRE_FALSE(packet);
  CHECK(packet.error.code == Errc::TooLarge);
  CHECK(packet.error.field == "packet");
  CHECK(packet.error.message == "is longer than 65536 bytes");
}
