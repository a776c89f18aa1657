// A whole list as one file. Its rows are counted first: where there are too many the file is refused,
// because half a list would be taken for a whole one. Then it is read and sent page by page, so that
// nothing but one page is in memory and others get at the database meanwhile. Where a page can't be
// read, the connection ends without the last chunk, and the browser says that the file is incomplete.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/responses.hpp"
#include "rest/answers.hpp"
#include "rest/call.hpp"
#include "store/database.hpp"

namespace ringline::server_app {

inline constexpr int export_page = 1'000;

template <class Item>
struct Export {
  std::string file_name;
  std::string header;    // the first line
  std::string too_many;  // by which parameters the list is made shorter
  // How many there are; of more than `most` only that.
  std::function<std::size_t(soci::session&, std::size_t most)> count;
  // The page after `last`, of export_page items; nullptr: the first one.
  std::function<std::vector<Item>(soci::session&, const Item* last)> read;
  std::function<void(std::string&, const Item&)> write;
  std::size_t most = 0;  // rows
};

template <class Item>
class ExportSource : public BodySource, public std::enable_shared_from_this<ExportSource<Item>> {
 public:
  // The ticket is given back when the file has been sent, or nobody waits for it any more.
  ExportSource(Database& database, TaskOwner owner, std::shared_ptr<const Export<Item>> file,
               RequestBudgets::Ticket ticket)
      : database_(database),
        owner_(std::move(owner)),
        file_(std::move(file)),
        ticket_(std::move(ticket)) {}

  void next(std::function<void(std::optional<std::string>)> done) override {
    if (ended_) return done(std::string{});
    using Found = std::vector<Item>;
    database_.read<Found>(
        Reading::Reports, owner_,
        [file = file_, last = last_](soci::session& sql) {
          return file->read(sql, last ? &*last : nullptr);
        },
        [self = this->shared_from_this(), done = std::move(done)](std::optional<Found> found) {
          if (!found) return done(std::nullopt);
          std::string piece;
          for (const Item& each : *found) self->file_->write(piece, each);
          self->ended_ = found->size() < static_cast<std::size_t>(export_page);
          if (!self->ended_) self->last_ = std::move(found->back());
          done(std::move(piece));
        });
  }

 private:
  Database& database_;
  const TaskOwner owner_;
  const std::shared_ptr<const Export<Item>> file_;
  const RequestBudgets::Ticket ticket_;
  std::optional<Item> last_;
  bool ended_ = false;
};

template <class Item>
void run_export(Database& database, const ApiCall& call, Export<Item> made) {
  const auto file = std::make_shared<const Export<Item>>(std::move(made));
  database.read<std::size_t>(
      Reading::Reports, task_owner(call.who),
      [file](soci::session& sql) { return file->count(sql, file->most + 1); },
      [&database, file, call](std::optional<std::size_t> rows) {
        if (!rows) return call.reply(unavailable());
        if (*rows > file->most) {
          return call.reply(make_error(http::status::unprocessable_entity, "limit",
                                       "There are more than " + std::to_string(file->most) +
                                           " rows: ask for fewer by " + file->too_many,
                                       file->too_many));
        }
        call.reply(answer_csv(file->header, file->file_name,
                              std::make_shared<ExportSource<Item>>(database, task_owner(call.who),
                                                                   file, call.ticket)));
      });
}

}  // namespace ringline::server_app
