// WebSocket frames (RFC 6455) seen from the server, after the handshake: bytes in, messages out, and
// back. No extension is spoken (permessage-deflate would cost each connection 300 KB).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ringline::web_socket {

enum class Opcode : std::uint8_t {
  Continuation = 0,
  Text = 1,
  Binary = 2,
  Close = 8,
  Ping = 9,
  Pong = 10
};

// RFC 6455, section 7.4.1: those that the gateway says itself.
inline constexpr std::uint16_t close_normal = 1000;
inline constexpr std::uint16_t close_protocol_error = 1002;
inline constexpr std::uint16_t close_bad_text = 1007;
inline constexpr std::uint16_t close_too_big = 1009;

struct Event {
  enum class Kind : std::uint8_t {
    Text,    // a whole message, well-formed UTF-8
    Binary,  // a whole message
    Ping,    // to be answered by a Pong with the same data
    Pong,
    Close,   // the client closes: `code` is its own, or 0; to be answered by a Close
    Failed,  // the client broke a rule: it is to be told `code`, and nothing it says counts any more
  };
  Kind kind = Kind::Failed;
  std::string_view data;  // valid until the next call; of Failed what is wrong
  std::uint16_t code = 0;
};

// Takes a client's frames apart. Fragments are put together; masks, lengths, opcodes, reserved bits,
// the order of fragments and the close code are checked, and a message over `max_message_bytes` is
// refused when its header is there, before anything of it is kept.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_message_bytes) : max_bytes_(max_message_bytes) {}

  // The next thing that stands whole at the front of `bytes`, which is unmasked in place and taken
  // off. Nothing: more must come, and what is left is to be given again, with what follows.
  // After Close and Failed there is nothing for ever, and what is given is taken off.
  [[nodiscard]] std::optional<Event> next(std::span<char>& bytes);

 private:
  struct Header {
    bool final = false;
    Opcode opcode = Opcode::Text;
    std::size_t length = 0;  // of the payload
    std::size_t bytes = 0;   // of the header itself, with the mask
  };
  enum class Read : std::uint8_t { Whole, TooShort, Wrong };

  Read read_header(std::span<const char> bytes, Header& header);
  [[nodiscard]] bool check(const Header& header);
  Event control(const Header& header, std::string_view data);
  std::optional<Event> data(const Header& header, std::string_view data);
  bool refuse(std::uint16_t code, std::string_view why);

  std::size_t max_bytes_;
  std::string message_;               // the fragments so far
  std::optional<Opcode> fragmented_;  // what they are
  bool over_ = false;
  std::uint16_t refused_ = 0;
  std::string_view why_;
};

// A whole message or control frame (of at most 125 bytes) as a server sends it, unmasked.
void append_frame(std::string& to, Opcode opcode, std::string_view data);
void append_close(std::string& to, std::uint16_t code);

}  // namespace ringline::web_socket
