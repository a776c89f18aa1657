#include "app/world_time.hpp"

namespace ringline::server_app {
namespace {

void move_record(CallRecord& record, std::int64_t by_ms) {
  const auto move = [by_ms](EpochMs& at) {
    if (at != 0) at += by_ms;
  };
  for (EpochMs* each : {&record.created_at, &record.rang_at, &record.answered_at, &record.ended_at,
                        &record.due_at}) {
    move(*each);
  }
  for (Outage& each : record.outages) {
    move(each.from);
    move(each.to);
  }
}

}  // namespace

void move_times(store::Request& request, std::int64_t by_ms) {
  if (by_ms == 0) return;
  if (auto* insert = std::get_if<store::Insert>(&request)) move_record(insert->record, by_ms);
  if (auto* update = std::get_if<store::Update>(&request)) move_record(update->record, by_ms);
  if (auto* due = std::get_if<store::LoadDue>(&request)) due->at += by_ms;
}

void move_times(exchange_input::StoreAnswer& answer, std::int64_t by_ms) {
  if (by_ms == 0) return;
  for (CallRecord& each : answer.records) move_record(each, by_ms);
}

}  // namespace ringline::server_app
