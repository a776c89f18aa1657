// Makes the rows of wire/fields.hpp. Kind and access follow from the member's type, so that a row
// can't contradict its struct.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "ringline/time.hpp"
#include "wire/fields.hpp"

namespace ringline::wire {

template <class T>
struct OptionalTraits {
  using Inner = T;
  static constexpr bool is_optional = false;
};
template <class T>
struct OptionalTraits<std::optional<T>> {
  using Inner = T;
  static constexpr bool is_optional = true;
};

template <auto Member>
struct Access;
template <class Owner, class T, T Owner::*Member>
struct Access<Member> {
  using Inner = typename OptionalTraits<T>::Inner;
  static constexpr bool is_optional = OptionalTraits<T>::is_optional;

  static const void* get(const void* object) {
    const T& member = static_cast<const Owner*>(object)->*Member;
    if constexpr (is_optional) {
      return member ? &*member : nullptr;
    } else {
      return &member;
    }
  }
  static void* make(void* object) {
    T& member = static_cast<Owner*>(object)->*Member;
    if constexpr (is_optional) {
      return &member.emplace();
    } else {
      return &member;
    }
  }
};

template <class T>
[[nodiscard]] constexpr Kind kind_of() {
  if constexpr (std::is_same_v<T, std::string>) {
    return Kind::Text;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return Kind::Integer;
  } else if constexpr (std::is_same_v<T, Duration>) {
    return Kind::Milliseconds;
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return Kind::Instant;
  } else if constexpr (std::is_same_v<T, bool>) {
    return Kind::Bool;
  } else {
    // Read and written through the byte that it is.
    static_assert(std::is_same_v<std::underlying_type_t<T>, std::uint8_t>);
    return Kind::Name;
  }
}

template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Kind kind, Presence presence, Detail detail) {
  using A = Access<Member>;
  return {name, kind, A::is_optional ? Presence::IfSet : presence, detail, &A::get, &A::make};
}

// Texts and numbers have a range, enumerations their names, flags and instants neither.
template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Presence presence, const Range& range) {
  constexpr Kind kind = kind_of<typename Access<Member>::Inner>();
  static_assert(kind == Kind::Text || kind == Kind::Integer || kind == Kind::Milliseconds);
  return field<Member>(name, kind, presence, Detail(range));
}
template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Presence presence) {
  constexpr Kind kind = kind_of<typename Access<Member>::Inner>();
  static_assert(kind == Kind::Bool || kind == Kind::Instant || kind == Kind::Name);
  if constexpr (kind == Kind::Name) {
    static_assert(names_of<typename Access<Member>::Inner>.count > 0);
    return field<Member>(name, kind, presence, Detail(names_of<typename Access<Member>::Inner>));
  } else {
    return field<Member>(name, kind, presence, Detail());
  }
}
template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Presence presence, const Names& names) {
  return field<Member>(name, Kind::Name, presence, Detail(names));
}
template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Presence presence, const Fields& fields) {
  return field<Member>(name, Kind::Object, presence, Detail(fields));
}
template <auto Member>
[[nodiscard]] constexpr Field field(const char* name, Presence presence, const List& list) {
  return field<Member>(name, Kind::List, presence, Detail(list));
}
template <auto Member>
[[nodiscard]] constexpr Field cut_field(const char* name, Presence presence, const Range& range) {
  static_assert(kind_of<typename Access<Member>::Inner>() == Kind::Text);
  return field<Member>(name, Kind::CutText, presence, Detail(range));
}

template <std::size_t Count>
[[nodiscard]] constexpr Fields fields(const Field (&rows)[Count]) {
  return {rows, Count};
}
inline constexpr Fields no_fields{nullptr, 0};

// An element of a list: what it is, without a name.
[[nodiscard]] constexpr Field element(const Range& text_range) {
  return {"", Kind::Text, Presence::Required, Detail(text_range), nullptr, nullptr};
}
[[nodiscard]] constexpr Field element(const Fields& fields) {
  return {"", Kind::Object, Presence::Required, Detail(fields), nullptr, nullptr};
}

template <class T>
[[nodiscard]] constexpr List list_of(Range count, const Field& element) {
  using Vector = std::vector<T>;
  return {count, &element,
          [](void* list) -> void* { return &static_cast<Vector*>(list)->emplace_back(); },
          [](const void* list, std::size_t index) -> const void* {
            const auto& items = *static_cast<const Vector*>(list);
            return index < items.size() ? &items[index] : nullptr;
          }};
}

}  // namespace ringline::wire
