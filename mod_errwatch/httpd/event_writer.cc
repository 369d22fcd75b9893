#include "httpd/event_writer.h"

#include <pthread.h>
#include <time.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "httpd/boundary.h"
#include "model/incident_kind.h"
#include "pages/render.h"
#include "pages/take_snapshot.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using std::chrono::milliseconds;
using store::Counter;
using store::IncidentQueue;

// How long the writer sleeps. The ring holds what a burst brings meanwhile.
constexpr milliseconds kPauseAfterWork{5};
constexpr milliseconds kPauseWhenIdle{50};
constexpr milliseconds kPauseOutOfTurn{250};
// Between two looks at whether it is to stop, or no longer the one who writes.
constexpr int kMostInAPass = 1024;
// How long the end of a child waits for a write under way.
constexpr milliseconds kPatience{500};

enum class Pass : uint8_t { kWrote, kIdle, kNotOurTurn, kSuperseded };

milliseconds PauseAfter(Pass pass) {
  switch (pass) {
    case Pass::kWrote:
      return kPauseAfterWork;
    case Pass::kNotOurTurn:
      return kPauseOutOfTurn;
    case Pass::kIdle:
    case Pass::kSuperseded:
      break;
  }
  return kPauseWhenIdle;
}

// Once for each that it gets into, by the child that writes.
void TellTrouble(Runtime& runtime) {
  std::string trouble = runtime.event_log->Trouble();
  if (trouble == runtime.event_trouble_told) return;
  runtime.event_trouble_told = std::move(trouble);
  if (runtime.event_trouble_told.empty()) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server, "EW0216: events are written again");
  } else {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server, "EW0215: events are dropped: %s",
                 runtime.event_trouble_told.c_str());
  }
}

void WriteEvent(Runtime& runtime, const store::IncidentRecord& record) {
  if (!runtime.event_log->Wants(Info(record.incident.kind).event)) return;
  const ServerConfig* config = ConfigOf(runtime.main_server);
  const auto rule_name = [config](uint32_t id) {
    return config == nullptr ? std::string() : RuleName(*config, id);
  };
  const IncidentRow row = store::RowOf(*runtime.segment, record, rule_name);
  const bool written = runtime.event_log->Write(RenderEvent(row, kMaxEventBytes - 1));
  runtime.segment->counters().Add(written ? Counter::kEventsWritten : Counter::kEventsDropped);
  TellTrouble(runtime);
}

Pass WriteEvents(Runtime& runtime) {
  store::IncidentRing incidents = runtime.segment->incidents();
  if (incidents.event_generation() != runtime.event_generation) return Pass::kSuperseded;
  if (!runtime.event_log->TakeTurn()) return Pass::kNotOurTurn;
  Pass pass = Pass::kIdle;
  for (int i = 0; i < kMostInAPass && incidents.HasUntaken(IncidentQueue::kEvents); ++i) {
    if (!runtime.event_log->IsReady(kPauseWhenIdle)) {
      CountOverwrittenEvents(runtime);
      return Pass::kIdle;
    }
    const bool crowded = incidents.IsCrowded(IncidentQueue::kEvents);
    uint64_t dropped = 0;
    const auto record = incidents.TakeNext(Now(), &dropped, IncidentQueue::kEvents);
    // In a flood single entries give way, so that the ring does not lose blocks with them.
    const bool gives_way = record && crowded && record->incident.kind == IncidentKind::kEntry;
    if (gives_way) ++dropped;
    if (dropped != 0) runtime.segment->counters().Add(Counter::kEventsDropped, dropped);
    if (!record) return pass;
    if (!gives_way) WriteEvent(runtime, *record);
    pass = Pass::kWrote;
  }
  return pass;
}

class EventWriter {
 public:
  explicit EventWriter(Runtime& runtime) : runtime_(runtime) {}

  // 0, or why there is no thread.
  int Start() {
    // Signals are for the threads of httpd.
    sigset_t before;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    apr_setup_signal_thread();
    const int error = pthread_create(&thread_, nullptr, &Main, this);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error == 0) pthread_setname_np(thread_, "errwatch-events");
    return error;
  }

  // False when the thread is stuck: it lasts until the process ends, which it does not hinder.
  bool Stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    wake_.notify_one();
    timespec until{};
    clock_gettime(CLOCK_REALTIME, &until);
    constexpr long kBillion = 1'000'000'000;
    until.tv_nsec += std::chrono::nanoseconds(kPatience).count();
    until.tv_sec += until.tv_nsec / kBillion;
    until.tv_nsec %= kBillion;
    return pthread_timedjoin_np(thread_, nullptr, &until) == 0;
  }

 private:
  static void* Main(void* writer) noexcept {
    static_cast<EventWriter*>(writer)->Run();
    return nullptr;
  }

  void Run() noexcept {
    Pass pass = Pass::kIdle;
    while (pass != Pass::kSuperseded && !IsStoppedWithin(PauseAfter(pass)))
      pass = Boundary<&WriteEvents, Pass::kIdle>::Call(runtime_);
    // What came since: this may be the last child for a long time.
    if (pass != Pass::kSuperseded) Boundary<&WriteEvents, Pass::kIdle>::Call(runtime_);
  }

  bool IsStoppedWithin(milliseconds time) noexcept {
    std::unique_lock<std::mutex> lock(mutex_);
    return wake_.wait_for(lock, time, [this] { return stop_; });
  }

  Runtime& runtime_;
  pthread_t thread_{};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
};

apr_status_t StopEventWriter(void* data) {
  std::unique_ptr<EventWriter> writer(static_cast<EventWriter*>(data));
  // A stuck thread still uses it; so the process ends with it.
  if (!writer->Stop()) static_cast<void>(writer.release());
  return APR_SUCCESS;
}

}  // namespace

void AnnounceEventLog(Runtime& runtime) {
  // The time is a number that no generation before had, and never 0.
  runtime.event_generation = runtime.event_log->IsUsed() ? Now().value : 0;
  runtime.segment->incidents().AnnounceEventGeneration(runtime.event_generation);
}

void StartEventWriter(Runtime& runtime, apr_pool_t* child_pool) {
  if (!runtime.event_log->IsUsed()) return;
  auto writer = std::make_unique<EventWriter>(runtime);
  if (const int error = writer->Start(); error != 0) {
    ap_log_error(APLOG_MARK, APLOG_ERR, error, runtime.main_server,
                 "EW0206: no thread for the event log in this child: events are left to other children");
    return;
  }
  apr_pool_cleanup_register(child_pool, writer.release(), &Boundary<&StopEventWriter, APR_SUCCESS>::Call,
                            apr_pool_cleanup_null);
}

void CountOverwrittenEvents(Runtime& runtime) {
  store::IncidentRing incidents = runtime.segment->incidents();
  if (runtime.event_generation == 0 || incidents.event_generation() != runtime.event_generation) return;
  const uint64_t lost = incidents.SkipOverwritten(IncidentQueue::kEvents);
  if (lost != 0) runtime.segment->counters().Add(Counter::kEventsDropped, lost);
}

}  // namespace errwatch::httpd
