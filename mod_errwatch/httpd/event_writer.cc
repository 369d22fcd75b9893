#include "httpd/event_writer.h"

#include <pthread.h>
#include <time.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "httpd/boundary.h"
#include "model/event_filter.h"
#include "pages/render.h"
#include "pages/take_incident.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using std::chrono::milliseconds;
using store::Counter;
using store::DropReason;
using store::IncidentQueue;

// How long a writer sleeps. The ring holds what a burst brings meanwhile.
constexpr milliseconds kPauseAfterWork{5};
constexpr milliseconds kPauseWhenIdle{50};
constexpr milliseconds kPauseOutOfTurn{250};
// Between two looks at whether it is to stop, or no longer the one who writes.
constexpr int kMostInAPass = 1024;
// How long the end of a child waits for a write under way.
constexpr milliseconds kPatience{500};

enum class Pass : uint8_t { kWrote, kBehind, kIdle, kSuperseded };

IncidentQueue QueueOf(const EventLogs::Line& line) { return IncidentQueue::OfEventLog(line.place); }

bool IsSuperseded(const Runtime& runtime) {
  return runtime.segment->event_logs().generation() != runtime.event_generation;
}

void CountWritten(Runtime& runtime, const EventLogs::Line& line) {
  runtime.segment->counters().Add(Counter::kEventsWritten);
  runtime.segment->event_logs().CountWritten(line.place);
}

void CountDropped(Runtime& runtime, const EventLogs::Line& line, uint64_t events, DropReason reason,
                  int error = 0) {
  if (events == 0) return;
  runtime.segment->counters().Add(Counter::kEventsDropped, events);
  runtime.segment->event_logs().CountDropped(line.place, events, reason, error, Now());
}

// Once for each that it gets into, by the child that writes.
void TellTrouble(const Runtime& runtime, EventLogs::Line& line) {
  std::string trouble = line.log->Trouble();
  if (trouble == line.trouble_told) return;
  line.trouble_told = std::move(trouble);
  if (line.trouble_told.empty()) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server, "EW0216: events are written again to %s",
                 line.log->name().shown.c_str());
  } else {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server, "EW0215: events are dropped: %s",
                 line.trouble_told.c_str());
  }
}

void WriteEvent(Runtime& runtime, EventLogs::Line& line, const store::IncidentRecord& record) {
  const ServerConfig* config = ConfigOf(runtime.main_server);
  const auto rule_name = [config](uint32_t id) {
    return config == nullptr ? std::string() : RuleName(*config, id);
  };
  const IncidentRow row = store::RowOf(*runtime.segment, record, rule_name);
  if (line.log->Write(RenderEvent(row, kMaxEventBytes - 1))) {
    CountWritten(runtime, line);
  } else {
    CountDropped(runtime, line, 1, line.log->reason(), line.log->error());
  }
  TellTrouble(runtime, line);
}

Pass WriteEvents(Runtime& runtime, EventLogs::Line& line) {
  store::IncidentRing incidents = runtime.segment->incidents();
  const IncidentQueue queue = QueueOf(line);
  Pass pass = Pass::kIdle;
  for (int i = 0; i < kMostInAPass; ++i) {
    if (IsSuperseded(runtime)) return Pass::kSuperseded;
    if (!incidents.HasUntaken(queue)) return pass;
    if (!line.log->IsReady(kPauseWhenIdle)) {
      CountDropped(runtime, line, incidents.SkipOverwritten(queue), DropReason::kSlow);
      return Pass::kIdle;
    }
    const bool crowded = incidents.IsCrowded(queue);
    uint64_t lost = 0;
    const auto record = incidents.TakeNext(Now(), &lost, queue);
    CountDropped(runtime, line, lost, DropReason::kSlow);
    if (!record) return pass;
    pass = Pass::kWrote;
    const store::Incident& incident = record->incident;
    if (!Wants(line.log->filter(), incident.kind, incident.category, incident.limit)) continue;
    // In a flood single entries give way, so that the ring does not lose blocks with them.
    if (crowded && incident.kind == IncidentKind::kEntry) {
      CountDropped(runtime, line, 1, DropReason::kFlood);
    } else {
      WriteEvent(runtime, line, *record);
    }
  }
  return Pass::kBehind;
}

// Who is behind does not sleep: on a busy machine he would be woken late.
milliseconds PauseAfter(Pass pass) {
  if (pass == Pass::kBehind) return milliseconds(0);
  return pass == Pass::kWrote ? kPauseAfterWork : kPauseWhenIdle;
}

// A thread without signals, which are for the threads of httpd. 0, or why there is none.
int StartThread(pthread_t* thread, const char* name, void* (*main)(void*), void* argument) {
  sigset_t before;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  apr_setup_signal_thread();
  const int error = pthread_create(thread, nullptr, main, argument);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0) pthread_setname_np(*thread, name);
  return error;
}

