// What our decoders make of packets, for a comparison with npm's: tests/differential/codec.test.mjs.
//
// Lines from standard input, `s`, `e` or `p` and the text in hexadecimal; one JSON line each:
//   s  a Socket.IO packet:   {"type","attachments","nsp","id","data"}; data as its text
//   e  an Engine.IO packet:  {"type","data"}
//   p  an Engine.IO payload: {"packets":[{"type","data","binary"}]}, binary data in hexadecimal
// or {"refused":"field message"}.
#include <iostream>
#include <string>

#include "json/writer.hpp"
#include "link/socket_data.hpp"
#include "ringline/engine_io.hpp"
#include "ringline/limits.hpp"
#include "ringline/socket_io.hpp"

namespace {

using namespace ringline;

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string to_hex(const std::string& bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += "0123456789abcdef"[byte >> 4U];
    digits += "0123456789abcdef"[byte & 15U];
  }
  return digits;
}

void refuse(json::Writer& out, const Error& error) {
  out.key("refused");
  out.text(error.field + " " + error.message);
}

void probe_socket(json::Writer& out, const std::string& text) {
  const auto packet = socket_io::decode(text);
  if (!packet) return refuse(out, packet.error);
  if (const auto data = read_data(*packet, limit::frame_bytes); !data) {
    return refuse(out, data.error);
  }
  out.key("type");
  out.integer(static_cast<std::int64_t>(packet->type));
  out.key("attachments");
  out.integer(packet->attachments);
  out.key("nsp");
  out.text(packet->nsp);
  if (packet->id) {
    out.key("id");
    out.integer(static_cast<std::int64_t>(*packet->id));
  }
  if (!packet->data.empty()) {
    out.key("data");
    out.text(packet->data);
  }
}

void probe_engine(json::Writer& out, const std::string& text) {
  const auto packet = engine_io::decode(text);
  if (!packet) return refuse(out, packet.error);
  out.key("type");
  out.integer(static_cast<std::int64_t>(packet->type));
  out.key("data");
  out.text(packet->data);
}

void probe_payload(json::Writer& out, const std::string& text) {
  const auto packets = engine_io::decode_payload(text, limit::frame_bytes);
  if (!packets) return refuse(out, packets.error);
  out.key("packets");
  out.begin_array();
  for (const auto& each : *packets) {
    out.begin_object();
    out.key("type");
    out.integer(static_cast<std::int64_t>(each.type));
    out.key("data");
    out.text(each.binary ? to_hex(each.data) : each.data);
    out.key("binary");
    out.boolean(each.binary);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const std::string text = from_hex(line.substr(1));
    json::Writer out;
    out.begin_object();
    switch (line.front()) {
      case 's':
        probe_socket(out, text);
        break;
      case 'e':
        probe_engine(out, text);
        break;
      default:
        probe_payload(out, text);
        break;
    }
    out.end_object();
    std::cout << out.take() << '\n';
  }
}
