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

void run(const std::string& program, std::vector<std::string> arguments, const std::string& log) {
  std::vector<std::string> words;
  if (geteuid() == 0) words = {"runuser", "-u", "postgres", "--"};
  words.push_back(programs + program);
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
  int status = 0;
  if (failed == 0) waitpid(child, &status, 0);
  if (failed != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(program +
                             " failed (is the package postgresql installed?): " + contents(log));
  }
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
  run("initdb",
      {"-D", folder_ / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
       "--no-instructions"},
      folder_ / "initdb.log");
  start();
}

PostgresServer::~PostgresServer() { kill(); }

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::start() {
  // A process that is killed loses nothing by fsync=off; only a machine's failure would show it.
  run("pg_ctl",
      {"-D", folder_ / "data", "-w", "-t", "30", "-l", folder_ / "server.log", "-o",
       "-c listen_addresses='' -c unix_socket_directories='" + folder_.path() +
           "' -c fsync=off -c shared_buffers=16MB -c max_connections=40",
       "start"},
      folder_ / "pg_ctl.log");
}

std::string PostgresServer::create_database() {
  const std::string name = "calls" + std::to_string(++databases_);
  const std::string place = "?host=" + folder_.path() + "&user=postgres";
  open("postgresql:///postgres" + place) << "CREATE DATABASE " + name + " TEMPLATE template0";
  return "postgresql:///" + name + place;
}

std::vector<pid_t> PostgresServer::processes() const {
  std::vector<pid_t> found;
  pid_t main = 0;
  std::ifstream(folder_ / "data/postmaster.pid") >> main;
  if (main == 0) return found;
  found.push_back(main);
  for (const auto& each : std::filesystem::directory_iterator("/proc")) {
    const Process process = read_process(each.path() / "stat");
    if (process.parent == main) found.push_back(process.id);
  }
  return found;
}

void PostgresServer::signal_all(int signal) const {
  for (const pid_t each : processes()) ::kill(each, signal);
}

void PostgresServer::kill() {
  // Stopped first, so that it makes no new ones meanwhile.
  const auto all = processes();
  if (all.empty()) return;
  ::kill(all.front(), SIGSTOP);
  signal_all(SIGKILL);
  for (const pid_t each : all) {
    for (int i = 0; i < 5'000 && is_alive(each); ++i) usleep(1'000);
  }
  // What was killed may still be known to the system until somebody collects it, so that its locks
  // would look alive.
  std::filesystem::remove(folder_ / "data/postmaster.pid");
  std::filesystem::remove(folder_ / ".s.PGSQL.5432.lock");
}

void PostgresServer::freeze() { signal_all(SIGSTOP); }
void PostgresServer::thaw() { signal_all(SIGCONT); }

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
