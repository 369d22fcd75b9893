// What another host says that a client did: whatever is taken for a change is in range, and is written as it was
// read.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/exchange/change.h"
#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::optional<Change> change = ReadChange(nlohmann::json::parse(text, nullptr, false));
  if (!change) return 0;
  Require(!change->client.empty() && change->client.size() <= 64);
  Require(!change->scope.empty() && change->scope.size() <= 32);
  Require(store::IsOfBucket(change->kind) == (change->quanta != 0) && change->quanta <= kMaxLevel);
  Require(change->tag == 0 || !TagName(change->tag).empty());
  Require(change->time.value <= kMaxTick && change->until.value <= kMaxTick);
  const store::JournalEntry entry{change->kind,   0,
                                  change->tag,    0,
                                  change->quanta, change->time,
                                  change->until,  ClientAddress::FromWords(0, 1),
                                  change->at_peer};
  const std::optional<Change> again = ReadChange(nlohmann::json::parse(
      ToJson(entry, "server", ClientPrefix()).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)));
  Require(again && again->kind == change->kind && again->tag == change->tag &&
          again->quanta == change->quanta);
  Require(again->time == change->time && again->until == change->until && again->at_peer == change->at_peer);
  return 0;
}
