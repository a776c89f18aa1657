#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "json/parse.hpp"
#include "json/writer.hpp"
#include "ringline/limits.hpp"
#include "support/utf8.hpp"

using namespace ringline;
using json::Kind;

namespace {

constexpr std::size_t plenty = 1U << 20U;

json::Value parsed(std::string_view text) {
  auto value = json::parse(text, plenty);
  INFO(text << " -> " << value.error.message);
  REQUIRE(value);
  return *value;
}

Error refusal(std::string_view text, std::size_t max_bytes = plenty) {
  auto value = json::parse(text, max_bytes);
  INFO(text);
  REQUIRE_FALSE(value);
  CHECK(value.error.field == "json");
  return value.error;
}

std::string written(std::string_view text) {
  json::Writer writer;
  writer.text(text);
  return writer.take();
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("every kind of JSON value is read", "[json]") {
  CHECK(parsed("null").kind == Kind::Null);
  CHECK(parsed("true").kind == Kind::Bool);
  CHECK(parsed("true").integer == 1);
  CHECK(parsed("false").kind == Kind::Bool);
  CHECK(parsed("false").integer == 0);
  CHECK(parsed(" \"a\\u00e9\\ud83d\\ude00\\n\" ").text == "a\xC3\xA9\xF0\x9F\x98\x80\n");
  CHECK(parsed("\"\\u0000\"").text == std::string(1, '\0'));

  const auto list = parsed("[1,[],\"x\"]");
  REQUIRE(list.kind == Kind::Array);
  REQUIRE(list.items.size() == 3);
  CHECK(list.items[0].integer == 1);
  CHECK(list.items[1].kind == Kind::Array);
  CHECK(list.items[2].text == "x");

  auto object = parsed(R"({"a":{"b":[true,{"c":7}]},"d":null})");
  REQUIRE(object.kind == Kind::Object);
  REQUIRE(object.find("a") != nullptr);
  auto* b = object.find("a")->find("b");
  REQUIRE(b != nullptr);
  REQUIRE(b->items.size() == 2);
  CHECK(b->items[1].find("c")->integer == 7);
  CHECK(object.find("d")->kind == Kind::Null);
  CHECK(object.find("b") == nullptr);
}

TEST_CASE("integers are exact, fractions are only recognised", "[json]") {
  CHECK(parsed("0").integer == 0);
  CHECK(parsed("-7").integer == -7);
  CHECK(parsed("9223372036854775807").integer == std::numeric_limits<std::int64_t>::max());
  CHECK(parsed("-9223372036854775808").integer == std::numeric_limits<std::int64_t>::min());
  // Beyond 64 bits signed, still within unsigned: the nearest that fits.
  CHECK(parsed("18446744073709551615").kind == Kind::Integer);
  CHECK(parsed("18446744073709551615").integer == std::numeric_limits<std::int64_t>::max());
  for (const char* text : {"1.5", "1e3", "1E+3", "-0.1e-400", "18446744073709551616",
                           "-9223372036854775809", "1e299", "0.5e299"}) {
    CHECK(parsed(text).kind == Kind::Fraction);
  }
}

TEST_CASE("a number of any size is JSON, and is kept as it is written", "[json]") {
  for (const std::string& text :
       {std::string("1e300"), std::string("-1e300"), std::string("1e999"), std::string("1E+309"),
        std::string("1e99999999999999999999"), std::string(301, '9'), std::string(301, '9') + ".5",
        std::string(301, '9') + "e-5"}) {
    const auto value = parsed(text);
    CHECK(value.kind == Kind::Fraction);
    CHECK(value.text == text);
  }
  CHECK(parsed("[1e400,2]").items.at(1).integer == 2);
}

TEST_CASE("the last of two members with one name counts", "[json]") {
  CHECK(parsed(R"({"a":1,"a":2})").find("a")->integer == 2);
}

TEST_CASE("what is not JSON is refused and the place is named", "[json]") {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "[1,]",
                           "{\"a\"}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "'a'",
                           "[1]x",
                           "1 2",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "NaN",
                           "Infinity",
                           "\"a",
                           "\"\x01\"",
                           "\"\t\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "/**/1",
                           "[",
                           "]",
                           "{\"a\":[}",
                           "\xFF",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF4\x90\x80\x80\"",
                           "\"\xE2\x82\""}) {
    const auto error = refusal(text);
    CHECK(error.code == Errc::BadFormat);
    CHECK(error.message.find("is not valid: see byte ") == 0);
  }
  CHECK(refusal("[1,x]").message == "is not valid: see byte 4");
  CHECK(refusal(std::string_view("[1\0]", 4)).code == Errc::BadFormat);
  // Found beside npm's parser: what follows a U+0000 was not looked at.
  CHECK(refusal(std::string_view("{}\0}", 4)).message == "is not valid: see byte 3");
  CHECK(refusal(std::string_view("1\0", 2)).code == Errc::BadFormat);
  CHECK(refusal(std::string_view("\0", 1)).code == Errc::BadFormat);
}

