#include "httpd/table_monitor.h"

#include <algorithm>
#include <utility>

#include "base/time_text.h"
#include "httpd/runtime.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

constexpr Milliseconds kQuiet{60'000};

uint64_t EndedEarly(const Runtime& runtime) {
  return std::as_const(*runtime.segment).counters().Sum(store::Counter::kBlocksEvicted);
}

}  // namespace

void BeginMonitoringTable(Runtime& runtime) { runtime.blocks_evicted_told = EndedEarly(runtime); }

int MonitorTable(apr_pool_t*, server_rec*) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return DECLINED;
  const Tick now = Now();
  const uint64_t ended = EndedEarly(*runtime);
  // A count that went back is not to be believed.
  const uint64_t news = ended - std::min(ended, runtime->blocks_evicted_told);
  const bool clock_was_set_back = now < runtime->blocks_evicted_at;
  if (news == 0 || (!clock_was_set_back && now < After(runtime->blocks_evicted_at, kQuiet))) return DECLINED;
  runtime->blocks_evicted_told = ended;
  runtime->blocks_evicted_at = now;
  ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime->main_server,
               "EW0213: %s %s ended early: their part of the client table was full of blocked clients, and "
               "others had to be counted. Raise ErrWatchClients",
               FormatCount(news).c_str(), news == 1 ? "block" : "blocks");
  return DECLINED;
}

}  // namespace errwatch::httpd
