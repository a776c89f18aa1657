// std::visit without its table of functions: the compiler makes one switch of it, and the visitor's
// functions become its branches, which in WebAssembly takes less than as many functions and a table.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace ringline {

// Requires that the variant holds something: none does otherwise in a program without exceptions.
template <std::size_t Place = 0, class Visitor, class Variant>
decltype(auto) visit(Visitor&& visitor, Variant& variant) {
  constexpr std::size_t last = std::variant_size_v<std::remove_const_t<Variant>> - 1;
  if constexpr (Place < last) {
    if (variant.index() != Place) return visit<Place + 1>(visitor, variant);
  }
  return visitor(*std::get_if<Place>(&variant));
}

}  // namespace ringline
