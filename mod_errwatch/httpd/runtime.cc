#include "httpd/runtime.h"

#include <sched.h>
#include <time.h>

namespace errwatch::httpd {
namespace {
constinit std::atomic<Runtime*> g_runtime{nullptr};
}  // namespace

// acquire pairs with the release in PublishRuntime: whoever sees the pointer sees the finished object.
Runtime* CurrentRuntime() noexcept { return g_runtime.load(std::memory_order_acquire); }

void PublishRuntime(Runtime* runtime) noexcept { g_runtime.store(runtime, std::memory_order_release); }

Tick Now() noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return TickFromUnixMs(int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000);
}

void Count(store::Counter counter) noexcept {
  if (const Runtime* runtime = CurrentRuntime()) runtime->segment->counters().Add(counter);
}

void Warn(Runtime& runtime, const std::string& text) {
  ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server, "EW0210: %s", text.c_str());
  runtime.warnings.push_back(text + ".");
}

// By processor, not by thread: the scratch that was used last on this processor is still in its cache.
ScratchPool::Lease TakeScratch(const Runtime& runtime) noexcept {
  const int processor = sched_getcpu();
  return runtime.scratch->Take(processor < 0 ? 0 : static_cast<std::size_t>(processor));
}

const RuleSet& RulesOf(const ServerConfig& config) noexcept { return *config.rules_from->rules; }

std::string RuleName(const ServerConfig& config, uint32_t id) {
  const Rule* rule = RulesOf(config).Find(id);
  return rule == nullptr ? std::string() : rule->name;
}

store::Charge ChargeOf(const Runtime& runtime, const ServerConfig& config, const DirConfig& directory,
                       MatchScratch* scratch) noexcept {
  store::Charge charge;
  charge.limits = &config.limits;
  charge.block = &config.settings.block.value;
  charge.scope = config.scope;
  charge.scope_index = config.scope_index;
  charge.detection_only = directory.engine.value == Engine::kDetectionOnly;
  charge.entry_events = runtime.entry_events;
  charge.crawlers = runtime.crawlers.get();
  charge.anomalies = config.settings.anomalies.value;
  charge.under_attack = config.settings.under_attack.value;
  charge.verify_crawlers = ConfigOf(runtime.main_server)->settings.crawlers.value.verify;
  charge.rules = &RulesOf(config);
  charge.scratch = scratch;
  return charge;
}

}  // namespace errwatch::httpd
