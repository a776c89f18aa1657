#include "ringline/characters.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "ringline/limits.hpp"
#include "support/utf8.hpp"

namespace ringline {
namespace {

struct Span {
  std::uint32_t first : 24;
  std::uint32_t more : 8;  // after the first
};

// What joins the character before it: marks (Mn, Mc, Me), the joiners, skin tones, tags, and the vowels and
// finals of Hangul that is written by its parts. Unicode 14; unassigned gaps are taken along.
constexpr Span joining[] = {
    {0x300, 111},   {0x483, 6},    {0x591, 44},   {0x5BF, 0},    {0x5C1, 1},    {0x5C4, 1},
    {0x5C7, 0},     {0x610, 10},   {0x64B, 20},   {0x670, 0},    {0x6D6, 6},    {0x6DF, 5},
    {0x6E7, 1},     {0x6EA, 3},    {0x711, 0},    {0x730, 26},   {0x7A6, 10},   {0x7EB, 8},
    {0x7FD, 0},     {0x816, 3},    {0x81B, 8},    {0x825, 2},    {0x829, 4},    {0x859, 2},
    {0x898, 7},     {0x8CA, 23},   {0x8E3, 32},   {0x93A, 2},    {0x93E, 17},   {0x951, 6},
    {0x962, 1},     {0x981, 2},    {0x9BC, 0},    {0x9BE, 15},   {0x9D7, 0},    {0x9E2, 1},
    {0x9FE, 5},     {0xA3C, 21},   {0xA70, 1},    {0xA75, 0},    {0xA81, 2},    {0xABC, 0},
    {0xABE, 15},    {0xAE2, 1},    {0xAFA, 9},    {0xB3C, 0},    {0xB3E, 25},   {0xB62, 1},
    {0xB82, 0},     {0xBBE, 15},   {0xBD7, 0},    {0xC00, 4},    {0xC3C, 0},    {0xC3E, 24},
    {0xC62, 1},     {0xC81, 2},    {0xCBC, 0},    {0xCBE, 24},   {0xCE2, 1},    {0xD00, 3},
    {0xD3B, 1},     {0xD3E, 15},   {0xD57, 0},    {0xD62, 1},    {0xD81, 2},    {0xDCA, 21},
    {0xDF2, 1},     {0xE31, 0},    {0xE34, 6},    {0xE47, 7},    {0xEB1, 0},    {0xEB4, 8},
    {0xEC8, 5},     {0xF18, 1},    {0xF35, 0},    {0xF37, 0},    {0xF39, 0},    {0xF3E, 1},
    {0xF71, 19},    {0xF86, 1},    {0xF8D, 47},   {0xFC6, 0},    {0x102B, 19},  {0x1056, 3},
    {0x105E, 2},    {0x1062, 2},   {0x1067, 6},   {0x1071, 3},   {0x1082, 11},  {0x108F, 0},
    {0x109A, 3},    {0x1160, 159}, {0x135D, 2},   {0x1712, 3},   {0x1732, 2},   {0x1752, 1},
    {0x1772, 1},    {0x17B4, 31},  {0x17DD, 0},   {0x180B, 2},   {0x180F, 0},   {0x1885, 1},
    {0x18A9, 0},    {0x1920, 27},  {0x1A17, 4},   {0x1A55, 42},  {0x1AB0, 30},  {0x1B00, 4},
    {0x1B34, 16},   {0x1B6B, 8},   {0x1B80, 2},   {0x1BA1, 12},  {0x1BE6, 13},  {0x1C24, 19},
    {0x1CD0, 2},    {0x1CD4, 20},  {0x1CED, 0},   {0x1CF4, 0},   {0x1CF7, 2},   {0x1DC0, 63},
    {0x200C, 1},    {0x20D0, 32},  {0x2CEF, 2},   {0x2D7F, 0},   {0x2DE0, 31},  {0x302A, 5},
    {0x3099, 1},    {0xA66F, 3},   {0xA674, 9},   {0xA69E, 1},   {0xA6F0, 1},   {0xA802, 0},
    {0xA806, 0},    {0xA80B, 0},   {0xA823, 4},   {0xA82C, 0},   {0xA880, 1},   {0xA8B4, 17},
    {0xA8E0, 17},   {0xA8FF, 0},   {0xA926, 7},   {0xA947, 12},  {0xA980, 3},   {0xA9B3, 13},
    {0xA9E5, 0},    {0xAA29, 13},  {0xAA43, 0},   {0xAA4C, 1},   {0xAA7B, 2},   {0xAAB0, 0},
    {0xAAB2, 2},    {0xAAB7, 1},   {0xAABE, 1},   {0xAAC1, 0},   {0xAAEB, 4},   {0xAAF5, 1},
    {0xABE3, 7},    {0xABEC, 1},   {0xFB1E, 0},   {0xFE00, 15},  {0xFE20, 15},  {0x101FD, 0},
    {0x102E0, 0},   {0x10376, 4},  {0x10A01, 14}, {0x10A38, 7},  {0x10AE5, 1},  {0x10D24, 3},
    {0x10EAB, 1},   {0x10F46, 10}, {0x10F82, 3},  {0x11000, 2},  {0x11038, 14}, {0x11070, 0},
    {0x11073, 1},   {0x1107F, 3},  {0x110B0, 10}, {0x110C2, 0},  {0x11100, 2},  {0x11127, 13},
    {0x11145, 1},   {0x11173, 0},  {0x11180, 2},  {0x111B3, 13}, {0x111C9, 3},  {0x111CE, 1},
    {0x1122C, 11},  {0x1123E, 0},  {0x112DF, 11}, {0x11300, 3},  {0x1133B, 1},  {0x1133E, 15},
    {0x11357, 0},   {0x11362, 18}, {0x11435, 17}, {0x1145E, 0},  {0x114B0, 19}, {0x115AF, 17},
    {0x115DC, 1},   {0x11630, 16}, {0x116AB, 12}, {0x1171D, 14}, {0x1182C, 14}, {0x11930, 14},
    {0x11940, 0},   {0x11942, 1},  {0x119D1, 15}, {0x119E4, 0},  {0x11A01, 9},  {0x11A33, 6},
    {0x11A3B, 3},   {0x11A47, 0},  {0x11A51, 10}, {0x11A8A, 15}, {0x11C2F, 16}, {0x11C92, 36},
    {0x11D31, 20},  {0x11D47, 0},  {0x11D8A, 13}, {0x11EF3, 3},  {0x16AF0, 4},  {0x16B30, 6},
    {0x16F4F, 0},   {0x16F51, 65}, {0x16FE4, 13}, {0x1BC9D, 1},  {0x1CF00, 70}, {0x1D165, 4},
    {0x1D16D, 5},   {0x1D17B, 7},  {0x1D185, 6},  {0x1D1AA, 3},  {0x1D242, 2},  {0x1DA00, 54},
    {0x1DA3B, 49},  {0x1DA75, 0},  {0x1DA84, 0},  {0x1DA9B, 20}, {0x1E000, 42}, {0x1E130, 6},
    {0x1E2AE, 0},   {0x1E2EC, 3},  {0x1E8D0, 6},  {0x1E944, 6},  {0x1F3FB, 4},  {0xE0020, 95},
    {0xE0100, 239},
};

// The zeros beyond ASCII; the other nine digits of each follow it.
constexpr std::uint32_t zeros[] = {
    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,   0xC66,
    0xCE6,   0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,  0x1810,
    0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,
    0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
};

constexpr std::uint32_t zero_width_joiner = 0x200D;

constexpr std::size_t least_bytes = 128;  // of the shortest text: a family is 25

bool joins(std::uint32_t character) {
  const auto* after =
      std::upper_bound(std::begin(joining), std::end(joining), character,
                       [](std::uint32_t value, const Span& span) { return value < span.first; });
  if (after == std::begin(joining)) return false;
  const Span& span = *std::prev(after);
  return character - span.first <= span.more;
}

bool is_flag_half(std::uint32_t character) { return character >= 0x1F1E6 && character <= 0x1F1FF; }

// From Devanagari to Malayalam: blocks that are all laid out alike.
bool is_indic(std::uint32_t character) { return character >= 0x900 && character < 0xD80; }
bool is_virama(std::uint32_t character) {
  return is_indic(character) && (character & 0x7FU) == 0x4D;
}

// Goes over the code points of a text. What isn't UTF-8 counts byte by byte.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_over() const { return rest_.empty(); }
  // Takes the next one; returns its length in bytes.
  std::size_t step() {
    const std::size_t length = std::max<std::size_t>(utf8_length(rest_), 1);
    const auto lead = static_cast<unsigned char>(rest_[0]);
    value_ = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      value_ = (value_ << 6U) | (static_cast<unsigned char>(rest_[i]) & 0x3FU);
    }
    rest_.remove_prefix(length);
    return length;
  }
  [[nodiscard]] std::uint32_t value() const { return value_; }

