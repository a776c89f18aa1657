// Lists are given page by page: {items, nextCursor}. A cursor says after what the next page begins,
// so that nothing is left out or shown twice while rows come and go.
#pragma once

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace ringline::server_app {

inline constexpr int page_limit = 100;
inline constexpr int page_default = 20;
inline constexpr std::size_t cursor_bytes = 2'048;

// Of one item more than was asked for, only that there is one is told.
template <class Item, class ToJson, class Cursor>
nlohmann::json page_json(const std::vector<Item>& items, int limit, ToJson to_json, Cursor cursor) {
  const auto most = static_cast<std::size_t>(limit);
  nlohmann::json list = nlohmann::json::array();
  for (std::size_t i = 0; i < items.size() && i < most; ++i) list.push_back(to_json(items[i]));
  nlohmann::json body{{"items", std::move(list)}, {"nextCursor", nullptr}};
  if (items.size() > most) body["nextCursor"] = cursor(items[most - 1]);
  return body;
}

}  // namespace ringline::server_app
