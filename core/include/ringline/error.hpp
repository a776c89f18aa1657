// Errors and results. The core is built without exceptions: a caller's mistake is a returned Error,
// and then nothing has changed; a peer's mistake never becomes the caller's.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace ringline {

enum class Errc {
  None,
  BadFormat,    // not the syntax that was expected
  BadField,     // a field is missing, of the wrong type or outside its limit; `field` names it
  TooLarge,     // over a limit as a whole; `field` names what, the message names the limit
  UnknownCall,  // no such call (or not this user's: the two get the same answer)
  WrongState,   // the call is not in a state in which this can be done
  Forbidden,    // this role or party may not do that
  Limit,        // a count is used up (calls held, events in flight)
  Unsupported,  // this browser can't do it at all
};

struct [[nodiscard]] Error {
  Errc code = Errc::None;
  std::string field;
  std::string message;

  explicit operator bool() const noexcept { return code != Errc::None; }
};

// The wire name of a code: "bad_field", "unknown_call", ...
[[nodiscard]] const char* to_string(Errc code) noexcept;

// A value or the reason there is none.
template <class T>
struct [[nodiscard]] Result {
  std::optional<T> value;
  Error error;

  // NOLINTNEXTLINE(google-explicit-constructor): returning either alternative must read naturally
  Result(T ok) : value(std::move(ok)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error why) : error(std::move(why)) {}
  // A default value, to be filled where it stands: moving a variant costs WebAssembly dear.
  explicit Result(std::in_place_t) : value(std::in_place) {}

  void fail(Error why) {
    value.reset();
    error = std::move(why);
  }

  explicit operator bool() const noexcept { return value.has_value(); }
  T& operator*() { return *value; }
  const T& operator*() const { return *value; }
  T* operator->() { return &*value; }
  const T* operator->() const { return &*value; }
};

}  // namespace ringline
