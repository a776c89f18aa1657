#include "rest/phone_text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "rest/texts.hpp"
#include "ringline/characters.hpp"

namespace ringline::server_app {
namespace {

constexpr std::size_t least_digits = 3;

// What people paste beside digits, and what of it is meant; 0: nothing.
struct Range {
  char32_t first;
  char32_t last;
  char ascii;
};
constexpr Range ranges[] = {
    {0x00A0, 0x00A0, ' '}, {0x2000, 0x200A, ' '},  // blanks
    {0x202F, 0x202F, ' '}, {0x205F, 0x205F, ' '},
    {0x3000, 0x3000, ' '}, {0x2010, 0x2015, '-'},  // dashes
    {0x2212, 0x2212, '-'}, {0xFE63, 0xFE63, '-'},
    {0xFF0D, 0xFF0D, '-'}, {0xFF0B, 0xFF0B, '+'},  // signs
    {0xFF08, 0xFF08, '('}, {0xFF09, 0xFF09, ')'},
    {0x00AD, 0x00AD, 0},   {0x061C, 0x061C, 0},  // what nobody sees
    {0x200B, 0x200F, 0},   {0x202A, 0x202E, 0},
    {0x2060, 0x2069, 0},   {0xFEFF, 0xFEFF, 0},
};

const Range* range_of(char32_t c) {
  const auto found = std::find_if(std::begin(ranges), std::end(ranges), [c](const Range& each) {
    return c >= each.first && c <= each.last;
  });
  return found == std::end(ranges) ? nullptr : found;
}

// Of UTF-8; a byte that is none is taken as it is.
std::string in_ascii(std::string text) {
  make_digits_ascii(text);
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string_view whole = std::string_view(text).substr(i, size);
    i += whole.size();
    char32_t c = size == 1 ? first : first & (0x7FU >> size);
    for (const char each : whole.substr(1)) {
      c = c << 6U | (static_cast<unsigned char>(each) & 0x3FU);
    }
    const Range* range = size == 1 ? nullptr : range_of(c);
    if (range == nullptr) {
      plain += whole;
    } else if (range->ascii != 0) {
      plain += range->ascii;
    }
  }
  return plain;
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "x123", "ext. 5", ";ext=5", "#5" at the end: where it begins, or the whole length.
std::size_t extension_of(const std::string& number) {
  const std::string small = small_letters(number);
  std::size_t end = small.size();
  while (end > 0 && is_digit(small[end - 1])) --end;
  if (end == small.size()) return small.size();
  std::string_view before = std::string_view(small).substr(0, end);
  while (!before.empty() &&
         (before.back() == ' ' || before.back() == '.' || before.back() == '=')) {
    before.remove_suffix(1);
  }
  for (const std::string_view each : {"extension", "extn", "ext", "x", "#"}) {
    if (before.size() < each.size() || before.substr(before.size() - each.size()) != each) continue;
    return before.size() - each.size();
  }
  return small.size();
}

}  // namespace

std::string plain_number(const std::string& text) {
  std::string number = trimmed(in_ascii(text));
  if (begins_with(number, "=\"") && number.size() > 2 && number.back() == '"') {
    number = trimmed(number.substr(2, number.size() - 3));
  }
  while (!number.empty() && number.front() == '\'') number.erase(0, 1);
  if (begins_with(small_letters(number), "tel:")) number = trimmed(number.substr(4));
  if (const std::size_t next = number.find(":::"); next != std::string::npos) {
    number = trimmed(number.substr(0, next));
  }
  return number;
}

std::string problem_of_number(const std::string& number) {
  std::string main = number.substr(0, extension_of(number));
  while (!main.empty() && std::string_view(" ;,").find(main.back()) != std::string_view::npos) {
    main.pop_back();
  }
  const auto digits = static_cast<std::size_t>(std::count_if(main.begin(), main.end(), is_digit));
  const std::size_t power = main.find_first_of("eE");
  if (power != std::string::npos && power > 0 && main.find('+', power) == power + 1 &&
      main.find_first_not_of("0123456789.,") == power) {
    return "was rounded by a spreadsheet: make the column one of text there, and save it again";
  }
  if (main.find_first_not_of("0123456789 +-()./*#~") == std::string::npos &&
      digits >= least_digits) {
    return {};
  }
  return "is no number such as +880 1711-000001";
}

}  // namespace ringline::server_app
