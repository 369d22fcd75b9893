// A signal handler in spirit: no pool, no malloc, no lock, no logging, no exception, bounded time. It is
// called by every thread and process of the server, in the parent even from inside its SIGSEGV handler.
#include "httpd/error_log_hook.h"

#include <cerrno>

#include "httpd/configs.h"
#include "httpd/entry_view.h"
#include "httpd/identity.h"
#include "httpd/runtime.h"
#include "model/client_in_text.h"
#include "rules/classifier.h"
#include "store/accounting.h"
#include "store/admission.h"
#include "store/baseline_watch.h"

#include "httpd/prelude.h"

// httpd does not guard this hook against recursion: logging in here would call it again.
// Any such call is a compile error.
#undef ap_log_error
#undef ap_log_perror
#undef ap_log_rerror
#undef ap_log_cerror
#define ap_log_error ERRWATCH_MUST_NOT_LOG_INSIDE_ERROR_LOG
#define ap_log_perror ERRWATCH_MUST_NOT_LOG_INSIDE_ERROR_LOG
#define ap_log_rerror ERRWATCH_MUST_NOT_LOG_INSIDE_ERROR_LOG
#define ap_log_cerror ERRWATCH_MUST_NOT_LOG_INSIDE_ERROR_LOG

namespace errwatch::httpd {
namespace {

using store::Counter;

// Initial-exec and without a destructor: the first touch allocates nothing and nothing pins the DSO.
constinit thread_local bool t_inside = false;

// Marks this thread as inside the hook, and gives the logging code its errno back.
class HookScope {
 public:
  HookScope() : saved_errno_(errno), entered_(!t_inside) { t_inside = true; }
  ~HookScope() {
    if (entered_) t_inside = false;
    errno = saved_errno_;
  }
  HookScope(const HookScope&) = delete;
  HookScope& operator=(const HookScope&) = delete;
  bool entered() const { return entered_; }

 private:
  int saved_errno_;
  bool entered_;
};

Identity WhoCaused(const ap_errorlog_info& info, const char* message, const Runtime& runtime,
                   const ServerConfig& config, RequestState* state, Tick now) {
  const conn_rec* connection = info.c != nullptr ? info.c : info.r != nullptr ? info.r->connection : nullptr;
  if (connection != nullptr) return IdentityOf(runtime, config, connection, info.r, state, now);
  const std::string_view named = ClientInText(ModuleOf(info), message);
  return IdentityOfNamed(runtime, config, ClientAddress::Parse(named).value_or(ClientAddress()), now);
}

// What the message is about, whoever caused it.
void NoteKind(store::Segment& segment, const ap_errorlog_info& info, const char* message,
              const ServerConfig& config, const Identity& identity, Tick now) {
  const LogId log_id = LogIdOf(info.format != nullptr ? info.format : "", message);
  const auto level = static_cast<Level>(info.level & APLOG_LEVELMASK);
  const uint64_t client =
      identity.address.empty() ? 0 : segment.clients().KeyOf(identity.address, config.scope).fingerprint;
  store::NoteKindOfEntry(segment, log_id, message, level, info.s != nullptr ? HostOf(info.s) : "", client,
                         now);
}

void AccountForEntry(Runtime& runtime, const ap_errorlog_info& info, const char* message,
                     const ServerConfig& config, const DirConfig& directory) {
  store::Counters counters = runtime.segment->counters();
  counters.Add(Counter::kEntries);

  RequestState* state = StateOf(info.r);
  if (state != nullptr && state->denied) return counters.Add(Counter::kOwnDenial);
  const Tick now = Now();
  const Identity identity = WhoCaused(info, message, runtime, config, state, now);
  if (config.settings.anomalies.value) NoteKind(*runtime.segment, info, message, config, identity, now);
  if (!store::Admit(identity.kind, counters)) return;

  ScratchPool::Lease scratch = TakeScratch(runtime);
  if (!scratch) return counters.Add(Counter::kNoScratch);
  const RuleSet& rules = RulesOf(config);
  const Entry entry = EntryOf(info, message, (*scratch).headers);
  const Classification what =
      Classify(rules, entry, directory.removal, *scratch, state != nullptr ? &state->work : nullptr);
  store::CountWork(counters, what);
  store::Account(*runtime.segment, entry, what, identity.address,
                 ChargeOf(runtime, config, directory, &*scratch), state != nullptr ? &state->ledger : nullptr,
                 now);
}

}  // namespace

void OnErrorLog(const ap_errorlog_info* info, const char* message) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr || info == nullptr || message == nullptr) return;
  const HookScope scope;
  if (!scope.entered()) return runtime->segment->counters().Add(Counter::kReentry);
  if (info->module_index == errwatch_module.module_index) return;

  const ServerConfig* config = ConfigOf(info->s);
  const DirConfig* directory = DirConfigOf(info->r, info->s);
  if (config == nullptr || directory == nullptr || directory->engine.value == Engine::kOff) return;
  AccountForEntry(*runtime, *info, message, *config, *directory);
}

}  // namespace errwatch::httpd
