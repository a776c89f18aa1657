// Characters as people count them.
#include "ringline/characters.hpp"

#include <catch2/catch.hpp>

#include "ringline/limits.hpp"

namespace ringline {
namespace {

std::string cut(std::string text, std::size_t most) {
  cut_characters(text, most);
  return text;
}

}  // namespace

TEST_CASE("a letter with its marks, a conjunct, an emoji and a flag are one character each",
          "[characters]") {
  const struct {
    const char* text;
    std::size_t characters;
  } rows[] = {
      {"", 0},
      {"Rahim", 5},
      {"\xC3\xA9", 1},   // é
      {"e\xCC\x81", 1},  // é by its parts
      {"নাদিয়া", 3},     // না দি য় া: vowel signs, and a nukta
      {"ক্ষ্ম", 1},        // three consonants by two viramas
      {"কর্মকর্তা", 4},
      {"हिन्दी", 2},
      {"ไทย", 3},
      {"กำ", 2},  // SARA AM is a letter of its own
      {"مُحَمَّد", 4},
      {"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", 1},  // a thumb with its skin tone
      {"👨‍👩‍👧‍👦", 1},
      {"🇧🇩🇩🇪", 2},
      {"🇧🇩🇩", 2},
      {"각", 1},        // by its parts
      {"\xCC\x81", 1},  // a mark alone
      {"\xFF\xFE", 2},  // not UTF-8: byte by byte
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(count_characters(row.text) == row.characters);
  }
}

TEST_CASE("a text is cut between characters", "[characters]") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "abc");
  CHECK(cut("ক্ষ্মকি", 1) == "ক্ষ্ম");
  CHECK(cut("🇧🇩🇩🇪", 1) == "🇧🇩");
  CHECK(cut("👨‍👩‍👧‍👦x", 1) == "👨‍👩‍👧‍👦");
  // Letters under heaps of marks: fewer of them. A single one is cut, too.
  std::string heaped = "a";
  for (int i = 0; i < 50; ++i) heaped += "\xCC\x81";
  std::string all;
  for (int i = 0; i < 100; ++i) all += heaped;
  CHECK(cut(all, 100) == all.substr(0, 7 * heaped.size()));
  for (int i = 0; i < 1'000; ++i) heaped += "\xCC\x81";
  CHECK(cut(heaped, 1).size() == 127);
}

TEST_CASE("digits of every script become those of ASCII", "[characters]") {
  const auto digits = [](std::string text) {
    make_digits_ascii(text);
    return text;
  };
  CHECK(digits("+880 1711-000001") == "+880 1711-000001");
  CHECK(digits("+৮৮০ ১৭১১-০০০০০১") == "+880 1711-000001");
  CHECK(digits("٠١٢٣٤٥٦٧٨٩") == "0123456789");
  CHECK(digits("۰۹ ०९ ๐๙ ０９ 𑄶𑄿 𝟎𝟗") == "09 09 09 09 09 09");
  // Other numerals are no digits: they have no places.
  CHECK(digits("Ⅷ 八 ½") == "Ⅷ 八 ½");
  CHECK(digits("office ১২ \xFF") == "office 12 \xFF");
}

}  // namespace ringline
