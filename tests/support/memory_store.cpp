#include "support/memory_store.hpp"

#include <algorithm>
#include <utility>

namespace ringline::test {
namespace {

using store::Status;

constexpr std::size_t due_at_once = 256;

exchange_input::StoreAnswer answered(Status status, std::vector<CallRecord> records = {}) {
  exchange_input::StoreAnswer answer;
  answer.status = status;
  answer.records = std::move(records);
  return answer;
}

}  // namespace

std::string MemoryStore::digits_of(const std::string& number) {
  std::string digits;
  for (const char each : number) {
    if (each >= '0' && each <= '9') digits.push_back(each);
  }
  const bool national = !digits.empty() && digits.front() == '0' && number.front() != '+';
  return national ? "88" + digits : digits;
}

exchange_input::StoreAnswer MemoryStore::answer(const store::Request& what) {
  if (unavailable) {
    const bool writes =
        std::holds_alternative<store::Update>(what) || std::holds_alternative<store::Insert>(what);
    if (writes && written_though_nth != 0 && ++lost_writes_ % written_though_nth == 0) {
      std::visit([this](const auto& each) { return on(each); }, what);
    }
    return answered(Status::Unavailable);
  }
  return std::visit([this](const auto& each) { return on(each); }, what);
}

const CallRecord* MemoryStore::row(const std::string& id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

// Staff call contacts, customers call staff.
MemoryStore::Answer MemoryStore::on(const store::Resolve& what) {
  if (what.contact_id.empty() && what.phone == "no number") return answered(Status::BadNumber);
  Answer answer = answered(Status::NotFound);
  const Role wanted =
      what.caller.role == Role::TenantMember ? Role::PortalCustomer : Role::TenantMember;
  for (const Identity& each : people_) {
    if (each.tenant_id != what.caller.tenant_id || each.role != wanted) continue;
    const Party party = each.party();
    const bool meant = what.contact_id.empty()
                           ? !each.phone.empty() && digits_of(each.phone) == digits_of(what.phone)
                           : party.id == what.contact_id;
    if (!meant) continue;
    if (answer.callee) return answered(Status::Ambiguous);
    answer.status = Status::Done;
    answer.callee = store::Callee{
        party, each.name, each.phone, each.contact_id,
        !deactivated.contains(each.contact_id) && blocks_.count({party, what.caller.party()}) == 0};
  }
  return answer;
}

MemoryStore::Answer MemoryStore::on(const store::Insert& what) {
  const CallRecord& record = what.record;
  for (const auto& [id, each] : rows_) {
    const bool same_wish = !record.client_call_id.empty() && each.caller == record.caller &&
                           each.client_call_id == record.client_call_id;
    if (id == record.id || same_wish) return answered(Status::Conflict, {each});
  }
  rows_[record.id] = record;
  if (on_written) on_written(nullptr, record);
  return answered(Status::Done);
}

MemoryStore::Answer MemoryStore::on(const store::Update& what) {
  const auto found = rows_.find(what.record.id);
  if (found == rows_.end()) return answered(Status::NotFound);
  if (found->second.version != what.record.version - 1) {
    return answered(Status::Conflict, {found->second});
  }
  check_forward(found->second, what.record);
  const CallRecord before = std::exchange(found->second, what.record);
  if (on_written) on_written(&before, what.record);
  return answered(Status::Done);
}

MemoryStore::Answer MemoryStore::on(const store::Load& what) {
  const CallRecord* found = row(what.call_id);
  return found == nullptr ? answered(Status::NotFound) : answered(Status::Done, {*found});
}

MemoryStore::Answer MemoryStore::on(const store::LoadOpen& what) {
  Answer answer = answered(Status::Done);
  for (const auto& [id, each] : rows_) {
    if (each.is_open() && (each.caller == what.party || each.callee == what.party)) {
      answer.records.push_back(each);
    }
  }
  return answer;
}

MemoryStore::Answer MemoryStore::on(const store::LoadDue& what) {
  Answer answer = answered(Status::Done);
  for (const auto& [id, each] : rows_) {
    const EpochMs at = each.status == CallStatus::Answered ? what.answered_at : what.at;
    if (each.is_open() && each.due_at <= at) answer.records.push_back(each);
  }
  std::sort(answer.records.begin(), answer.records.end(),
            [](const CallRecord& a, const CallRecord& b) { return a.due_at < b.due_at; });
  if (answer.records.size() > due_at_once) answer.records.resize(due_at_once);
  return answer;
}

void MemoryStore::check_forward(const CallRecord& old_row, const CallRecord& new_row) {
  const auto fail = [&](const std::string& what) {
    faults_.push_back(new_row.id + " version " + std::to_string(new_row.version) + ": " + what);
  };
  if (!old_row.is_open()) fail("a closed row was changed");
  if (new_row.status < old_row.status) fail("a row went back");
  if (old_row.answered_at != 0 && new_row.answered_at != old_row.answered_at) {
    fail("answered twice");
  }
  if (new_row.status == CallStatus::Completed && new_row.answered_at == 0) {
    fail("completed without an answer");
  }
  if (!new_row.is_open()) {
    const std::int64_t spoken =
        new_row.answered_at == 0 ? 0 : (new_row.ended_at - new_row.answered_at) / 1'000;
    if (new_row.reason == EndReason::None) fail("closed without a reason");
    if (new_row.duration_s != spoken) fail("a duration that isn't the time between");
    if (new_row.ended_at == 0 || new_row.due_at != 0) fail("closed without an end");
  }
}

}  // namespace ringline::test
