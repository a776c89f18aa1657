#include "ringline/web_socket.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

using namespace ringline;
using web_socket::Event;
using web_socket::FrameReader;
using web_socket::Opcode;

namespace {

constexpr std::size_t plenty = 1U << 20U;

// A frame as a client sends it; `first` is its first byte, with the bits for FIN and the opcode.
std::string frame(unsigned first, const std::string& data) {
  constexpr unsigned char mask[] = {0x12, 0x34, 0xab, 0xcd};
  std::string out(1, static_cast<char>(first));
  const std::uint64_t size = data.size();  // a size_t may have 32 bits
  if (size < 126) {
    out += static_cast<char>(0x80U | size);
  } else if (size <= 0xFFFF) {
    out += static_cast<char>(0x80U | 126U);
    out += static_cast<char>(size >> 8U);
    out += static_cast<char>(size & 0xFFU);
  } else {
    out += static_cast<char>(0x80U | 127U);
    for (int i = 7; i >= 0; --i) out += static_cast<char>(size >> (8 * i) & 0xFFU);
  }
  for (const unsigned char each : mask) out += static_cast<char>(each);
  for (std::size_t i = 0; i < data.size(); ++i) {
    out += static_cast<char>(static_cast<unsigned char>(data[i]) ^ mask[i % 4]);
  }
  return out;
}

constexpr unsigned text = 0x81;
constexpr unsigned binary = 0x82;
constexpr unsigned closing = 0x88;
constexpr unsigned ping = 0x89;
constexpr unsigned pong = 0x8A;
constexpr unsigned first_of_text = 0x01;
constexpr unsigned middle = 0x00;
constexpr unsigned last = 0x80;

std::string said(const Event& event) {
  const std::string data(event.data);
  switch (event.kind) {
    case Event::Kind::Text:
      return "text " + data;
    case Event::Kind::Binary:
      return "binary " + data;
    case Event::Kind::Ping:
      return "ping " + data;
    case Event::Kind::Pong:
      return "pong " + data;
    case Event::Kind::Close:
      return "close " + std::to_string(event.code) + " " + data;
    case Event::Kind::Failed:
      return "failed " + std::to_string(event.code) + " " + data;
  }
  return {};
}

// What is heard where so many bytes arrive at a time.
std::vector<std::string> heard(const std::string& bytes, std::size_t piece,
                               std::size_t most = plenty) {
  FrameReader reader(most);
  std::vector<std::string> all;
  std::string unread;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    unread += bytes.substr(at, piece);
    std::span<char> rest = unread;
    while (const auto event = reader.next(rest)) all.push_back(said(*event));
    unread.erase(0, unread.size() - rest.size());
  }
  return all;
}

std::vector<std::string> heard(const std::string& bytes) {
  const auto whole = heard(bytes, bytes.size());
  // However it arrives, the same is heard.
  for (const std::size_t piece : {1U, 2U, 3U, 7U}) CHECK(heard(bytes, piece) == whole);
  return whole;
}

std::string only(const std::string& bytes) {
  const auto all = heard(bytes);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string coded(unsigned code, const std::string& reason = {}) {
  return std::string{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)} + reason;
}

}  // namespace

