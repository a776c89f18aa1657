// A CallStore whose answers can be waited for.
#pragma once

#include <future>
#include <memory>

#include "server/postgres.hpp"
#include "store/call_store.hpp"

namespace ringline::test {

class StoreRig {
 public:
  using Answer = server_app::CallStore::Answer;

  explicit StoreRig(const server_app::Options& options)
      : quiet_((server_app::start_log("off", "text"), true)),
        database_(options.database_url, here()),
        store_(options.store, database_, here()) {}

  std::future<Answer> begin(store::Request what) {
    const auto held = std::make_shared<std::promise<Answer>>();
    store_.ask(std::move(what), [held](Answer answer) { held->set_value(std::move(answer)); });
    return held->get_future();
  }
  Answer ask(store::Request what) {
    auto answer = begin(std::move(what));
    if (answer.wait_for(std::chrono::seconds{10}) != std::future_status::ready) {
      throw std::runtime_error("the store didn't answer");
    }
    return answer.get();
  }
  // Asks until the database is back: it is found by itself, with growing gaps.
  Answer ask_until_available(const store::Request& what) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
      Answer answer = ask(what);
      if (answer.status != store::Status::Unavailable) return answer;
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("still away");
    }
  }
  // "" where calls can be written.
  std::string why_not_writable() {
    std::promise<std::string> held;
    store_.check([&held](std::string why_not) { held.set_value(std::move(why_not)); });
    return held.get_future().get();
  }
  server_app::Database& database() { return database_; }
  // What a question to the database brings; nothing where it failed.
  template <class Result>
  std::optional<Result> read(std::function<Result(soci::session&)> work) {
    std::promise<std::optional<Result>> held;
    database_.read<Result>(
        server_app::Reading::Pages, {}, std::move(work),
        [&held](std::optional<Result> result) { held.set_value(std::move(result)); });
    return held.get_future().get();
  }
  bool write(std::function<void(soci::session&)> work) {
    std::promise<bool> held;
    database_.run<bool>(
        {}, [work](soci::session& sql) { return work(sql), true; },
        [&held](std::optional<bool> done) { held.set_value(done.has_value()); });
    return held.get_future().get();
  }

 private:
  // Answers come on the store's own thread.
  static server_app::Database::Post here() {
    return [](std::function<void()> what) { what(); };
  }

  bool quiet_;
  server_app::Database database_;
  server_app::CallStore store_;
};

// A new call of Amina's to Rahim, with every field set that one can have.
CallRecord new_call(const std::string& id);
// What becomes of it.
CallRecord ringing(CallRecord record);
CallRecord answered(CallRecord record);
CallRecord ended(CallRecord record, std::int64_t seconds);

}  // namespace ringline::test
