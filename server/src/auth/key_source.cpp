#include "auth/key_source.hpp"

#include <curl/urlapi.h>

#include <fstream>
#include <stdexcept>
#include <utility>

#include "auth/fetch.hpp"
#include "http/addresses.hpp"
#include "log.hpp"

namespace ringline::server_app {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{Errc::BadField, "file", "can't be opened"};
  std::string text(KeySet::most_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > KeySet::most_bytes) {
    return Error{Errc::TooLarge, "file",
                 "is longer than " + std::to_string(KeySet::most_bytes) + " bytes"};
  }
  return text;
}

Result<KeySet> parse(const Result<std::string>& text) {
  return text ? KeySet::parse(*text) : Result<KeySet>(text.error);
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

}  // namespace

KeySource::KeySource(std::string name, Fetch fetch, Post post)
    : name_(std::move(name)),
      fetch_(std::move(fetch)),
      post_(std::move(post)),
      thread_([this] { loop(); }) {}

KeySource::~KeySource() {
  stop_ = true;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void KeySource::begin(Time now, std::optional<KeySet> keys) {
  if (!keys) return start(now);
  keys_ = std::move(keys);
  started_ = now;
}

std::vector<Key> KeySource::known(const std::string& key_id, Algorithm algorithm) const {
  return keys_ ? keys_->find(key_id, algorithm) : std::vector<Key>{};
}

bool KeySource::may_fetch(Time now) const {
  return !started_ || now - *started_ >= (failed_ ? failure_interval : unknown_key_interval);
}

void KeySource::find(const std::string& key_id, Algorithm algorithm, Time now, Done done) {
  const auto keys = known(key_id, algorithm);
  if (!keys.empty()) {
    const bool old = !started_ || now - *started_ >= oldest_keys;
    if (!fetching_ && (old || failed_) && may_fetch(now)) start(now);
    return done(Outcome::Found, keys);
  }
  if (!fetching_ && !may_fetch(now)) {
    return done(failed_ ? Outcome::Unavailable : Outcome::Unknown, {});
  }
  wait(key_id, algorithm, now, std::move(done));
}

void KeySource::find_newer(const std::string& key_id, Algorithm algorithm, Time now, Done done) {
  if (!fetching_ && !may_fetch(now)) return done(Outcome::Unknown, {});
  wait(key_id, algorithm, now, std::move(done));
}

void KeySource::wait(const std::string& key_id, Algorithm algorithm, Time now, Done done) {
  if (waiting_.size() >= most_waiting) return done(Outcome::Unavailable, {});
  waiting_.push_back({key_id, algorithm, std::move(done)});
  if (!fetching_) start(now);
}

void KeySource::start(Time now) {
  fetching_ = true;
  started_ = now;
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

void KeySource::loop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return wanted_; });
      wanted_ = false;
    }
    if (stop_) return;
    post_([this, alive = std::weak_ptr<bool>(alive_), keys = parse(fetch_(stop_))]() mutable {
      if (!alive.expired()) fetched(std::move(keys));
    });
  }
}

void KeySource::fetched(Result<KeySet> keys) {
  fetching_ = false;
  failed_ = !keys;
  if (keys) {
    keys_ = std::move(*keys);
    log(Level::Info, "keys_fetched", {{"from", name_}, {"keys", std::to_string(keys_->size())}});
  } else {
    log(Level::Error, "keys_not_fetched",
        {{"from", name_},
         {"why", keys.error.field + " " + keys.error.message},
         {"kept", keys_ ? std::to_string(keys_->size()) : "none"}});
  }
  for (const Waiting& each : std::exchange(waiting_, {})) {
    const auto found = known(each.key_id, each.algorithm);
    const Outcome without = failed_ ? Outcome::Unavailable : Outcome::Unknown;
    each.done(found.empty() ? without : Outcome::Found, found);
  }
}

bool is_url(const std::string& file_or_url) { return file_or_url.find("://") != std::string::npos; }

std::string check_keys_url(const std::string& text) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return "is no URL";
  }
  if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) {
    return "must not hold a user name or a password: it is logged";
  }
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme == "https") return {};
  if (scheme == "http" && names_loopback(part(url.get(), CURLUPART_HOST))) return {};
  return "must begin with https:// (http:// is for this machine only)";
}

std::unique_ptr<KeySource> open_key_source(const std::string& file_or_url, KeySource::Post post) {
  const auto now = std::chrono::steady_clock::now();
  if (is_url(file_or_url)) {
    auto source = std::make_unique<KeySource>(
        file_or_url,
        [url = file_or_url](const std::atomic<bool>& stop) {
          return fetch(url, KeySet::most_bytes, stop);
        },
        std::move(post));
    source->begin(now);
    return source;
  }
  auto keys = parse(read_file(file_or_url));
  if (!keys) {
    throw std::runtime_error("can't use --jwks " + file_or_url + ": " + keys.error.field + " " +
                             keys.error.message);
  }
  auto source = std::make_unique<KeySource>(
      file_or_url, [path = file_or_url](const std::atomic<bool>&) { return read_file(path); },
      std::move(post));
  source->begin(now, std::move(*keys));
  return source;
}

}  // namespace ringline::server_app
