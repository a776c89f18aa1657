#include "ice_servers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

Error wrong(std::string message) { return {Errc::BadField, "ice-servers", std::move(message)}; }

std::string at_most(std::size_t limit, const char* what) {
  return "at most " + std::to_string(limit) + " " + what;
}

Error check_url(const std::string& url) {
  constexpr const char* schemes[] = {"stun:", "stuns:", "turn:", "turns:"};
  const bool known = std::any_of(std::begin(schemes), std::end(schemes), [&url](const auto* each) {
    return url.rfind(each, 0) == 0 && url.size() > std::string_view(each).size();
  });
  if (!known) return wrong("\"" + url + "\" is no stun:, stuns:, turn: or turns: url");
  if (url.size() > limit::url_bytes)
    return wrong("a url has " + at_most(limit::url_bytes, "bytes"));
  return {};
}

Error read_text(const json& server, const char* name, std::string& value) {
  const auto found = server.find(name);
  if (found == server.end()) return {};
  if (!found->is_string()) return wrong(std::string(name) + " must be a text");
  value = found->get<std::string>();
  if (value.size() > limit::credential_bytes) {
    return wrong(std::string(name) + " has " + at_most(limit::credential_bytes, "bytes"));
  }
  return {};
}

Error read_server(const json& each, IceServer& server) {
  if (!each.is_object()) return wrong("each server must be an object with \"urls\"");
  const auto urls = each.find("urls");
  if (urls == each.end()) return wrong("a server has no \"urls\"");
  for (const json& url : urls->is_array() ? *urls : json::array({*urls})) {
    if (!url.is_string()) return wrong("urls must be a text or a list of texts");
    server.urls.push_back(url.get<std::string>());
  }
  if (Error error = read_text(each, "username", server.username)) return error;
  return read_text(each, "credential", server.credential);
}

Error read_list(const std::string& text, std::vector<IceServer>& servers) {
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) {
    return wrong(
        "is no JSON list such as [{\"urls\":\"turn:t.example\",\"username\":\"u\","
        "\"credential\":\"c\"}]");
  }
  for (const json& each : list) {
    if (Error error = read_server(each, servers.emplace_back())) return error;
  }
  return {};
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string part = text.substr(begin, end - begin);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    parts.push_back(std::move(part));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

Result<std::vector<IceServer>> read_ice_servers(const std::string& text) {
  std::vector<IceServer> servers;
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return servers;
  if (text[begin] == '[') {
    if (Error error = read_list(text, servers)) return error;
  } else {
    servers.emplace_back().urls = split(text);
  }
  if (servers.size() > limit::ice_servers) return wrong(at_most(limit::ice_servers, "servers"));
  for (const IceServer& each : servers) {
    if (each.urls.empty() || each.urls.size() > limit::urls_per_ice_server) {
      return wrong("a server has 1 to " + std::to_string(limit::urls_per_ice_server) + " urls");
    }
    for (const std::string& url : each.urls) {
      if (Error error = check_url(url)) return error;
    }
  }
  return servers;
}

}  // namespace ringline::server_app
