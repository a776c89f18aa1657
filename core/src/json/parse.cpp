#include "json/parse.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "json/plain.hpp"
#include "ringline/limits.hpp"
#include "support/decimal.hpp"
#include "support/utf8.hpp"

namespace ringline::json {
namespace {

constexpr int max_decimal_places = 300;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_surrogate(char32_t c) { return c >= 0xD800 && c < 0xE000; }
bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c < 0xE000; }

// By descent, bounded by limit::json_depth. An open container lies at the end of its parent, which gets
// no other child meanwhile: the pointers hold. All functions but the first leave off at what they don't
// take, which is the place that an error names.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Error read() {
    if (value()) {
      (void)next();
      if (at_ != text_.size()) refuse_syntax();
    }
    return std::move(error_);
  }
  Value take() { return std::move(root_); }

 private:
  // ---- characters. The end reads as U+0000, which stands nowhere in JSON.

  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool accept(char c) {
    if (here() != c) return false;
    ++at_;
    return true;
  }
  // The next one that is no space.
  char next() {
    while (here() == ' ' || here() == '\n' || here() == '\r' || here() == '\t') ++at_;
    return here();
  }
  bool accept_next(char c) { return next() == c && accept(c); }

  // ---- values

  bool value() {
    switch (next()) {
      case '{':
        return open(Kind::Object) && members();
      case '[':
        return open(Kind::Array) && elements();
      case '"': {
        Value* added = add(Kind::Text);
        return added != nullptr && quoted(added->text);
      }
      case 'n':
        return word("null") && add(Kind::Null) != nullptr;
      case 't':
        return word("true") && add_integer(Kind::Bool, 1);
      case 'f':
        return word("false") && add_integer(Kind::Bool, 0);
      default:
        return number();
    }
  }

  bool members() {
    if (accept_next('}')) return close();
    do {
      if (next() != '"') return refuse_syntax();
      if (!quoted(name_)) return false;
      if (!accept_next(':')) return refuse_syntax();
      if (!value()) return false;
    } while (accept_next(','));
    return accept('}') ? close() : refuse_syntax();
  }

  bool elements() {
    if (accept_next(']')) return close();
    do {
      if (!value()) return false;
    } while (accept_next(','));
    return accept(']') ? close() : refuse_syntax();
  }

  bool word(std::string_view letters) {
    for (const char each : letters) {
      if (!accept(each)) return refuse_syntax();
    }
    return true;
  }

  // ---- numbers

  bool number() {
    const bool negative = accept('-');
    if (!is_digit(here())) return refuse_syntax();
    std::uint64_t magnitude = 0;
    bool fits = true;
    std::int64_t places = 0;  // before the point
    if (accept('0')) {
      places = 1;
    } else {
      for (; is_digit(here()); ++at_, ++places) {
        const auto digit = static_cast<std::uint64_t>(here() - '0');
        fits = fits && magnitude <= (std::numeric_limits<std::uint64_t>::max() - digit) / 10;
        magnitude = magnitude * 10 + digit;
      }
    }
    if (accept('.')) {
      fits = false;
      if (!digits()) return false;
    }
    if (accept('e') || accept('E')) {
      fits = false;
      const bool shrinks = accept('-');
      if (!shrinks) (void)accept('+');
      const std::size_t first = at_;
      if (!digits()) return false;
      if (!shrinks) places += exponent(text_.substr(first, at_ - first));
    }
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (fits && !(negative && magnitude > most + 1)) {
      const auto integer = negative ? 0 - magnitude : std::min(magnitude, most);
      return add_integer(Kind::Integer, static_cast<std::int64_t>(integer));
    }
    if (places > max_decimal_places) {
      return refuse(Errc::BadFormat, "holds a number of 10^300 or more");
    }
    return add(Kind::Fraction) != nullptr;
  }

  bool digits() {
    if (!is_digit(here())) return refuse_syntax();
    while (is_digit(here())) ++at_;
    return true;
  }

  static std::int64_t exponent(std::string_view digits) {
    std::int64_t all = 0;
    for (const char each : digits) {
      all = std::min<std::int64_t>(all * 10 + (each - '0'), max_decimal_places);
    }
    return all;
  }

  // ---- texts

  bool quoted(std::string& into) {
    ++at_;
    into.clear();
    for (;;) {
      const std::size_t first = at_;
      skip_plain();
      into.append(text_, first, at_ - first);
      if (accept('"')) return true;
      if (!accept('\\')) return refuse_syntax();
      if (!escape(into)) return false;
    }
  }

  // To the end of the text, or to what is special or wrong.
  void skip_plain() {
    for (std::size_t length = 0;; at_ += length) {
      at_ += plain_length(text_.substr(at_));
      if (static_cast<unsigned char>(here()) < 0x80) return;
      length = utf8_length(text_.substr(at_));
      if (length == 0) return;
    }
  }

  bool escape(std::string& into) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const std::size_t place = letters.find(here());
    if (place < letters.size()) {
      ++at_;
      into += meant[place];
      return true;
    }
    char32_t c = 0;
    if (!unit(c)) return false;
    if (is_low_surrogate(c)) return refuse_syntax();
    if (is_surrogate(c)) {
      char32_t low = 0;
      if (!accept('\\')) return refuse_syntax();
      if (!unit(low)) return false;
      if (!is_low_surrogate(low)) return refuse_syntax();
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(into, c);
    return true;
  }

  // `u` and four digits.
  bool unit(char32_t& into) {
    if (!accept('u')) return refuse_syntax();
    for (int i = 0; i < 4; ++i, ++at_) {
      const int digit = hex_digit(here());
      if (digit < 0) return refuse_syntax();
      into = into * 16 + static_cast<char32_t>(digit);
    }
    return true;
  }

  // ---- the tree, and errors

  bool refuse(Errc code, std::string message) {
    error_ = Error{code, "json", std::move(message)};
    return false;
  }
  bool refuse_syntax() {
    return refuse(Errc::BadFormat, "is not valid: see byte " + decimal(at_ + 1));
  }

  Value* add(Kind kind) {
    if (++values_ > limit::json_values) {
      refuse(Errc::TooLarge, "holds more than " + decimal(limit::json_values) + " values");
      return nullptr;
    }
    Value* value = depth_ == 0 ? &root_ : &open_[depth_ - 1]->items.emplace_back();
    value->kind = kind;
    value->name = std::move(name_);
    name_.clear();
    return value;
  }
  bool add_integer(Kind kind, std::int64_t integer) {
    Value* value = add(kind);
    if (value == nullptr) return false;
    value->integer = integer;
    return true;
  }
  bool open(Kind kind) {
    ++at_;
    if (depth_ == limit::json_depth) {
      return refuse(Errc::TooLarge,
                    "is nested deeper than " + decimal(limit::json_depth) + " levels");
    }
    Value* value = add(kind);
    if (value == nullptr) return false;
    open_[depth_++] = value;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Value root_;
  Error error_;
  std::string name_;
  std::array<Value*, limit::json_depth> open_{};
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

Value* Value::find(std::string_view member) noexcept {
  const auto last = std::find_if(items.rbegin(), items.rend(),
                                 [member](const Value& item) { return item.name == member; });
  return last == items.rend() ? nullptr : &*last;
}

Result<Value> parse(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return Error{Errc::TooLarge, "json", "is longer than " + decimal(max_bytes) + " bytes"};
  }
  Reader reader(text);
  if (Error error = reader.read()) return error;
  return reader.take();
}

}  // namespace ringline::json
