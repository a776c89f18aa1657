#include "ringline/web_socket.hpp"

#include <cstring>

#include "support/utf8.hpp"

namespace ringline::web_socket {
namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned reserved_bits = 0x70;
constexpr unsigned opcode_bits = 0x0F;
constexpr unsigned mask_bit = 0x80;
constexpr unsigned length_bits = 0x7F;
constexpr std::size_t length_in_16_bits = 126;
constexpr std::size_t length_in_64_bits = 127;
constexpr std::size_t mask_bytes = 4;
constexpr std::size_t code_bytes = 2;
constexpr std::size_t control_limit = 125;

unsigned byte(char c) { return static_cast<unsigned char>(c); }

std::uint64_t big_endian(std::span<const char> bytes) {
  std::uint64_t value = 0;
  for (const char each : bytes) value = value << 8U | byte(each);
  return value;
}

bool is_control(Opcode opcode) { return opcode >= Opcode::Close; }
bool is_known(Opcode opcode) {
  return opcode <= Opcode::Binary || (opcode >= Opcode::Close && opcode <= Opcode::Pong);
}

// RFC 6455, section 7.4, and what IANA has registered since.
bool may_be_sent(std::uint64_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

// Eight bytes at a time; the compiler makes more of it.
void unmask(std::span<char> data, const char* mask) {
  char twice[8];
  std::memcpy(twice, mask, mask_bytes);
  std::memcpy(twice + mask_bytes, mask, mask_bytes);
  std::uint64_t wide = 0;
  std::memcpy(&wide, twice, sizeof wide);
  std::size_t i = 0;
  for (; i + sizeof wide <= data.size(); i += sizeof wide) {
    std::uint64_t block = 0;
    std::memcpy(&block, data.data() + i, sizeof block);
    block ^= wide;
    std::memcpy(data.data() + i, &block, sizeof block);
  }
  for (; i < data.size(); ++i) data[i] = static_cast<char>(byte(data[i]) ^ byte(twice[i % 8]));
}

}  // namespace

std::optional<Event> FrameReader::next(std::span<char>& bytes) {
  while (!over_) {
    Header header;
    const Read read = read_header(bytes, header);
    if (read == Read::TooShort) return std::nullopt;
    if (read == Read::Wrong || !check(header)) {
      over_ = true;
      bytes = {};
      return Event{Event::Kind::Failed, why_, refused_};
    }
    if (bytes.size() - header.bytes < header.length) return std::nullopt;
    const std::span<char> payload = bytes.subspan(header.bytes, header.length);
    unmask(payload, bytes.data() + header.bytes - mask_bytes);
    bytes = bytes.subspan(header.bytes + header.length);
    const std::string_view text(payload.data(), payload.size());
    if (is_control(header.opcode)) return control(header, text);
    if (auto event = data(header, text)) return event;
  }
  bytes = {};
  return std::nullopt;
}

bool FrameReader::refuse(std::uint16_t code, std::string_view why) {
  refused_ = code;
  why_ = why;
  return false;
}

FrameReader::Read FrameReader::read_header(std::span<const char> bytes, Header& header) {
  const auto wrong = [this](std::uint16_t code, std::string_view why) {
    (void)refuse(code, why);
    return Read::Wrong;
  };
  if (bytes.size() < 2) return Read::TooShort;
  const unsigned first = byte(bytes[0]);
  const unsigned second = byte(bytes[1]);
  if ((first & reserved_bits) != 0) return wrong(close_protocol_error, "a reserved bit is set");
  if ((second & mask_bit) == 0) return wrong(close_protocol_error, "a frame isn't masked");
  header.final = (first & final_bit) != 0;
  header.opcode = static_cast<Opcode>(first & opcode_bits);
  const std::size_t length = second & length_bits;
  const std::size_t more = length == length_in_16_bits ? 2 : length == length_in_64_bits ? 8 : 0;
  header.bytes = 2 + more + mask_bytes;
  if (bytes.size() < header.bytes) return Read::TooShort;
  header.length = length;
  if (more == 0) return Read::Whole;
  const std::uint64_t written = big_endian(bytes.subspan(2, more));
  if (written <= (more == 2 ? control_limit : 0xFFFF)) {
    return wrong(close_protocol_error, "a length isn't written in its shortest form");
  }
  // Before it is narrowed: a size_t may have 32 bits.
  if (written > max_bytes_) return wrong(close_too_big, "a message is longer than maxPayload");
  header.length = static_cast<std::size_t>(written);
  return Read::Whole;
}

bool FrameReader::check(const Header& header) {
  if (!is_known(header.opcode)) return refuse(close_protocol_error, "an unknown opcode");
  if (is_control(header.opcode)) {
    if (!header.final) return refuse(close_protocol_error, "a control frame in fragments");
    if (header.length > control_limit) {
      return refuse(close_protocol_error, "a control frame of more than 125 bytes");
    }
    return true;
  }
  if ((header.opcode == Opcode::Continuation) != fragmented_.has_value()) {
    return refuse(close_protocol_error, "a fragment out of its place");
  }
  if (message_.size() + header.length > max_bytes_) {
    return refuse(close_too_big, "a message is longer than maxPayload");
  }
  return true;
}

Event FrameReader::control(const Header& header, std::string_view data) {
  if (header.opcode == Opcode::Ping) return {Event::Kind::Ping, data, 0};
  if (header.opcode == Opcode::Pong) return {Event::Kind::Pong, data, 0};
  over_ = true;
  if (data.empty()) return {Event::Kind::Close, {}, 0};
  if (data.size() < code_bytes) {
    return {Event::Kind::Failed, "half a close code", close_protocol_error};
  }
  const std::uint64_t code = big_endian({data.data(), code_bytes});
  if (!may_be_sent(code)) {
    return {Event::Kind::Failed, "a close code that nobody may send", close_protocol_error};
  }
  data.remove_prefix(code_bytes);
  if (!is_utf8(data)) return {Event::Kind::Failed, "a reason that isn't UTF-8", close_bad_text};
  return {Event::Kind::Close, data, static_cast<std::uint16_t>(code)};
}

std::optional<Event> FrameReader::data(const Header& header, std::string_view data) {
  const bool is_whole = header.final && !fragmented_;
  const Opcode opcode = fragmented_.value_or(header.opcode);
  if (!is_whole) {
    // What the last message left in it has been heard by now.
    if (!fragmented_) message_.clear();
    message_ += data;
    fragmented_ = opcode;
    if (!header.final) return std::nullopt;
    fragmented_.reset();
    data = message_;
  }
  if (opcode == Opcode::Binary) return Event{Event::Kind::Binary, data, 0};
  if (is_utf8(data)) return Event{Event::Kind::Text, data, 0};
  over_ = true;
  return Event{Event::Kind::Failed, "a text that isn't UTF-8", close_bad_text};
}

void append_frame(std::string& to, Opcode opcode, std::string_view data) {
  to += static_cast<char>(final_bit | static_cast<unsigned>(opcode));
  const auto append_length = [&](unsigned marker, std::size_t bytes) {
    to += static_cast<char>(marker);
    for (std::size_t left = bytes; left-- > 0;) {
      to += static_cast<char>(static_cast<std::uint64_t>(data.size()) >> (8 * left) & 0xFFU);
    }
  };
  if (data.size() < length_in_16_bits) {
    to += static_cast<char>(data.size());
  } else if (data.size() <= 0xFFFF) {
    append_length(length_in_16_bits, 2);
  } else {
    append_length(length_in_64_bits, 8);
  }
  to += data;
}

void append_close(std::string& to, std::uint16_t code) {
  const char data[] = {static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
  append_frame(to, Opcode::Close, {data, sizeof data});
}

}  // namespace ringline::web_socket