TEST_CASE("nesting, values and bytes have a limit", "[json]") {
  const auto nested = [](std::size_t depth) { return repeated("[", depth) + repeated("]", depth); };
  CHECK(parsed(nested(limit::json_depth)).items.size() == 1);
  auto error = refusal(nested(limit::json_depth + 1));
  CHECK(error.code == Errc::TooLarge);
  CHECK(error.message == "is nested deeper than 16 levels");
  CHECK(refusal(nested(100'000)).code == Errc::TooLarge);
  CHECK(refusal(repeated("{\"a\":", 100'000)).code == Errc::TooLarge);

  // The list itself is a value, too.
  const auto values = [](std::size_t count) { return "[1" + repeated(",1", count - 2) + "]"; };
  CHECK(parsed(values(limit::json_values)).items.size() == limit::json_values - 1);
  error = refusal(values(limit::json_values + 1));
  CHECK(error.code == Errc::TooLarge);
  CHECK(error.message == "holds more than 2048 values");

  CHECK(json::parse("[1]", 3));
  error = refusal("[1]", 2);
  CHECK(error.code == Errc::TooLarge);
  CHECK(error.message == "is longer than 2 bytes");
}

TEST_CASE("nesting of both kinds counts together, wherever it stands", "[json]") {
  const auto nested = [](std::size_t pairs) {
    return repeated("[{\"a\":", pairs) + "1" + repeated("}]", pairs);
  };
  CHECK(parsed(nested(limit::json_depth / 2)).items.size() == 1);
  CHECK(refusal(nested(limit::json_depth / 2 + 1)).code == Errc::TooLarge);
  CHECK(refusal("[1,2," + nested(limit::json_depth / 2) + "]").code == Errc::TooLarge);
  // Closed brackets count no more: breadth is not depth.
  CHECK(parsed("[" + repeated("[[]],", 300) + "[]]").items.size() == 301);
  // Only opened, never closed.
  CHECK(refusal(repeated("[{\"a\":", 50'000)).code == Errc::TooLarge);
}

TEST_CASE("numbers of any length and size are read or refused, never misread", "[json]") {
  CHECK(parsed("-0").integer == 0);
  CHECK(parsed("9007199254740993").integer == 9'007'199'254'740'993);
  CHECK(parsed("18446744073709551615").integer == std::numeric_limits<std::int64_t>::max());
  CHECK(parsed(repeated("9", 200)).kind == json::Kind::Fraction);
  CHECK(parsed("-" + repeated("9", 200)).kind == json::Kind::Fraction);
  CHECK(parsed(repeated("9", 60'000)).kind == json::Kind::Fraction);
  CHECK(parsed("0." + repeated("0", 60'000) + "1").kind == json::Kind::Fraction);
  for (const char* tiny : {"1e-400", "-1e-99999999999999999999", "0.0e40"}) {
    INFO(tiny);
    CHECK(parsed(tiny).kind == json::Kind::Fraction);
  }
  for (const char* huge : {"1e99999999999999999999", "-1e400"}) {
    INFO(huge);
    CHECK(parsed(huge).kind == json::Kind::Fraction);
  }
}

TEST_CASE("half of a surrogate pair is the replacement character, in names as in texts", "[json]") {
  constexpr const char* unknown = "\xEF\xBF\xBD";
  CHECK(parsed(R"("\ud83d\ude00")").text == "\xF0\x9F\x98\x80");
  CHECK(parsed(R"({"\ud83d\ude00":1})").find("\xF0\x9F\x98\x80") != nullptr);
  // What JSON.stringify makes of a name that was cut within an emoji.
  CHECK(parsed(R"("Ann \ud83d")").text == std::string("Ann ") + unknown);
  CHECK(parsed(R"("\uDEADx")").text == std::string(unknown) + "x");
  CHECK(parsed(R"("\ud83dx")").text == std::string(unknown) + "x");
  CHECK(parsed(R"("\ud83d\n")").text == std::string(unknown) + "\n");
  CHECK(parsed(R"("\ude00\ud83d")").text == std::string(unknown) + unknown);
  CHECK(parsed(R"("\ud83d\ud83d\ude00")").text == unknown + std::string("\xF0\x9F\x98\x80"));
  CHECK(parsed(R"("\uD83D\uE000")").text == unknown + std::string("\xEE\x80\x80"));
  CHECK(parsed(R"({"\ud800":1})").find(unknown) != nullptr);
  // An escaped backslash before such letters is no escape of them.
  CHECK(parsed(R"("\\ud83d")").text == "\\ud83d");
  CHECK(parsed(R"("\\\ud83d")").text == "\\" + std::string(unknown));
  CHECK(refusal(R"("\ud83)").code == Errc::BadFormat);
  CHECK(refusal(R"("\ud83g")").code == Errc::BadFormat);
  CHECK(refusal(R"(\ud83d)").code == Errc::BadFormat);
}

TEST_CASE("of members with one name the last counts, however it is spelled", "[json]") {
  auto value = parsed(R"({"a":{"b":1},"\u0061":{"b":2,"b":[3]}})");
  REQUIRE(value.find("a") != nullptr);
  REQUIRE(value.find("a")->find("b") != nullptr);
  CHECK(value.find("a")->find("b")->kind == json::Kind::Array);
  CHECK(parsed(R"({"":1,"":2})").find("")->integer == 2);
  std::string many = "{";
  for (int i = 0; i < 1'000; ++i) many += "\"a\":" + std::to_string(i) + ",";
  CHECK(parsed(many + "\"a\":null}").find("a")->kind == json::Kind::Null);
}

TEST_CASE("the writer puts commas where they belong", "[json]") {
  json::Writer writer;
  writer.begin_object();
  writer.key("a");
  writer.begin_array();
  writer.integer(-1);
  writer.text("[");
  writer.boolean(true);
  writer.null();
  writer.begin_object();
  writer.end_object();
  writer.begin_array();
  writer.end_array();
  writer.integer(std::numeric_limits<std::int64_t>::min());
  writer.end_array();
  writer.key("b{");
  writer.text(":");
  writer.key("c");
  writer.boolean(false);
  writer.end_object();
  CHECK(writer.take() ==
        R"({"a":[-1,"[",true,null,{},[],-9223372036854775808],"b{":":","c":false})");
}

TEST_CASE("texts are escaped as JSON.stringify does", "[json]") {
  CHECK(written("plain /'<>&") == "\"plain /'<>&\"");
  CHECK(written("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x1f\x7f", 3)) == "\"\\u0000\\u001f\x7f\"");
  CHECK(written("\xE2\x80\xA8\xE2\x80\xA9") == "\"\xE2\x80\xA8\xE2\x80\xA9\"");
}

TEST_CASE("each ASCII character and the edges of UTF-8 survive a round trip", "[json]") {
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  all += "\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF";
  all += "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  CHECK(parsed(written(all)).text == all);
}

TEST_CASE("every byte is written alike wherever it stands in a text", "[json]") {
  const std::string around = "0123456789abcdef";  // more than the writer looks at together
  for (int byte = 0; byte < 0x100; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    const std::string alone = written(one);
    const std::string inner = alone.substr(1, alone.size() - 2);
    for (std::size_t at = 0; at <= around.size(); ++at) {
      const std::string front = around.substr(0, at);
      const std::string back = around.substr(at);
      const std::string twice = front + one + one + back;
      const bool is_right = written(twice) == '"' + front + inner + inner + back + '"';
      INFO("byte " << byte << " at " << at);
      if (!is_right) FAIL(written(twice));
    }
  }
  SUCCEED();
}

TEST_CASE("the writer never writes what is not UTF-8", "[json]") {
  const std::string r = "\xEF\xBF\xBD";
  CHECK(written("a\xFFz") == "\"a" + r + "z\"");
  CHECK(written("\xE2\x82") == "\"" + r + r + "\"");
  CHECK(written("\xC0\x80") == "\"" + r + r + "\"");
  CHECK(written("\xED\xA0\x80") == "\"" + r + r + r + "\"");
  CHECK(written("\xF4\x90\x80\x80") == "\"" + r + r + r + r + "\"");
}

TEST_CASE("UTF-8 is measured and cut by characters", "[json]") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("a") == 1);
  CHECK(utf8_length("\xC3\xA9") == 2);
  CHECK(utf8_length("\xE2\x82\xAC") == 3);
  CHECK(utf8_length("\xF0\x9F\x98\x80") == 4);
  for (const char* bad : {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF",
                          "\xF5\x80\x80\x80", "\xC3", "\xC3z", "\xF0\x9F\x98"}) {
    CHECK(utf8_length(bad) == 0);
  }
  const auto cut = [](std::string text, std::size_t most) {
    utf8_cut(text, most);
    return text;
  };
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "abc");
  CHECK(cut("ab\xE2\x82\xAC", 4) == "ab");
  CHECK(cut("ab\xE2\x82\xAC", 5) == "ab\xE2\x82\xAC");
  CHECK(cut("\xF0\x9F\x98\x80", 3).empty());
}
