// The only file that includes nlohmann/json, and of it only the lexer is used: the values are our own,
// which in WebAssembly is a quarter of the size.
#include "json/parse.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline::json {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The code unit of the escape at `at`, `\uXXXX`; nothing where there is none.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return unit;
}

// Half of a surrogate pair, as JSON.stringify writes a text that was cut within an emoji, becomes
// U+FFFD, as it does wherever such a text is written as UTF-8. JSON's grammar allows it; the lexer
// doesn't. False, and nothing in `mended`, where there is none.
bool mend_surrogates(std::string_view text, std::string& mended) {
  constexpr std::string_view replacement = "\\ufffd";
  for (std::size_t at = text.find('\\'); at != std::string_view::npos;) {
    const auto unit = escaped_unit(text, at);
    std::size_t next = at + 2;  // an escape of another kind, perhaps of a backslash
    if (unit) {
      next = at + 6;
      const bool high = *unit >= 0xD800 && *unit <= 0xDBFF;
      const bool low = *unit >= 0xDC00 && *unit <= 0xDFFF;
      const auto second = high ? escaped_unit(text, next) : std::nullopt;
      const bool paired = second && *second >= 0xDC00 && *second <= 0xDFFF;
      if (paired) next += 6;
      if (low || (high && !paired)) {
        if (mended.empty()) mended = text;
        mended.replace(at, replacement.size(), replacement);
      }
    }
    at = next < text.size() ? text.find('\\', next) : std::string_view::npos;
  }
  return !mended.empty();
}

// Where the lexer gathers a text: std::string's push_back would be a call for each of its bytes.
class Gathered {
 public:
  using value_type = char;

  void clear() noexcept { size_ = 0; }
  void push_back(char c) {
    if (size_ + 1 >= bytes_.size()) bytes_.resize(2 * bytes_.size());
    bytes_[size_++] = c;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  // Ends with a zero, for who reads numbers.
  [[nodiscard]] const char* data() noexcept {
    bytes_[size_] = '\0';
    return bytes_.data();
  }
  [[nodiscard]] std::string text() const { return {bytes_.data(), size_}; }

 private:
  std::string bytes_ = std::string(128, '\0');
  std::size_t size_ = 0;
};

// What the lexer asks of a type of JSON values.
struct Types {
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = Gathered;
};

// Builds the tree of nlohmann's tokens. Its own parser would do the same with messages, exceptions
// and their type information in tow. An open container lies at the end of its parent, which gets no
// other child meanwhile: the pointers hold. Recursion is bounded by limit::json_depth.
class Reader {
 public:
  explicit Reader(std::string_view text)
      : lexer_(nlohmann::detail::input_adapter(text.data(), text.data() + text.size())) {}

  Error read() {
    next();
    if (value() && next() != Token::end_of_input) refuse_syntax();
    return std::move(error_);
  }
  Value take() { return std::move(root_); }

 private:
  using Adapter = decltype(nlohmann::detail::input_adapter(std::declval<const char*>(),
                                                           std::declval<const char*>()));
  using Lexer = nlohmann::detail::lexer<Types, Adapter>;
  using Token = Lexer::token_type;

  Token next() { return token_ = lexer_.scan(); }

  bool value() {
    switch (token_) {
      case Token::begin_object:
        return open(Kind::Object) && members();
      case Token::begin_array:
        return open(Kind::Array) && elements();
      case Token::literal_null:
        return add(Kind::Null) != nullptr;
      case Token::literal_true:
        return add_integer(Kind::Bool, 1);
      case Token::literal_false:
        return add_integer(Kind::Bool, 0);
      case Token::value_integer:
        return add_integer(Kind::Integer, lexer_.get_number_integer());
      case Token::value_unsigned: {
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        const std::uint64_t number = lexer_.get_number_unsigned();
        if (number <= most) return add_integer(Kind::Integer, static_cast<std::int64_t>(number));
        return add_number(Kind::Integer, std::numeric_limits<std::int64_t>::max());
      }
      case Token::value_float:
        return add_number(Kind::Fraction, 0);
      case Token::value_string: {
        Value* added = add(Kind::Text);
        if (added != nullptr) added->text = lexer_.get_string().text();
        return added != nullptr;
      }
      default:
        return refuse_syntax();
    }
  }

  // After the opening bracket, to the closing one.
  bool members() {
    if (next() == Token::end_object) return close();
    for (;; next()) {
      if (token_ != Token::value_string) return refuse_syntax();
      name_ = lexer_.get_string().text();
      if (next() != Token::name_separator) return refuse_syntax();
      next();
      if (!value()) return false;
      if (next() == Token::end_object) return close();
      if (token_ != Token::value_separator) return refuse_syntax();
    }
  }
  bool elements() {
    if (next() == Token::end_array) return close();
    for (;; next()) {
      if (!value()) return false;
      if (next() == Token::end_array) return close();
      if (token_ != Token::value_separator) return refuse_syntax();
    }
  }

  bool refuse(Errc code, std::string message) {
    error_ = Error{code, "json", std::move(message)};
    return false;
  }
  bool refuse_syntax() {
    return refuse(Errc::BadFormat,
                  "is not valid: see byte " + decimal(lexer_.get_position().chars_read_total));
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
  // One that isn't exactly what an integer can say, whatever its size.
  bool add_number(Kind kind, std::int64_t nearest) {
    Value* value = add(kind);
    if (value == nullptr) return false;
    value->integer = nearest;
    value->text = lexer_.get_string().text();
    return true;
  }
  bool open(Kind kind) {
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

  Lexer lexer_;
  Token token_ = Token::uninitialized;
  Value root_;
  Error error_;
  std::string name_;
  std::array<Value*, limit::json_depth> open_{};
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
};

Error check_text(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) {
    return {Errc::TooLarge, "json", "is longer than " + decimal(max_bytes) + " bytes"};
  }
  // The lexer takes it for the end, whatever follows.
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    return {Errc::BadFormat, "json", "is not valid: see byte " + decimal(at + 1)};
  }
  return {};
}

}  // namespace

Value* Value::find(std::string_view member) noexcept {
  const auto last = std::find_if(items.rbegin(), items.rend(),
                                 [member](const Value& item) { return item.name == member; });
  return last == items.rend() ? nullptr : &*last;
}

Result<Value> parse(std::string_view text, std::size_t max_bytes) {
  if (Error error = check_text(text, max_bytes)) return error;
  std::string mended;
  Reader reader(mend_surrogates(text, mended) ? std::string_view(mended) : text);
  if (Error error = reader.read()) return error;
  return reader.take();
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
