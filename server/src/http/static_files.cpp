#include "http/static_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <utility>

#include "http/headers.hpp"
#include "http/responses.hpp"

namespace ringline::server_app {
namespace {

namespace fs = std::filesystem;

struct FileType {
  std::string_view ending;
  std::string_view type;
};
constexpr FileType types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

std::string_view type_of(const fs::path& file) {
  const std::string ending = file.extension().string();
  for (const FileType& each : types) {
    if (each.ending == ending) return each.type;
  }
  return "application/octet-stream";
}

// %XX; nothing where it isn't well-formed or hides a control character.
std::optional<std::string> decode_url(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) {
        return std::nullopt;
      }
      c = static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == '\\') return std::nullopt;
    path += c;
  }
  return path;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Calls `visit` with each part of a comma-separated header until it says true.
template <class Visit>
bool any_part(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (visit(trimmed(list.substr(0, comma)))) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// Named in Accept-Encoding, and not with q=0, which says "by no means".
bool accepts(const Request& request, std::string_view coding) {
  const std::string accepted = list_of(request, "Accept-Encoding");
  return any_part(accepted, [coding](std::string_view part) {
    const std::size_t semicolon = std::min(part.find(';'), part.size());
    const std::string_view name = trimmed(part.substr(0, semicolon));
    const bool refused = part.find("q=0", semicolon) != std::string_view::npos &&
                         part.find_first_of("123456789", semicolon) == std::string_view::npos;
    return beast::iequals({name.data(), name.size()}, {coding.data(), coding.size()}) && !refused;
  });
}

bool is_fresh(const Request& request, std::string_view tag, std::string_view changed) {
  const auto tags = request.find(http::field::if_none_match);
  if (tags == request.end()) return text(request[http::field::if_modified_since]) == changed;
  return any_part(text(tags->value()), [tag](std::string_view part) {
    if (part.substr(0, 2) == "W/") part.remove_prefix(2);
    return part == tag || part == "*";
  });
}

struct FileFacts {
  std::uintmax_t size = 0;
  std::int64_t changed_ns = 0;
  std::time_t changed_s = 0;
};

// Nothing where there is no such file (any more): somebody may build while we serve.
std::optional<FileFacts> facts_of(const fs::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  return FileFacts{static_cast<std::uintmax_t>(facts.st_size),
                   facts.st_mtim.tv_sec * std::int64_t{1'000'000'000} + facts.st_mtim.tv_nsec,
                   facts.st_mtim.tv_sec};
}

std::string tag_of(const FileFacts& facts) {
  return "\"" + std::to_string(facts.size) + "-" + std::to_string(facts.changed_ns) + "\"";
}

std::string http_date(std::time_t at) {
  std::tm utc{};
  gmtime_r(&at, &utc);
  std::array<char, 32> date{};
  return {date.data(), std::strftime(date.data(), date.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

struct Compressed {
  const char* ending;
  const char* coding;
};
// The better one first.
constexpr Compressed compressions[] = {{".br", "br"}, {".gz", "gzip"}};

constexpr std::uintmax_t file_limit_bytes = std::uintmax_t{64} << 20U;

Response not_found() {
  return make_error(http::status::not_found, "not_found", "There is no such page");
}

}  // namespace

StaticFiles::StaticFiles(std::string prefix, const std::string& root) : prefix_(std::move(prefix)) {
  if (!root.empty()) root_ = fs::canonical(root);
}

// The file under the root that a path means. A link that leads out of the root is none.
std::optional<fs::path> StaticFiles::locate(std::string_view path) const {
  fs::path file = root_;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    if (name.empty() || name.front() == '.') return std::nullopt;
    file /= name;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  std::error_code error;
  if (fs::is_directory(file, error)) file /= "index.html";
  return inside(file);
}

std::optional<fs::path> StaticFiles::inside(const fs::path& path) const {
  std::error_code error;
  fs::path file = fs::canonical(path, error);
  if (error || !fs::is_regular_file(file, error)) return std::nullopt;
  const auto [end, unused] = std::mismatch(root_.begin(), root_.end(), file.begin(), file.end());
  if (end != root_.end()) return std::nullopt;
  return file;
}

std::optional<Response> StaticFiles::serve(const Request& request) const {
  std::string_view target(request.target().data(), request.target().size());
  target = target.substr(0, target.find_first_of("?#"));
  if (root_.empty() || target.substr(0, prefix_.size()) != prefix_) return std::nullopt;
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Response response = make_error(http::status::method_not_allowed, "method_not_allowed",
                                   "Only GET and HEAD are answered here");
    response.set(http::field::allow, "GET, HEAD");
    return response;
  }
  const auto path = decode_url(target.substr(prefix_.size()));
  const auto file = path ? locate(*path) : std::nullopt;
  if (!file) return not_found();

  auto facts = facts_of(*file);
  if (!facts) return not_found();
  fs::path chosen = *file;
  const char* coding = nullptr;
  for (const Compressed& each : compressions) {
    if (!accepts(request, each.coding)) continue;
    const auto neighbour = inside(file->string() + each.ending);
    const auto packed = neighbour ? facts_of(*neighbour) : std::nullopt;
    if (!packed || packed->changed_ns < facts->changed_ns) continue;
    facts = packed;
    chosen = *neighbour;
    coding = each.coding;
    break;
  }
  if (facts->size > file_limit_bytes) {
    return make_error(http::status::not_implemented, "too_large",
                      "The file is larger than " + std::to_string(file_limit_bytes) +
                          " bytes: serve it by a program that is made for files");
  }
  const std::string tag = tag_of(*facts);
  const std::string changed = http_date(facts->changed_s);
  Response response = make_response(http::status::ok, type_of(*file), {});
  response.set(http::field::etag, tag);
  response.set(http::field::last_modified, changed);
  response.set(http::field::vary, "Accept-Encoding");
  // Names carry no version, so a browser asks each time and is told that nothing has changed.
  response.set(http::field::cache_control, "no-cache");
  if (coding != nullptr) response.set(http::field::content_encoding, coding);
  if (is_fresh(request, tag, changed)) {
    response.result(http::status::not_modified);
    return response;
  }
  std::ifstream stream(chosen, std::ios::binary);
  if (!stream) return not_found();
  response.body().assign(std::istreambuf_iterator<char>(stream), {});
  return response;
}

}  // namespace ringline::server_app
