// Variants as tables: the name and the fields of each alternative, in the variant's own order.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <variant>

#include "support/visit.hpp"
#include "wire/fields.hpp"

namespace ringline::wire {

struct Row {
  const char* name;
  Fields fields;
};

// A table as plain code sees it.
struct Rows {
  const Row* first;
  std::size_t count;

  // The place of a name, or `count`.
  [[nodiscard]] std::size_t find(std::string_view name) const;
};
template <std::size_t Count>
[[nodiscard]] constexpr Rows view(const std::array<Row, Count>& rows) {
  return {rows.data(), Count};
}

// A row before it is known whether it stands where its alternative does.
template <class T>
struct RowOf {
  const char* name;
  Fields fields;
};
template <class T>
[[nodiscard]] constexpr RowOf<T> row(const char* name, Fields fields) {
  return {name, fields};
}
template <class Variant, class... T>
[[nodiscard]] constexpr std::array<Row, sizeof...(T)> table(RowOf<T>... rows) {
  static_assert(std::is_same_v<Variant, std::variant<T...>>);
  return {Row{rows.name, rows.fields}...};
}

// Puts a fresh alternative, by its place, into a variant.
template <class Variant, std::size_t Place = 0>
void* make_alternative(Variant& variant, std::size_t place) {
  if constexpr (Place + 1 < std::variant_size_v<Variant>) {
    if (place != Place) return make_alternative<Variant, Place + 1>(variant, place);
  }
  return &variant.template emplace<Place>();
}

// The alternative that the variant holds.
template <class Variant>
[[nodiscard]] const void* address_of(const Variant& variant) {
  return visit([](const auto& held) -> const void* { return &held; }, variant);
}

}  // namespace ringline::wire
