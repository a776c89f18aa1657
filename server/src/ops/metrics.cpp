#include "ops/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "ops/process_figures.hpp"

namespace ringline::server_app {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;

const Histogram::BucketBoundaries setup_seconds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};
const Histogram::BucketBoundaries answer_seconds = {1, 2, 5, 10, 15, 20, 30, 45, 60};
const Histogram::BucketBoundaries store_seconds = {0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                   0.025,  0.05,  0.1,    0.5,   2};

// By the place of each alternative in store::Request, and of each value in CallStatus.
constexpr const char* questions[] = {"resolve", "insert",    "update",
                                     "load",    "load_open", "load_due"};
static_assert(std::size(questions) == std::variant_size_v<store::Request>);
constexpr const char* open_states[] = {"initiated", "ringing", "answered"};

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
  return BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
  return BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(Registry& registry, const char* name, const char* help) {
  return BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

// Registered in the order in which they stand here.
struct Metrics::Families {
  Registry registry;

  Gauge& connections = gauges(registry, "ringline_connections", "Open connections").Add({});
  Gauge& clients =
      gauges(registry, "ringline_clients", "Clients that have joined a namespace").Add({});
  Counter& opened =
      counters(registry, "ringline_connections_opened_total", "Connections that were opened")
          .Add({});
  Family<Counter>& refusals =
      counters(registry, "ringline_refusals_total", "What was refused to clients, by its code");

  Family<Gauge>& calls = gauges(registry, "ringline_calls", "Open calls by state");
  Counter& initiated =
      counters(registry, "ringline_calls_initiated_total", "Calls that have got a row").Add({});
  Counter& answered =
      counters(registry, "ringline_calls_answered_total", "Calls that were answered").Add({});
  Family<Counter>& ended =
      counters(registry, "ringline_calls_ended_total", "Calls that ended, by reason");
  Histogram& ring_time =
      histograms(registry, "ringline_call_ring_seconds", "From the call's row to its ringing")
          .Add({}, setup_seconds);
  Histogram& answer_time =
      histograms(registry, "ringline_call_answer_seconds", "From the call's row to its answer")
          .Add({}, answer_seconds);

  Family<Counter>& events =
      counters(registry, "ringline_events_total", "Events from (in) and to (out) clients");
  Family<Counter>& event_bytes = counters(registry, "ringline_event_bytes_total",
                                          "Their size as JSON, from (in) and to (out) clients");
  Gauge& send_queue = gauges(registry, "ringline_send_queue_bytes",
                             "Bytes that wait for clients who read slowly, in all")
                          .Add({});
  Counter& relays =
      counters(registry, "ringline_relay_credentials_total", "Credentials made for the TURN relay")
          .Add({});

  Gauge& waiting = gauges(registry, "ringline_store_questions",
                          "Questions to the database that wait for their answer")
                       .Add({});
  Family<Gauge>& database_queue =
      gauges(registry, "ringline_database_queue", "Work that waits for a thread of the database");
  Family<Histogram>& store_time = histograms(registry, "ringline_store_seconds",
                                             "From a question to the database to its answer");
  Counter& unavailable = counters(registry, "ringline_store_unavailable_total",
                                  "Questions that the database failed to answer")
                             .Add({});

  Counter& log_dropped = counters(registry, "ringline_log_lines_dropped_total",
                                  "Lines of the log that nobody read in time")
                             .Add({});

  Gauge& resident = gauges(registry, "process_resident_memory_bytes", "Memory in use").Add({});
  Counter& cpu = counters(registry, "process_cpu_seconds_total", "Processor time used").Add({});
  Gauge& descriptors = gauges(registry, "process_open_fds", "Open file descriptors").Add({});
  Gauge& started =
      gauges(registry, "process_start_time_seconds", "Start, since the Unix epoch").Add({});

  Gauge& calls_waiting = database_queue.Add({{"thread", "calls"}});
  Gauge& reads_waiting = database_queue.Add({{"thread", "reads"}});
  Gauge& writes_waiting = database_queue.Add({{"thread", "writes"}});
  Counter& events_in = events.Add({{"direction", "in"}});
  Counter& events_out = events.Add({{"direction", "out"}});
  Counter& bytes_in = event_bytes.Add({{"direction", "in"}});
  Counter& bytes_out = event_bytes.Add({{"direction", "out"}});
  std::array<Gauge*, std::size(open_states)> calls_by_state{};
  std::array<Histogram*, std::size(questions)> store_by_question{};
  std::map<std::string, Counter*, std::less<>> refusals_by_cause;
  std::map<std::string, Counter*, std::less<>> ends_by_reason;
  std::unordered_map<std::string, Time> begun;  // calls on their way to an answer

  Families() {
    for (std::size_t i = 0; i < std::size(open_states); ++i) {
      calls_by_state[i] = &calls.Add({{"state", open_states[i]}});
    }
    for (std::size_t i = 0; i < std::size(questions); ++i) {
      store_by_question[i] = &store_time.Add({{"question", questions[i]}}, store_seconds);
    }
  }
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::connection_opened() { families_->opened.Increment(); }

void Metrics::event_in(std::size_t bytes) {
  families_->events_in.Increment();
  families_->bytes_in.Increment(static_cast<double>(bytes));
}

void Metrics::event_out(std::size_t bytes) {
  families_->events_out.Increment();
  families_->bytes_out.Increment(static_cast<double>(bytes));
}

void Metrics::refused(std::string_view cause) {
  auto& known = families_->refusals_by_cause;
  auto found = known.find(cause);
  if (found == known.end()) {
    const std::string name(known.size() < refusal_causes_kept ? cause : "other");
    found = known.try_emplace(name, &families_->refusals.Add({{"cause", name}})).first;
  }
  found->second->Increment();
}

void Metrics::relay_granted() { families_->relays.Increment(); }

void Metrics::store_answered(std::size_t question, store::Status status,
                             std::chrono::duration<double> took) {
  families_->store_by_question[question]->Observe(took.count());
  if (status == store::Status::Unavailable) families_->unavailable.Increment();
}

void Metrics::happened(const exchange_output::Happened& news, Time now) {
  auto& all = *families_;
  const auto begun = all.begun.find(news.call_id);
  const auto took = [&] { return std::chrono::duration<double>(now - begun->second).count(); };
  if (news.name == "initiated") {
    all.initiated.Increment();
    if (all.begun.size() < calls_timed) all.begun.emplace(news.call_id, now);
  } else if (news.name == "ringing") {
    if (begun != all.begun.end()) all.ring_time.Observe(took());
  } else if (news.name == "answered") {
    all.answered.Increment();
    if (begun == all.begun.end()) return;
    all.answer_time.Observe(took());
    all.begun.erase(begun);
  } else if (news.name == "ended") {
    if (begun != all.begun.end()) all.begun.erase(begun);
    auto& counter = all.ends_by_reason[news.detail];
    if (counter == nullptr) counter = &all.ended.Add({{"reason", news.detail}});
    counter->Increment();
  } else if (news.name == "refused") {
    refused(news.detail);
  }
}

std::string Metrics::text(const Now& now) {
  auto& all = *families_;
  const Exchange::Load& load = now.load;
  all.connections.Set(static_cast<double>(now.connections));
  all.send_queue.Set(static_cast<double>(now.send_queue_bytes));
  all.calls_waiting.Set(static_cast<double>(now.calls_waiting));
  all.reads_waiting.Set(static_cast<double>(now.reads_waiting));
  all.writes_waiting.Set(static_cast<double>(now.writes_waiting));
  all.log_dropped.Increment(
      std::max(0.0, static_cast<double>(now.log_lines_dropped) - all.log_dropped.Value()));
  all.clients.Set(static_cast<double>(load.connections));
  all.waiting.Set(static_cast<double>(load.questions));
  for (std::size_t i = 0; i < all.calls_by_state.size(); ++i) {
    all.calls_by_state[i]->Set(static_cast<double>(load.calls_by_status[i]));
  }
  const ProcessFigures process = read_process_figures();
  all.resident.Set(process.resident_bytes);
  all.cpu.Increment(std::max(0.0, process.cpu_s - all.cpu.Value()));
  all.descriptors.Set(process.open_descriptors);
  all.started.Set(process.started_s);
  return prometheus::TextSerializer().Serialize(all.registry.Collect());
}

}  // namespace ringline::server_app
