#include "auth/fetch.hpp"

#include <curl/curl.h>

#include <memory>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

constexpr long connect_deadline_ms = 2'000;
constexpr long deadline_ms = 4'000;

struct Receiver {
  std::string body;
  std::size_t most_bytes = 0;
  bool too_long = false;
};

std::size_t on_data(char* data, std::size_t, std::size_t size, void* user) {
  auto& receiver = *static_cast<Receiver*>(user);
  receiver.too_long = receiver.body.size() + size > receiver.most_bytes;
  if (receiver.too_long) return 0;  // which ends the transfer
  receiver.body.append(data, size);
  return size;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

Error failed(std::string message) { return {Errc::BadFormat, "answer", std::move(message)}; }

}  // namespace

Result<std::string> fetch(const std::string& url, std::size_t most_bytes,
                          const std::atomic<bool>& stop) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (initialised != CURLE_OK || !curl) return failed("can't be asked for");

  Receiver receiver;
  receiver.most_bytes = most_bytes;
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  const bool encrypted = url.rfind("https:", 0) == 0;
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, encrypted ? "https" : "http");
  if (!encrypted) set(CURLOPT_PROXY, "");  // it is this machine's own
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_CONNECTTIMEOUT_MS, connect_deadline_ms);
  set(CURLOPT_TIMEOUT_MS, deadline_ms);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USERAGENT, "ringline-gateway");
  set(CURLOPT_WRITEFUNCTION, &on_data);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&receiver));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop)));

  const CURLcode code = curl_easy_perform(curl.get());
  if (receiver.too_long) {
    return failed("is longer than " + std::to_string(most_bytes) + " bytes");
  }
  if (code != CURLE_OK) return failed(std::string("never came: ") + curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  const char* elsewhere = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &elsewhere);
  if (elsewhere != nullptr) {
    return failed("leads elsewhere, which isn't followed: give the address " +
                  std::string(elsewhere).substr(0, limit::url_bytes));
  }
  if (status != 200) return failed("is HTTP " + std::to_string(status) + ", not 200");
  return std::move(receiver.body);
}

}  // namespace ringline::server_app
