// Variants as tables: which name stands for which alternative, and its fields.
//
// A program that only reads a variant doesn't link what would write it: the two tables are made
// apart, at compile time, from one list of rows.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>

#include "json/value.hpp"
#include "json/writer.hpp"
#include "wire/fields.hpp"

namespace ringline::wire {

struct Alternative {
  const char* name;
  Fields fields;
  const void* (*get)(const void* variant);  // the alternative, or nullptr if it holds another
  void* (*make)(void* variant);             // puts a fresh one into the variant
};

struct Reading {
  const char* name;
  Fields fields;
  void* (*make)(void* variant);
};
struct Writing {
  const char* name;
  Fields fields;
  const void* (*get)(const void* variant);
};

template <class Variant, class T>
[[nodiscard]] constexpr Alternative alternative(const char* name, Fields fields) {
  return {name, fields,
          [](const void* variant) -> const void* {
            return std::get_if<T>(static_cast<const Variant*>(variant));
          },
          [](void* variant) -> void* {
            return &static_cast<Variant*>(variant)->template emplace<T>();
          }};
}

template <std::size_t Count>
[[nodiscard]] constexpr std::array<Reading, Count> readings(const Alternative (&rows)[Count]) {
  std::array<Reading, Count> made{};
  for (std::size_t i = 0; i < Count; ++i) made[i] = {rows[i].name, rows[i].fields, rows[i].make};
  return made;
}
template <std::size_t Count>
[[nodiscard]] constexpr std::array<Writing, Count> writings(const Alternative (&rows)[Count]) {
  std::array<Writing, Count> made{};
  for (std::size_t i = 0; i < Count; ++i) made[i] = {rows[i].name, rows[i].fields, rows[i].get};
  return made;
}

template <std::size_t Count>
[[nodiscard]] const Reading* find_reading(const std::array<Reading, Count>& table,
                                          std::string_view name) {
  for (const Reading& row : table) {
    if (row.name == name) return &row;
  }
  return nullptr;
}
// Requires that every alternative of the variant has a row.
template <std::size_t Count>
[[nodiscard]] const Writing& find_writing(const std::array<Writing, Count>& table,
                                          const void* variant) {
  std::size_t i = 0;
  while (i + 1 < Count && table[i].get(variant) == nullptr) ++i;
  return table[i];
}

}  // namespace ringline::wire
