// The core's reader of WebSocket frames beside Beast's: whatever a client sends, both hear the same
// messages and come to the same end.
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "ringline/web_socket.hpp"

namespace ringline::test {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using web_socket::Event;

constexpr std::size_t most = 400;

struct Heard {
  std::vector<std::string> messages;
  std::string end;  // "cut off", "closed" or "refused"

  bool operator==(const Heard&) const = default;
};

Heard heard_by_ours(std::string bytes) {
  Heard heard{{}, "cut off"};
  web_socket::FrameReader reader(most);
  std::span<char> rest = bytes;
  while (const auto event = reader.next(rest)) {
    const std::string data(event->data);
    if (event->kind == Event::Kind::Text) heard.messages.push_back("text " + data);
    if (event->kind == Event::Kind::Binary) heard.messages.push_back("binary " + data);
    if (event->kind == Event::Kind::Close) heard.end = "closed";
    if (event->kind == Event::Kind::Failed) heard.end = "refused";
  }
  return heard;
}

Heard heard_by_beast(const std::string& bytes) {
  boost::asio::io_context io;
  beast::test::stream client(io);
  websocket::stream<beast::test::stream, false> server(io);
  client.connect(server.next_layer());
  server.read_message_max(most);
  server.next_layer().append(
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  server.accept();
  server.next_layer().append(bytes);
  client.close();
  Heard heard;
  for (;;) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    server.read(buffer, error);
    if (error) {
      const bool cut = error == boost::asio::error::eof ||
                       error == beast::test::error::test_failure ||
                       error == boost::asio::error::connection_reset;
      heard.end = error == websocket::error::closed ? "closed" : cut ? "cut off" : "refused";
      return heard;
    }
    heard.messages.push_back((server.got_text() ? "text " : "binary ") +
                             beast::buffers_to_string(buffer.data()));
  }
}

// Frames as a client makes them, and as it mustn't.
class Client {
 public:
  explicit Client(unsigned seed) : random_(seed) {}

  std::string conversation() {
    std::string bytes;
    for (unsigned left = upto(8); left > 0; --left) bytes += frame();
    if (upto(5) == 0) {
      bytes.resize(bytes.size() - std::min<std::size_t>(bytes.size(), upto(20)));
      was_cut_ = true;
    }
    return bytes;
  }

  [[nodiscard]] bool was_cut() const { return was_cut_; }

 private:
  unsigned upto(unsigned end) { return static_cast<unsigned>(random_() % end); }

  std::string text(unsigned size) {
    static const std::string pieces[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    std::string data;
    while (data.size() < size) data += pieces[upto(4)];
    return data;
  }

  std::string frame() {
    switch (upto(12)) {
      case 0:
        return wrap(0x88, upto(2) == 0 ? "" : std::string("\x03\xe8", 2) + text(upto(20)));
      case 1:
        return wrap(0x89, text(upto(100)));
      case 2:
        return wrap(0x8A, text(upto(140)));
      case 3:
        return wrap(upto(256), text(upto(10)));
      case 4:
        return wrap(0x81, "\xE2\x82" + text(upto(5)));
      case 5:
        return wrap(0x01, text(upto(200)));
      case 6:
        return wrap(0x00, text(upto(200)));
      case 7:
      case 8:
        return wrap(0x80, text(upto(200)));
      case 9:
        return wrap(0x82, std::string(upto(450), '\xff'));
      default:
        return wrap(0x81, text(upto(300)));
    }
  }

  std::string wrap(unsigned first, const std::string& data) {
    std::string out(1, static_cast<char>(first));
    const unsigned mask_bit = upto(60) == 0 ? 0 : 0x80;
    const bool is_long = data.size() > 125 || upto(60) == 0;
    out += static_cast<char>(mask_bit | (is_long ? 126U : static_cast<unsigned>(data.size())));
    if (is_long) {
      out += static_cast<char>(data.size() >> 8U);
      out += static_cast<char>(data.size() & 0xFFU);
    }
    std::string mask;
    for (int i = 0; i < 4; ++i) mask += static_cast<char>(upto(256));
    out += mask;
    for (std::size_t i = 0; i < data.size(); ++i) out += static_cast<char>(data[i] ^ mask[i % 4]);
    return out;
  }

  std::mt19937 random_;
  bool was_cut_ = false;
};

std::string hex(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    shown += digits[byte >> 4U];
    shown += digits[byte & 15U];
  }
  return shown;
}

}  // namespace

TEST_CASE("frames are read as Beast reads them", "[web_socket]") {
  std::size_t ends[3] = {};
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    Client client(seed);
    const std::string bytes = client.conversation();
    const Heard ours = heard_by_ours(bytes);
    const Heard theirs = heard_by_beast(bytes);
    INFO("seed " << seed << ": " << hex(bytes));
    REQUIRE(ours.messages == theirs.messages);
    // Of half a frame the one may see sooner than the other that it is wrong.
    if (!client.was_cut()) REQUIRE(ours.end == theirs.end);
    ++ends[ours.end == "refused" ? 0 : ours.end == "closed" ? 1 : 2];
  }
  // All of it has occurred.
  for (const std::size_t count : ends) CHECK(count > 100);
}

TEST_CASE("what is written is what Beast reads", "[web_socket]") {
  boost::asio::io_context io;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 200'000U}) {
    websocket::stream<beast::test::stream, false> server(io);
    websocket::stream<beast::test::stream, false> client(io);
    client.next_layer().connect(server.next_layer());
    client.async_handshake("a", "/", [](boost::system::error_code error) { REQUIRE_FALSE(error); });
    server.async_accept([](boost::system::error_code error) { REQUIRE_FALSE(error); });
    io.run();
    io.restart();
    std::string bytes;
    web_socket::append_frame(bytes, web_socket::Opcode::Binary, std::string(size, 'x'));
    web_socket::append_close(bytes, web_socket::close_too_big);
    client.next_layer().append(bytes);
    beast::flat_buffer buffer;
    client.read(buffer);
    CHECK(client.got_binary());
    CHECK(buffer.size() == size);
    boost::system::error_code error;
    client.read(buffer, error);
    CHECK(error == websocket::error::closed);
    CHECK(client.reason().code == web_socket::close_too_big);
  }
}

}  // namespace ringline::test
