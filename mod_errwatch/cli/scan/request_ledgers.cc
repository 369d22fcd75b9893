#include "cli/scan/request_ledgers.h"

#include "cli/scan/address_hash.h"
#include "cli/scan/request_join.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostIds = 16'384;  // of so many requests at a time

}  // namespace

RequestLedgers::Ledger RequestLedgers::Of(const ScanRecord& record) {
  // Nobody shares the ledger of another client by naming his request.
  const uint64_t client = AddressHash()(record.client);
  Ledger ledger;
  const uint64_t ids[] = {record.request,
                          record.unique_id != 0 ? record.unique_id : UniqueIdIn(record.entry.message)};
  for (const uint64_t id : ids) {
    const auto found = id == 0 ? by_id_.end() : by_id_.find(id ^ client);
    if (found != by_id_.end() && ledger == nullptr) ledger = found->second;
  }
  for (const uint64_t id : ids) {
    if (id == 0) continue;
    if (ledger == nullptr) ledger = std::make_shared<store::RequestLedger>();
    if (by_id_.emplace(id ^ client, ledger).second) ids_.push_back(id ^ client);
  }
  while (ids_.size() > kMostIds) {
    by_id_.erase(ids_.front());
    ids_.pop_front();
  }
  return ledger;
}

}  // namespace errwatch::cli
