#include "server/postgres.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <utility>

#include "store/dialect.hpp"

namespace ringline::test {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

std::string contents(const std::string& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// As `postgres` where the tests are root; it dies with them, however they end.
pid_t begin(const std::string& program, const std::vector<std::string>& arguments,
            const std::string& log) {
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "KILL"};
  if (geteuid() == 0) {
    words.insert(words.end(), {"--reuid", "postgres", "--regid", "postgres", "--init-groups"});
  }
  words.push_back(program.front() == '/' ? program : programs + program);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& each : words) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error(program + " can't be started");
  return child;
}

std::runtime_error failure(const std::string& program, const std::string& log) {
  return std::runtime_error(program +
                            " failed (is the package postgresql installed?): " + contents(log));
}

struct Process {
  pid_t id = 0;
  pid_t parent = 0;
  char state = 'Z';
};

Process read_process(const std::string& file) {
  Process process;
  const std::string line = contents(file);
  // Its name stands in brackets and may have any character.
  std::istringstream(line) >> process.id;
  std::istringstream(line.substr(std::min(line.rfind(')') + 1, line.size()))) >> process.state >>
      process.parent;
  return process;
}

bool is_alive(pid_t id) {
  return read_process("/proc/" + std::to_string(id) + "/stat").state != 'Z';
}

soci::session open(const std::string& url) {
  if (url.rfind("postgresql:", 0) == 0) return {soci::postgresql, url};
  return {soci::sqlite3, "db=" + url.substr(7) + " timeout=5"};
}

}  // namespace

PostgresServer::PostgresServer() {
  if (geteuid() == 0) {
    const passwd* user = getpwnam("postgres");
    if (user == nullptr) throw std::runtime_error("there is no user postgres: run scripts/setup");
    if (chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("the folder can't be given to postgres");
    }
  }
  const std::string log = folder_ / "initdb.log";
  const pid_t made = begin("initdb",
                           {"-D", folder_ / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                            "-N", "--no-instructions"},
                           log);
  int status = 0;
  waitpid(made, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw failure("initdb", log);
  start();
}

PostgresServer::~PostgresServer() { kill(); }

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

std::string PostgresServer::url_of(const std::string& name) const {
  return "postgresql:///" + name + "?host=" + folder_.path() + "&user=postgres";
}

void PostgresServer::start() {
  const std::string log = folder_ / "server.log";
  // A process that is killed loses nothing by fsync=off; only a machine's failure would show it.
  process_ = begin("postgres",
                   {"-D", folder_ / "data", "-c", "listen_addresses=", "-c",
                    "unix_socket_directories=" + folder_.path(), "-c", "fsync=off", "-c",
                    "shared_buffers=16MB", "-c", "max_connections=40"},
                   log);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  for (;;) {
    try {
      open(url_of("postgres"));
      return;
    } catch (const soci::soci_error&) {
      if (waitpid(process_, nullptr, WNOHANG) != 0) {
        process_ = 0;
        throw failure("postgres", log);
      }
      if (std::chrono::steady_clock::now() > deadline) throw failure("postgres", log);
      usleep(5'000);
    }
  }
}

std::string PostgresServer::create_database(const std::string& more) {
  const std::string name = "calls" + std::to_string(++databases_);
  open(url_of("postgres")) << "CREATE DATABASE " + name + " TEMPLATE template0 " + more;
  return url_of(name);
}

void PostgresServer::set(const std::string& name, const std::string& value) const {
  soci::session sql = open(url_of("postgres"));
  sql << "SET default_transaction_read_only = off";
  sql << "ALTER SYSTEM SET " + name + " = " + value;
  sql << "SELECT pg_reload_conf()";
}

// The main one first.
std::vector<pid_t> PostgresServer::processes() const {
  std::vector<pid_t> found{process_};
  for (const auto& each : std::filesystem::directory_iterator("/proc")) {
    const Process process = read_process(each.path() / "stat");
    if (process.parent == process_) found.push_back(process.id);
  }
  return found;
}

void PostgresServer::signal_all(int signal) const {
  for (const pid_t each : processes()) ::kill(each, signal);
}

void PostgresServer::kill() {
  if (process_ == 0) return;
  // Stopped first, so that it makes no new ones meanwhile.
  ::kill(process_, SIGSTOP);
  const auto all = processes();
  for (const pid_t each : all) ::kill(each, SIGKILL);
  waitpid(std::exchange(process_, 0), nullptr, 0);
  for (const pid_t each : all) {
    for (int i = 0; i < 5'000 && is_alive(each); ++i) usleep(1'000);
  }
}

void PostgresServer::freeze() { signal_all(SIGSTOP); }
void PostgresServer::thaw() { signal_all(SIGCONT); }

Pooler::Pooler(const PostgresServer& server, const std::string& settings) : server_(server) {
  {
    std::ofstream file(folder_ / "pgbouncer.ini");
    file << "[databases]\n* = host=" << server.folder() << " user=postgres\n"
         << "[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = " << folder_.path()
         << "\nauth_type = any\n"
         << settings << "\n";
  }
  const passwd* user = geteuid() == 0 ? getpwnam("postgres") : nullptr;
  if (user != nullptr && chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("the folder can't be given to postgres");
  }
  const std::string log = folder_ / "pgbouncer.log";
  process_ = begin("/usr/sbin/pgbouncer", {folder_ / "pgbouncer.ini"}, log);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
  while (!std::filesystem::exists(folder_ / ".s.PGSQL.6432")) {
    const bool ended = waitpid(process_, nullptr, WNOHANG) != 0;
    if (ended || std::chrono::steady_clock::now() > deadline) throw failure("pgbouncer", log);
    usleep(5'000);
  }
}

Pooler::~Pooler() {
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string Pooler::through(std::string url) const {
  return url.replace(url.find(server_.folder()), server_.folder().size(),
                     folder_.path() + "&port=6432");
}

TestDatabase::TestDatabase(Backend backend)
    : backend_(backend),
      url_(is_postgres() ? PostgresServer::shared().create_database()
                         : "sqlite:" + folder_ / "calls.db") {}

std::vector<std::vector<std::string>> query_url(const std::string& url, const std::string& sql,
                                                int columns) {
  soci::session session = open(url);
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

void TestDatabase::execute(const std::string& sql) const {
  soci::session session = open(url_);
  session << sql;
}

std::string TestDatabase::ms(const std::string& column) const {
  return server_app::time_as_ms(is_postgres(), column);
}

server_app::Options TestDatabase::options(server_app::Mode mode) const {
  server_app::Options options = options_in(folder_, mode);
  options.database_url = url_;
  options.store.journal_file = journal();
  return options;
}

Backend each_backend() { return GENERATE(Backend::Sqlite, Backend::Postgres); }

}  // namespace ringline::test
