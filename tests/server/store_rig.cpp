#include "server/store_rig.hpp"

namespace ringline::test {

CallRecord new_call(const std::string& id) {
  CallRecord record;
  record.id = id;
  record.version = 1;
  record.caller = {"tenant_harbor", Role::TenantMember, "user_amina"};
  record.callee = {"tenant_harbor", Role::PortalCustomer, "contact_rahim"};
  record.caller_user_id = "user_amina";
  record.caller_name = "Amina \"the Hon.\" Rahman";
  record.callee_name = "নাদিয়া O'Brien";
  record.phone = "+880 1711-000001";
  record.contact_id = "contact_rahim";
  record.staff_user_id = "user_amina";
  record.client_call_id = "wish-" + id;
  record.caller_session = "s-caller";
  record.caller_extended = true;
  record.created_at = 1'764'000'000'123;
  record.due_at = record.created_at + 45'000;
  return record;
}

CallRecord ringing(CallRecord record) {
  ++record.version;
  record.status = CallStatus::Ringing;
  record.preconnect_session = "s-callee";
  record.rang_at = record.created_at + 4;
  return record;
}

CallRecord answered(CallRecord record) {
  ++record.version;
  record.status = CallStatus::Answered;
  record.callee_session = "s-callee";
  record.callee_extended = true;
  record.answered_at = record.created_at + 7'001;
  record.due_at = record.answered_at + 20'000;
  return record;
}

CallRecord ended(CallRecord record, std::int64_t seconds) {
  ++record.version;
  record.status = CallStatus::Completed;
  record.reason = EndReason::HungUp;
  record.ended_at = record.answered_at + seconds * 1'000 + 999;
  record.duration_s = seconds;
  record.due_at = 0;
  record.ended_by = Ender::Callee;
  record.outage_count = 3;
  record.outages = {{record.answered_at + 5, record.answered_at + 305},
                    {record.answered_at + 400, 0}};
  return record;
}

}  // namespace ringline::test
