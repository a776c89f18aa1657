// A reader of our own: it copies a text once, checks another without keeping it, and is a fraction of
// the size of a library's in WebAssembly.
#include "json/parse.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "ringline/limits.hpp"
#include "support/decimal.hpp"
#include "support/utf8.hpp"

namespace ringline::json {
namespace {

constexpr int max_decimal_places = 300;
constexpr std::size_t usual_items = 4;

// Whether a number's integer part, moved by its exponent, has more than max_decimal_places digits.
// Read from the text, so that it doesn't depend on who parses doubles.
bool is_beyond(std::string_view number) {
  int places = 0;
  std::size_t i = number.front() == '-' ? 1 : 0;
  for (; i < number.size() && number[i] >= '0' && number[i] <= '9'; ++i) ++places;
  const std::size_t e = number.find_first_of("eE", i);
  if (e == std::string_view::npos || number[e + 1] == '-') return places > max_decimal_places;
  int exponent = 0;
  for (i = e + (number[e + 1] == '+' ? 2 : 1); i < number.size(); ++i) {
    exponent = std::min(exponent * 10 + (number[i] - '0'), 1'000'000);
  }
  return places > max_decimal_places || places + exponent > max_decimal_places;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What may stand within a text as it is, if it is ASCII.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_utf8(std::string& to, std::uint32_t code) {
  const auto put = [&to](std::uint32_t byte) { to += static_cast<char>(byte); };
  const auto put_rest = [&](int continuations) {
    for (int i = continuations - 1; i >= 0; --i) put(0x80U | (code >> (6 * i) & 0x3FU));
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put_rest(1);
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put_rest(2);
  } else {
    put(0xF0U | code >> 18U);
    put_rest(3);
  }
}

// Recursion is bounded by limit::json_depth. Where there is nothing to read into, it only checks.
class Reader {
 public:
  explicit Reader(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  Error read(Value* into) {
    if (value(into)) {
      skip_blanks();
      if (at_ != end_) refuse_syntax();
    }
    return std::move(error_);
  }

 private:
  // The next character, or one that stands nowhere.
  [[nodiscard]] char peek() const { return at_ == end_ ? '\0' : *at_; }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char expected) {
    if (at_ == end_ || *at_ != expected) return refuse_syntax();
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [this](char c) { return take(c); });
  }

  bool value(Value* into) {
    skip_blanks();
    if (++values_ > limit::json_values) {
      return refuse(Errc::TooLarge, "holds more than " + decimal(limit::json_values) + " values");
    }
    switch (peek()) {
      case '{':
        return container(into, Kind::Object, '}');
      case '[':
        return container(into, Kind::Array, ']');
      case '"':
        if (into != nullptr) into->kind = Kind::Text;
        return text(into == nullptr ? nullptr : &into->text);
      case 'n':
        return take_word("null");
      case 't':
        return take_word("true") && keep(into, Kind::Bool, 1);
      case 'f':
        return take_word("false") && keep(into, Kind::Bool, 0);
      default:
        return number(into);
    }
  }

  bool container(Value* into, Kind kind, char closing) {
    if (depth_ == limit::json_depth) {
      return refuse(Errc::TooLarge,
                    "is nested deeper than " + decimal(limit::json_depth) + " levels");
    }
    ++depth_;
    ++at_;
    if (into != nullptr) into->kind = kind;
    skip_blanks();
    if (peek() != closing) {
      for (;;) {
        if (!element(into, kind)) return false;
        skip_blanks();
        if (peek() == closing) break;
        if (!take(',')) return false;
      }
    }
    ++at_;
    --depth_;
    return true;
  }

  bool element(Value* into, Kind kind) {
    // It gets no brother before it is whole: the pointer holds.
    Value* item = nullptr;
    if (into != nullptr) {
      if (into->items.empty()) into->items.reserve(usual_items);
      item = &into->items.emplace_back();
    }
    if (kind == Kind::Object) {
      skip_blanks();
      if (!text(item == nullptr ? nullptr : &item->name)) return false;
      skip_blanks();
      if (!take(':')) return false;
    }
    return value(item);
  }

  bool text(std::string* into) {
    if (!take('"')) return false;
    for (;;) {
      const char* run = at_;
      while (at_ != end_ && is_plain(*at_)) ++at_;
      while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80) {
        const std::size_t length = utf8_length({at_, static_cast<std::size_t>(end_ - at_)});
        if (length == 0) return refuse_syntax();
        at_ += length;
      }
      if (into != nullptr) into->append(run, at_);
      if (at_ == end_) return refuse_syntax();
      if (*at_ == '"') break;
      if (*at_ == '\\') {
        if (!escape(into)) return false;
      } else if (!is_plain(*at_)) {
        return refuse_syntax();
      }
    }
    ++at_;
    return true;
  }

