#include "server/client.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "auth/token.hpp"

namespace ringline::test {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
using net::ip::tcp;

// Longer than anything here takes; a wait that comes to this is a failure.
constexpr int patience_s = 10;

void limit_waiting(tcp::socket& socket) {
  const timeval patience{patience_s, 0};
  setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

tcp::endpoint at(std::uint16_t port) { return {net::ip::make_address("127.0.0.1"), port}; }

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "ringline-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

server_app::Options options_in(const TemporaryFolder& folder, server_app::Mode mode) {
  server_app::Options options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.mode = mode;
  options.database_url = "sqlite:" + folder / "calls.db";
  options.auth.secret = test_secret;
  return options;
}

RunningServer::RunningServer(const server_app::Options& options, const char* log_level)
    : quiet_((server_app::start_log(log_level, "text"), true)),
      server_(std::make_unique<server_app::Server>(io_, options)),
      port_(server_->port()) {
  thread_ = std::thread([this] { io_.run(); });
}

RunningServer::~RunningServer() { kill(); }

void RunningServer::stop() {
  std::promise<void> stopped;
  net::post(io_, [&] { server_->stop([&] { stopped.set_value(); }); });
  if (stopped.get_future().wait_for(std::chrono::seconds{patience_s * 2}) !=
      std::future_status::ready) {
    throw std::runtime_error("the server didn't stop");
  }
  kill();
}

void RunningServer::kill() {
  if (!thread_.joinable()) return;
  io_.stop();
  thread_.join();
  server_.reset();
}

HttpReply http_raw(std::uint16_t port, const std::string& raw) {
  net::io_context io;
  tcp::socket socket(io);
  socket.connect(at(port));
  limit_waiting(socket);
  net::write(socket, net::buffer(raw));
  beast::flat_buffer buffer;
  auto parser = std::make_shared<beast::http::response_parser<beast::http::string_body>>();
  parser->body_limit(std::uint64_t{16} << 20U);
  if (raw.rfind("HEAD", 0) == 0) parser->skip(true);
  beast::http::read(socket, buffer, *parser);
  return {parser->get().result_int(), parser->get().body(), [parser](const std::string& name) {
            const auto value = parser->get()[name];
            return std::string(value.data(), value.size());
          }};
}

HttpReply http_get(std::uint16_t port, const std::string& target, const std::string& headers) {
  return http_raw(port, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                            headers + "\r\n");
}

std::string token_for(const std::string& user_id, const std::string& tenant_id, Role role,
                      const std::string& contact_id, std::int64_t expires_in_s) {
  server_app::Claims claims;
  claims.user_id = user_id;
  claims.tenant_id = tenant_id;
  claims.role = role;
  claims.contact_id = contact_id;
  claims.expires_at_s = server_app::epoch_s() + expires_in_s;
  return server_app::issue_token(claims, test_secret, server_app::epoch_s());
}

SocketClient::SocketClient(std::uint16_t port, const std::string& origin, const std::string& target,
                           const Headers& headers)
    : socket_(io_) {
  socket_.next_layer().connect(at(port));
  limit_waiting(socket_.next_layer());
  socket_.set_option(beast::websocket::stream_base::decorator([&](auto& request) {
    if (!origin.empty()) request.set(beast::http::field::origin, origin);
    for (const auto& [name, value] : headers) request.set(name, value);
  }));
  socket_.handshake("localhost:" + std::to_string(port), target);
  if (frame().rfind("0{", 0) != 0) throw std::runtime_error("no Engine.IO handshake");
}

SocketClient::~SocketClient() { drop(); }

void SocketClient::drop() {
  boost::system::error_code ignored;
  socket_.next_layer().close(ignored);
}

void SocketClient::send(const std::string& text) {
  socket_.text(true);
  socket_.write(net::buffer(text));
}

std::string SocketClient::frame() {
  for (;;) {
    beast::flat_buffer buffer;
    boost::system::error_code error;
    socket_.read(buffer, error);
    if (error == net::error::would_block || error == net::error::try_again) {
      throw std::runtime_error("waited in vain");
    }
    if (error) return {};
    std::string text = beast::buffers_to_string(buffer.data());
    if (text != "2") return text;
    send("3");
  }
}

std::string SocketClient::frame_with(const std::string& beginning) {
  for (;;) {
    std::string text = frame();
    if (text.rfind(beginning, 0) == 0) return text;
    if (text.empty()) throw std::runtime_error("closed while waiting for " + beginning);
  }
}

void SocketClient::join(const std::string& auth_json) { send("40/webrtc," + auth_json); }

server::Welcome SocketClient::join_as(const std::string& user_id, const std::string& tenant_id,
                                      Role role, const std::string& contact_id, int protocol,
                                      const std::string& resume_token) {
  Auth auth;
  auth.token = token_for(user_id, tenant_id, role, contact_id);
  auth.protocol = protocol;
  auth.resume_token = resume_token;
  join(encode(auth));
  return wait_for<server::Welcome>();
}

void SocketClient::say(const ClientMessage& message) { send("42/webrtc," + encode(message)); }

server::Ack SocketClient::ask(const ClientMessage& message) {
  const std::string id = std::to_string(++last_ack_);
  send("42/webrtc," + id + encode(message));
  const std::string beginning = "43/webrtc," + id;
  const auto ack = decode_ack(frame_with(beginning).substr(beginning.size()));
  if (!ack) throw std::runtime_error(ack.error.message);
  return *ack;
}

std::vector<std::vector<std::string>> query(const std::string& file, const std::string& sql,
                                            int columns) {
  soci::session session(soci::sqlite3, "db=" + file + " timeout=5");
  std::vector<std::string> row(static_cast<std::size_t>(columns));
  std::vector<soci::indicator> indicators(row.size());
  soci::statement statement(session);
  for (std::size_t i = 0; i < row.size(); ++i) {
    statement.exchange(soci::into(row[i], indicators[i]));
  }
  statement.alloc();
  statement.prepare(sql);
  statement.define_and_bind();
  statement.execute();
  std::vector<std::vector<std::string>> rows;
  while (statement.fetch()) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (indicators[i] == soci::i_null) row[i] = "NULL";
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace ringline::test
