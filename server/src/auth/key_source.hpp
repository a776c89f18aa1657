// Where the public keys come from, and when they are fetched again.
//
//   - at the start, and when they are older than ten minutes and used: a key that its owner has
//     taken back is trusted no longer than that;
//   - when a token names a key that isn't among them: at most once a minute (five seconds after a
//     failure), however many such tokens come. Who comes meanwhile waits for that one fetch.
//
// A fetch that fails changes nothing: the keys of before stay. Fetching is done on a thread of its
// own; everything else belongs to the thread that `Post` posts to.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "auth/key_set.hpp"

namespace ringline::server_app {

class KeySource {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Blocks; gives up early where `stop` is set. The document, or why there is none.
  using Fetch = std::function<Result<std::string>(const std::atomic<bool>& stop)>;
  using Post = std::function<void(std::function<void()>)>;

  static constexpr std::chrono::seconds unknown_key_interval{60};
  static constexpr std::chrono::seconds failure_interval{5};
  static constexpr std::chrono::minutes oldest_keys{10};
  static constexpr std::size_t most_waiting = 4'096;

  KeySource(std::string name, Fetch fetch, Post post);  // `name` is for the log
  ~KeySource();
  KeySource(const KeySource&) = delete;
  KeySource& operator=(const KeySource&) = delete;

  enum class Outcome : std::uint8_t {
    Found,
    Unknown,      // it isn't among the newest keys
    Unavailable,  // nobody can say: the keys can't be fetched, or too many wait for them
  };
  // All keys that may verify the token; none unless Found.
  using Done = std::function<void(Outcome, const std::vector<Key>&)>;

  // Fetches, so that the first who comes needn't wait; or begins with keys that are there already.
  void begin(Time now, std::optional<KeySet> keys = {});

  // At once where the key is known, after a fetch where one is due or under way.
  void find(const std::string& key_id, Algorithm algorithm, Time now, Done done);
  // The same, of a set that is fetched now: for a token that none of the known keys verifies, since a
  // provider may give a new key an old name. Unknown where they were fetched a moment ago.
  void find_newer(const std::string& key_id, Algorithm algorithm, Time now, Done done);

 private:
  struct Waiting {
    std::string key_id;
    Algorithm algorithm;
    Done done;
  };

  [[nodiscard]] std::vector<Key> known(const std::string& key_id, Algorithm algorithm) const;
  [[nodiscard]] bool may_fetch(Time now) const;
  void wait(const std::string& key_id, Algorithm algorithm, Time now, Done done);
  void start(Time now);
  void loop();
  void fetched(Result<KeySet> keys);

  const std::string name_;
  const Fetch fetch_;
  const Post post_;
  std::optional<KeySet> keys_;
  std::optional<Time> started_;  // the last fetch
  bool failed_ = false;
  bool fetching_ = false;
  std::vector<Waiting> waiting_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// What --jwks names: a file, or an address. Throws where a file can't be used; an address that
// doesn't answer may do so later.
std::unique_ptr<KeySource> open_key_source(const std::string& file_or_url, KeySource::Post post);

// Why this can't be an address of keys: "" where it can. https, or http on this machine.
[[nodiscard]] std::string check_keys_url(const std::string& url);
[[nodiscard]] bool is_url(const std::string& file_or_url);

}  // namespace ringline::server_app
