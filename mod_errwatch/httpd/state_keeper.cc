#include "httpd/state_keeper.h"

#include <string>

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::FileCondition;
using store::FileState;
using Extent = store::StateFile::Extent;

// httpd calls as often as its children end; the file needs no more than this.
constexpr Milliseconds kMostOften{5000};

void Report(Runtime& runtime, const FileState& found) {
  if (found == runtime.file_state_told) return;
  const FileState before = std::exchange(runtime.file_state_told, found);
  const std::string& path = runtime.shared->state_file();
  if (found.condition != FileCondition::kGood) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server, "EW0211: %s",
                 store::TextOf(found, path).c_str());
  } else if (store::HandlingOf(before.condition) == store::Handling::kLeftAlone) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
                 "EW0212: the state file %s is written again", path.c_str());
  }
}

void Keep(Runtime& runtime, Extent extent) {
  runtime.file_kept = Now();
  Report(runtime, runtime.shared->Keep(runtime.file_kept, extent));
}

}  // namespace

void BeginStateFile(Runtime& runtime) {
  runtime.shared->segment().SetFileState({});
  Keep(runtime, Extent::kAll);
}

int MonitorStateFile(apr_pool_t*, server_rec*) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return DECLINED;
  const Tick now = Now();
  const bool clock_was_set_back = now < runtime->file_kept;
  if (clock_was_set_back || After(runtime->file_kept, kMostOften) < now) Keep(*runtime, Extent::kSome);
  return DECLINED;
}

void FinishStateFile(Runtime& runtime) {
  if (!runtime.shared->IsOwner()) return;
  // What is wrong with it the next generation finds, too, and says on its status page.
  const bool is_last = ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_EXITING;
  if (is_last) runtime.shared->segment().journal().Close();
  if (is_last || runtime.shared->IsFileGood()) Keep(runtime, Extent::kAll);
}

}  // namespace errwatch::httpd