 private:
  std::string_view rest_;
  std::uint32_t value_ = 0;
};

// Says of each code point in turn whether a character begins with it.
class Beginnings {
 public:
  bool begins(std::uint32_t character) {
    const bool ends_flag = is_flag_half(character) && awaits_half_;
    const bool joined = joins(character) || before_ == zero_width_joiner || ends_flag ||
                        (is_virama(before_) && is_indic(character));
    awaits_half_ = is_flag_half(character) && !ends_flag;
    before_ = character;
    return !std::exchange(any_, true) || !joined;
  }

 private:
  std::uint32_t before_ = 0;
  bool awaits_half_ = false;  // of a flag
  bool any_ = false;
};

// The bytes of the first `most` characters, or of as many as `most_bytes` hold. Of a single character
// that is heavier only what fits.
std::size_t prefix_of(std::string_view text, std::size_t most, std::size_t most_bytes) {
  Walk walk(text);
  Beginnings beginnings;
  std::size_t bytes = 0;
  std::size_t whole = 0;  // to the end of the last character
  std::size_t characters = 0;
  while (!walk.is_over()) {
    const std::size_t length = walk.step();
    if (beginnings.begins(walk.value())) {
      whole = bytes;
      if (++characters > most) return whole;
    }
    if (bytes + length > most_bytes) return whole > 0 ? whole : bytes;
    bytes += length;
  }
  return bytes;
}

std::optional<char> digit_of(std::uint32_t character) {
  const auto* after = std::upper_bound(std::begin(zeros), std::end(zeros), character);
  if (after == std::begin(zeros) || character - *std::prev(after) > 9) return std::nullopt;
  return static_cast<char>('0' + (character - *std::prev(after)));
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
  Walk walk(text);
  Beginnings beginnings;
  std::size_t characters = 0;
  while (!walk.is_over()) {
    walk.step();
    characters += beginnings.begins(walk.value()) ? 1 : 0;
  }
  return characters;
}

void cut_characters(std::string& text, std::size_t most) {
  if (text.size() <= most) return;  // so few bytes are no more characters
  text.resize(prefix_of(text, most, std::max(most * limit::bytes_per_character, least_bytes)));
}

void make_digits_ascii(std::string& text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return;
  std::string made;
  Walk walk(text);
  for (std::size_t at = 0; !walk.is_over();) {
    const std::size_t length = walk.step();
    if (const auto digit = digit_of(walk.value())) {
      made += *digit;
    } else {
      made.append(text, at, length);
    }
    at += length;
  }
  text = std::move(made);
}

}  // namespace ringline
