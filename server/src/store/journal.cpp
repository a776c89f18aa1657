#include "store/journal.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "auth/resume_token.hpp"
#include "store/call_columns.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

std::string text_of(const CallRecord& record) {
  const CallRow row = row_of(record);
  json text;
  for_each_column(row, [&](const CallColumn& column, const auto& value) {
    if (!is_empty(value)) text[column.name] = value;
  });
  return text.dump(-1, ' ', false, json::error_handler_t::replace);
}

CallRecord record_in(const std::string& text) {
  const json columns = json::parse(text);
  CallRow row;
  for_each_column(row, [&](const CallColumn& column, auto& value) {
    const auto found = columns.find(column.name);
    if (found != columns.end()) found->get_to(value);
  });
  return record_of(row);
}

void make_tables(soci::session& sql) {
  sql << R"(CREATE TABLE IF NOT EXISTS "journal" ("id" TEXT NOT NULL, "last" INTEGER NOT NULL))";
  sql << R"(CREATE TABLE IF NOT EXISTS "entries" (
            "number" INTEGER NOT NULL PRIMARY KEY, "call" TEXT NOT NULL, "record" TEXT NOT NULL))";
  sql << R"(CREATE TABLE IF NOT EXISTS "rejected" (
            "number" INTEGER NOT NULL PRIMARY KEY, "record" TEXT NOT NULL, "why" TEXT NOT NULL))";
}

}  // namespace

Journal::Journal(const std::string& file) {
  try {
    sql_.open(soci::sqlite3, "db=\"" + file + "\" timeout=2");
    // Held for as long as it is open: two gateways with one journal would replay each other's.
    sql_ << "PRAGMA locking_mode=EXCLUSIVE";
    sql_ << "PRAGMA synchronous=FULL";
    sql_ << "BEGIN EXCLUSIVE";
    make_tables(sql_);
    int count = 0;
    sql_ << R"(SELECT COUNT(*) FROM "journal")", soci::into(count);
    if (count == 0) {
      const std::string id = "j" + random_hex(10);
      sql_ << R"(INSERT INTO "journal" ("id", "last") VALUES (:id, 0))", soci::use(id, "id");
    }
    sql_ << "COMMIT";
    load();
  } catch (const std::exception& error) {
    throw std::runtime_error("can't use --journal-file " + file + ": " + error.what() +
                             " (each gateway needs a journal of its own, in a folder that it may "
                             "write)");
  }
}

void Journal::load() {
  calls_.clear();
  long long last = 0;
  sql_ << R"(SELECT "id", "last" FROM "journal")", soci::into(id_), soci::into(last);
  long long number = 0;
  std::string text;
  soci::statement statement =
      (sql_.prepare << R"(SELECT "number", "record" FROM "entries" ORDER BY "number")",
       soci::into(number), soci::into(text));
  statement.execute();
  while (statement.fetch()) {
    CallRecord record = record_in(text);
    const std::string id = record.id;
    calls_[id].entries.push_back({number, std::move(record)});
    last = std::max(last, number);
  }
  last_ = last;
}

const CallRecord* Journal::find(const std::string& call_id) const {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : &found->second.entries.back().record;
}

void Journal::add(const std::vector<CallRecord>& records) {
  sql_ << "BEGIN";
  try {
    for (const CallRecord& each : records) add_one(each);
    if (calls_.size() > journal_calls) {
      throw std::runtime_error("more than " + std::to_string(journal_calls) + " calls");
    }
    const long long kept = last_;
    sql_ << R"(UPDATE "journal" SET "last" = :n)", soci::use(kept, "n");
    sql_ << "COMMIT";
  } catch (...) {
    try {
      sql_ << "ROLLBACK";
    } catch (const std::exception&) {
      // There is no transaction left, which is what is wanted.
    }
    load();
    throw;
  }
}

void Journal::add_one(const CallRecord& record) {
  auto& entries = calls_[record.id].entries;
  if (entries.size() == 2) {
    const long long old = entries.back().number;
    sql_ << R"(DELETE FROM "entries" WHERE "number" = :n)", soci::use(old, "n");
    entries.pop_back();
  }
  const long long number = ++last_;
  const std::string text = text_of(record);
  sql_ << R"(INSERT INTO "entries" ("number", "call", "record") VALUES (:n, :call, :record))",
      soci::use(number, "n"), soci::use(record.id, "call"), soci::use(text, "record");
  entries.push_back({number, record});
}

void Journal::drop(std::int64_t upto) {
  const long long number = upto;
  sql_ << R"(DELETE FROM "entries" WHERE "number" <= :n)", soci::use(number, "n");
  for (auto call = calls_.begin(); call != calls_.end();) {
    auto& entries = call->second.entries;
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const Entry& each) { return each.number <= upto; }),
                  entries.end());
    call = entries.empty() ? calls_.erase(call) : std::next(call);
  }
}

void Journal::reject(const std::string& call_id, const std::string& why) {
  const auto found = calls_.find(call_id);
  if (found == calls_.end()) return;
  sql_
      << R"(INSERT INTO "rejected" SELECT "number", "record", :why FROM "entries" WHERE "call" = :id)",
      soci::use(why, "why"), soci::use(call_id, "id");
  sql_ << R"(DELETE FROM "entries" WHERE "call" = :id)", soci::use(call_id, "id");
  calls_.erase(found);
}

}  // namespace ringline::server_app
