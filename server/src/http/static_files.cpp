#include "http/static_files.hpp"

#include <fstream>
#include <iterator>
#include <utility>

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

bool accepts(const Request& request, std::string_view coding) {
  const std::string accepted = text(request[http::field::accept_encoding]);
  return accepted.find(coding) != std::string::npos;
}

std::string tag_of(const fs::path& file) {
  const auto changed = fs::last_write_time(file).time_since_epoch().count();
  return "\"" + std::to_string(fs::file_size(file)) + "-" + std::to_string(changed) + "\"";
}

struct Compressed {
  const char* ending;
  const char* coding;
};
constexpr Compressed compressions[] = {{".br", "br"}, {".gz", "gzip"}};

}  // namespace

StaticFiles::StaticFiles(std::string prefix, const std::string& root) : prefix_(std::move(prefix)) {
  if (!root.empty()) root_ = fs::canonical(root);
}

// The file under the root that a path means. A link that leads out of the root is none.
std::optional<fs::path> StaticFiles::locate(std::string_view path) const {
  fs::path file = root_;
  for (const fs::path& part : fs::path(std::string(path))) {
    const std::string name = part.string();
    if (name.empty() || name == "/") continue;
    if (name.front() == '.') return std::nullopt;
    file /= part;
  }
  std::error_code error;
  if (fs::is_directory(file, error)) file /= "index.html";
  file = fs::canonical(file, error);
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
  if (!file) return make_error(http::status::not_found, "not_found", "There is no such page");

  fs::path chosen = *file;
  const char* coding = nullptr;
  for (const Compressed& each : compressions) {
    const fs::path neighbour = file->string() + each.ending;
    std::error_code error;
    if (accepts(request, each.coding) && fs::is_regular_file(neighbour, error) &&
        fs::last_write_time(neighbour) >= fs::last_write_time(*file)) {
      chosen = neighbour;
      coding = each.coding;
      break;
    }
  }
  const std::string tag = tag_of(chosen);
  Response response = make_response(http::status::ok, type_of(*file), {});
  response.set(http::field::etag, tag);
  response.set(http::field::vary, "Accept-Encoding");
  // Names carry no version, so a browser asks each time and is told that nothing has changed.
  response.set(http::field::cache_control, "no-cache");
  if (coding != nullptr) response.set(http::field::content_encoding, coding);
  if (text(request[http::field::if_none_match]) == tag) {
    response.result(http::status::not_modified);
    return response;
  }
  std::ifstream stream(chosen, std::ios::binary);
  response.body().assign(std::istreambuf_iterator<char>(stream), {});
  return response;
}

}  // namespace ringline::server_app
