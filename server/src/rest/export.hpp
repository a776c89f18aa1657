// A whole list as one file. It is read page by page, so that nobody waits long for the database
// meanwhile, and it is complete or refused: half a list would be taken for a whole one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/responses.hpp"
#include "rest/answers.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

inline constexpr int export_page = 1'000;

template <class Item>
struct Export {
  std::string file_name;
  std::string text;      // begins with the header
  std::string too_many;  // by which parameters the list is made shorter
  // The page after `last`, of export_page items; nullptr: the first one.
  std::function<std::vector<Item>(soci::session&, const Item* last)> read;
  std::function<void(std::string&, const Item&)> write;
  std::optional<Item> last;
  std::size_t most = 0;  // rows
  std::size_t rows = 0;
};

template <class Item>
void run_export(Database& database, std::shared_ptr<Export<Item>> file,
                std::function<void(Response)> reply) {
  using Found = std::vector<Item>;
  database.run_read<Found>(
      [file](soci::session& sql) { return file->read(sql, file->last ? &*file->last : nullptr); },
      [&database, file, reply = std::move(reply)](std::optional<Found> found) {
        if (!found) return reply(unavailable());
        file->rows += found->size();
        if (file->rows > file->most) {
          return reply(make_error(http::status::unprocessable_entity, "limit",
                                  "There are more than " + std::to_string(file->most) +
                                      " rows: ask for fewer by " + file->too_many,
                                  file->too_many));
        }
        for (const Item& each : *found) file->write(file->text, each);
        if (found->size() < static_cast<std::size_t>(export_page)) {
          return reply(answer_csv(std::move(file->text), file->file_name));
        }
        file->last = std::move(found->back());
        run_export(database, file, reply);
      });
}

}  // namespace ringline::server_app