// What the threads of a child are told.
class StopSign {
 public:
  void Set() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    wake_.notify_all();
  }
  bool IsSetWithin(milliseconds time) noexcept {
    std::unique_lock<std::mutex> lock(mutex_);
    return wake_.wait_for(lock, time, [this] { return stop_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
};

// The thread of one log, in the child that has the turn.
class LogWriter {
 public:
  LogWriter(Runtime& runtime, EventLogs::Line& line, StopSign& stop)
      : runtime_(runtime), line_(line), stop_(stop) {}

  int Start() { return StartThread(&thread_, "errwatch-events", &Main, this); }
  void Join() { pthread_join(thread_, nullptr); }

 private:
  static void* Main(void* writer) noexcept {
    static_cast<LogWriter*>(writer)->Run();
    return nullptr;
  }
  void Run() noexcept {
    constexpr auto kWrite = &Boundary<&WriteEvents, Pass::kIdle>::Call;
    Pass pass = kWrite(runtime_, line_);
    while (pass != Pass::kSuperseded && !stop_.IsSetWithin(PauseAfter(pass))) pass = kWrite(runtime_, line_);
    // What came since: this may be the last child for a long time.
    if (pass != Pass::kSuperseded) kWrite(runtime_, line_);
  }

  Runtime& runtime_;
  EventLogs::Line& line_;
  StopSign& stop_;
  pthread_t thread_{};
};

// The thread of a child that waits for the turn.
class EventWriter {
 public:
  explicit EventWriter(Runtime& runtime) : runtime_(runtime) {}

  int Start() { return StartThread(&thread_, "errwatch-turn", &Main, this); }

  // False when a thread is stuck: it lasts until the process ends, which it does not hinder.
  bool Stop() {
    stop_.Set();
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

  static bool StartWritersIn(EventWriter* self) { return self->StartWriters(); }
  // Whether there is nothing more to do but to wait.
  bool StartWriters() {
    if (!runtime_.event_logs.TakeTurn()) return false;
    for (EventLogs::Line& line : runtime_.event_logs.lines()) {
      writers_.push_back(std::make_unique<LogWriter>(runtime_, line, stop_));
      if (const int error = writers_.back()->Start(); error != 0) {
        writers_.pop_back();
        ap_log_error(APLOG_MARK, APLOG_ERR, error, runtime_.main_server,
                     "EW0206: no thread for the event log %s: its events wait for another child",
                     line.log->name().shown.c_str());
      }
    }
    return true;
  }

  void Run() noexcept {
    bool done = false;
    do {
      done = done || IsSuperseded(runtime_) || Boundary<&StartWritersIn, false>::Call(this);
    } while (!stop_.IsSetWithin(kPauseOutOfTurn));
    // What came since: this may be the last child for a long time.
    if (!done && !IsSuperseded(runtime_)) Boundary<&StartWritersIn, false>::Call(this);
    for (const std::unique_ptr<LogWriter>& writer : writers_) writer->Join();
  }

  Runtime& runtime_;
  StopSign stop_;
  pthread_t thread_{};
  std::vector<std::unique_ptr<LogWriter>> writers_;
};

apr_status_t StopEventWriter(void* data) {
  std::unique_ptr<EventWriter> writer(static_cast<EventWriter*>(data));
  // A stuck thread still uses it; so the process ends with it.
  if (!writer->Stop()) static_cast<void>(writer.release());
  return APR_SUCCESS;
}

}  // namespace

void AnnounceEventLogs(Runtime& runtime) {
  std::vector<store::EventLogName> names;
  for (const EventLogs::Line& line : runtime.event_logs.lines()) names.push_back(line.log->name());
  // The time is a number that no generation before had, and never 0.
  runtime.event_generation = names.empty() ? 0 : Now().value;
  const std::vector<uint32_t> places =
      runtime.segment->event_logs().Announce(runtime.event_generation, names);
  for (std::size_t i = 0; i < places.size(); ++i) runtime.event_logs.lines()[i].place = places[i];
}

void StartEventWriter(Runtime& runtime, apr_pool_t* child_pool) {
  if (runtime.event_logs.empty()) return;
  auto writer = std::make_unique<EventWriter>(runtime);
  if (const int error = writer->Start(); error != 0) {
    ap_log_error(APLOG_MARK, APLOG_ERR, error, runtime.main_server,
                 "EW0206: no thread for the event logs in this child: events are left to other children");
    return;
  }
  apr_pool_cleanup_register(child_pool, writer.release(), &Boundary<&StopEventWriter, APR_SUCCESS>::Call,
                            apr_pool_cleanup_null);
}

void CountOverwrittenEvents(Runtime& runtime) {
  if (runtime.event_generation == 0 || IsSuperseded(runtime)) return;
  store::IncidentRing incidents = runtime.segment->incidents();
  for (const EventLogs::Line& line : runtime.event_logs.lines())
    CountDropped(runtime, line, incidents.SkipOverwritten(QueueOf(line)), DropReason::kSlow);
}

}  // namespace errwatch::httpd
