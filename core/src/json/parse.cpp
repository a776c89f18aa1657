// The only file that includes nlohmann/json, and only its parser: the values are our own, which in
// WebAssembly is a third of the size.
#include "json/parse.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline::json {
namespace {

constexpr int max_decimal_places = 300;
constexpr int number_overflow = 406;  // nlohmann's id for what a double can't hold

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

// Receives the parser's events and builds the tree. An open container lies at the end of its
// parent, which gets no other child meanwhile: the pointers hold.
class Builder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return add(Kind::Null) != nullptr; }
  bool boolean(bool value) { return add_integer(Kind::Bool, value ? 1 : 0); }
  bool number_integer(number_integer_t value) { return add_integer(Kind::Integer, value); }
  bool number_unsigned(number_unsigned_t value) {
    constexpr number_unsigned_t most = std::numeric_limits<std::int64_t>::max();
    return add_integer(Kind::Integer, static_cast<std::int64_t>(std::min(value, most)));
  }
  bool number_float(number_float_t, const string_t& number) {
    return is_beyond(number) ? refuse_number() : add(Kind::Fraction) != nullptr;
  }
  bool string(string_t& text) {
    Value* value = add(Kind::Text);
    if (value == nullptr) return false;
    value->text = std::move(text);
    return true;
  }
  bool binary(binary_t&) { return false; }  // JSON has none

  bool start_object(std::size_t) { return open(Kind::Object); }
  bool start_array(std::size_t) { return open(Kind::Array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    name_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& why) {
    if (why.id == number_overflow) return refuse_number();
    return refuse(Errc::BadFormat, "is not valid: see byte " + decimal(position));
  }

  Result<Value> take() {
    if (error_) return std::move(error_);
    return std::move(root_);
  }

 private:
  bool refuse(Errc code, std::string message) {
    error_ = Error{code, "json", std::move(message)};
    return false;
  }
  bool refuse_number() { return refuse(Errc::BadFormat, "holds a number of 10^300 or more"); }

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
  Builder builder;
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
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