TEST_CASE("messages of every length are read whole", "[web_socket]") {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 125U, 126U, 127U, 65'535U, 65'536U, 70'001U}) {
    const std::string data(size, 'x');
    CHECK(heard(frame(text, data), 4'096) == std::vector<std::string>{"text " + data});
    CHECK(heard(frame(binary, data), 4'096) == std::vector<std::string>{"binary " + data});
  }
  CHECK(heard(frame(text, "one") + frame(ping, "p") + frame(text, "two") + frame(pong, "")) ==
        std::vector<std::string>{"text one", "ping p", "text two", "pong "});
  CHECK(only(frame(binary, std::string("\xff\0\x80", 3))) ==
        "binary " + std::string("\xff\0\x80", 3));
}

TEST_CASE("fragments are put together, with control frames between them", "[web_socket]") {
  CHECK(heard(frame(first_of_text, "a") + frame(ping, "!") + frame(middle, "\xE2\x82") +
              frame(last, "\xAC") + frame(text, "next")) ==
        std::vector<std::string>{"ping !", "text a\xE2\x82\xAC", "text next"});
  CHECK(heard(frame(first_of_text, "") + frame(last, "") + frame(first_of_text, "b") +
              frame(last, "c")) == std::vector<std::string>{"text ", "text bc"});
}

TEST_CASE("what breaks a rule of RFC 6455 fails with its code, once", "[web_socket]") {
  struct Case {
    std::string bytes;
    std::string said;
  };
  const std::string unmasked("\x81\x01x", 3);
  const Case cases[] = {
      {unmasked, "failed 1002 a frame isn't masked"},
      {frame(text | 0x40U, "x"), "failed 1002 a reserved bit is set"},
      {frame(text | 0x10U, "x"), "failed 1002 a reserved bit is set"},
      {frame(0x83, "x"), "failed 1002 an unknown opcode"},
      {frame(0x8B, "x"), "failed 1002 an unknown opcode"},
      {frame(0x09, "x"), "failed 1002 a control frame in fragments"},
      {frame(ping, std::string(126, 'x')), "failed 1002 a control frame of more than 125 bytes"},
      {frame(last, "x"), "failed 1002 a fragment out of its place"},
      {frame(middle, "x"), "failed 1002 a fragment out of its place"},
      {frame(first_of_text, "x") + frame(text, "y"), "failed 1002 a fragment out of its place"},
      {std::string("\x81\xfe\0\x7d\1\2\3\4", 8),
       "failed 1002 a length isn't written in its shortest form"},
      {std::string("\x81\xff\0\0\0\0\0\0\xff\xff\1\2\3\4", 14),
       "failed 1002 a length isn't written in its shortest form"},
      {frame(text, "\xff"), "failed 1007 a text that isn't UTF-8"},
      {frame(first_of_text, "\xE2\x82") + frame(last, "x"), "failed 1007 a text that isn't UTF-8"},
      {frame(closing, "x"), "failed 1002 half a close code"},
      {frame(closing, coded(1000, "\xff")), "failed 1007 a reason that isn't UTF-8"},
  };
  for (const Case& each : cases) {
    INFO(each.said);
    CHECK(heard(each.bytes + frame(text, "unheard")) == std::vector<std::string>{each.said});
  }
}

TEST_CASE("close codes that nobody may send are refused", "[web_socket]") {
  CHECK(only(frame(closing, "")) == "close 0 ");
  for (const unsigned code : {1000U, 1001U, 1003U, 1007U, 1014U, 3000U, 4999U}) {
    CHECK(heard(frame(closing, coded(code, "why")) + frame(text, "unheard")) ==
          std::vector<std::string>{"close " + std::to_string(code) + " why"});
  }
  for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 2999U, 5000U, 65'535U}) {
    CHECK(only(frame(closing, coded(code))) == "failed 1002 a close code that nobody may send");
  }
}

TEST_CASE("a message over the limit is refused by its header", "[web_socket]") {
  const std::string too_long = "failed 1009 a message is longer than maxPayload";
  CHECK(heard(frame(text, std::string(200, 'x')), 1, 200).front() ==
        "text " + std::string(200, 'x'));
  // The header alone, with nothing of what it announces.
  CHECK(heard(frame(text, std::string(201, 'x')).substr(0, 8), 1, 200) ==
        std::vector<std::string>{too_long});
  CHECK(heard(std::string("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\2\3\4", 14), 14) ==
        std::vector<std::string>{too_long});
  CHECK(heard(frame(first_of_text, std::string(150, 'x')) +
                  frame(last, std::string(51, 'x')).substr(0, 6),
              1, 200) == std::vector<std::string>{too_long});
  CHECK(heard(frame(text, std::string(11, 'x')).substr(0, 6), 1, 10) ==
        std::vector<std::string>{too_long});
}

TEST_CASE("a server's frames are unmasked and as short as can be", "[web_socket]") {
  const auto written = [](Opcode opcode, const std::string& data) {
    std::string to;
    web_socket::append_frame(to, opcode, data);
    return to;
  };
  CHECK(written(Opcode::Text, "ab") ==
        "\x81\x02"
        "ab");
  CHECK(written(Opcode::Pong, "") == std::string("\x8a\0", 2));
  CHECK(written(Opcode::Binary, std::string(126, 'x')).substr(0, 4) ==
        std::string("\x82\x7e\0\x7e", 4));
  CHECK(written(Opcode::Text, std::string(65'535, 'x')).substr(0, 4) == "\x81\x7e\xff\xff");
  CHECK(written(Opcode::Text, std::string(65'536, 'x')).substr(0, 10) ==
        std::string("\x81\x7f\0\0\0\0\0\1\0\0", 10));
  std::string to = "before";
  web_socket::append_close(to, web_socket::close_bad_text);
  CHECK(to == "before\x88\x02\x03\xef");
}