  bool escape(std::string* into) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    ++at_;
    const std::size_t simple = at_ == end_ ? letters.npos : letters.find(*at_);
    if (simple != letters.npos) {
      ++at_;
      if (into != nullptr) *into += meant[simple];
      return true;
    }
    std::uint32_t code = 0;
    if (!take('u') || !hex(code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) return refuse_syntax();  // half a pair
    if (code >= 0xD800 && code <= 0xDBFF) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u') || !hex(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return refuse_syntax();
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    if (into != nullptr) append_utf8(*into, code);
    return true;
  }

  bool hex(std::uint32_t& code) {
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      constexpr std::string_view digits = "0123456789abcdef";
      // A capital letter's small one differs in this bit; a digit has it already.
      const char small =
          at_ == end_ ? '\0' : static_cast<char>(static_cast<unsigned char>(*at_) | 0x20U);
      const std::size_t digit = digits.find(small);
      if (digit == digits.npos || static_cast<unsigned char>(*at_) < '0') return refuse_syntax();
      code = code << 4U | static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return refuse_syntax();
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool number(Value* into) {
    const char* first = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    const bool is_whole = peek() != '.' && peek() != 'e' && peek() != 'E';
    if (peek() == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    if (is_whole && keep_integer(into, first)) return true;
    if (is_beyond({first, static_cast<std::size_t>(at_ - first)})) {
      return refuse(Errc::BadFormat, "holds a number of 10^300 or more");
    }
    return keep(into, Kind::Fraction, 0);
  }

  // False: it has more than 64 bits.
  bool keep_integer(Value* into, const char* first) {
    std::int64_t number = 0;
    if (std::from_chars(first, at_, number).ec == std::errc{}) {
      return keep(into, Kind::Integer, number);
    }
    std::uint64_t large = 0;
    if (*first == '-' || std::from_chars(first, at_, large).ec != std::errc{}) return false;
    return keep(into, Kind::Integer, std::numeric_limits<std::int64_t>::max());
  }

  static bool keep(Value* into, Kind kind, std::int64_t integer) {
    if (into == nullptr) return true;
    into->kind = kind;
    into->integer = integer;
    return true;
  }

  bool refuse(Errc code, std::string message) {
    error_ = Error{code, "json", std::move(message)};
    return false;
  }
  bool refuse_syntax() {
    return refuse(Errc::BadFormat, "is not valid: see byte " + decimal(at_ - begin_ + 1));
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  Error error_;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

Error too_long(std::size_t max_bytes) {
  return {Errc::TooLarge, "json", "is longer than " + decimal(max_bytes) + " bytes"};
}

}  // namespace

Value* Value::find(std::string_view member) noexcept {
  const auto last = std::find_if(items.rbegin(), items.rend(),
                                 [member](const Value& item) { return item.name == member; });
  return last == items.rend() ? nullptr : &*last;
}

Result<Value> parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return too_long(max_bytes);
  Value value;
  if (Error error = Reader(text).read(&value)) return error;
  return value;
}

Error check(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return too_long(max_bytes);
  return Reader(text).read(nullptr);
}

}  // namespace ringline::json

#ifdef __EMSCRIPTEN__
// No fraction's value is ever read, and no message of the parser's nor embind's names of C++ types
// are ever shown. Without these (and the linker's --wrap) musl's own would come along, with printf
// and 128-bit floats.
extern "C" {
double __wrap_strtod(const char* text, char** end);
int __wrap_snprintf(char* to, std::size_t size, const char* format, ...);
int __wrap_siprintf(char* to, const char* format, ...);

double __wrap_strtod(const char* text, char** end) {
  *end = const_cast<char*>(text) + std::char_traits<char>::length(text);
  return 0;
}

int __wrap_snprintf(char* to, std::size_t size, const char*, ...) {
  if (size > 0) *to = '\0';
  return 0;
}

int __wrap_siprintf(char* to, const char*, ...) {
  *to = '\0';
  return 0;
}
}
#endif
