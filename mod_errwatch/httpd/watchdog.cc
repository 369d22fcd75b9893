#include "httpd/watchdog.h"

#include "httpd/boundary.h"
#include "httpd/event_writer.h"
#include "httpd/reporter.h"
#include "httpd/runtime.h"
#include "store/crowd_telling.h"

#include "httpd/prelude.h"

#include <mod_watchdog.h>

namespace errwatch::httpd {
namespace {

constexpr apr_interval_time_t kInterval = apr_time_from_sec(1);
constexpr int kMostReports = 1024;

void CheckCrawlers(Runtime& runtime) {
  const CrawlerSetting& setting = ConfigOf(runtime.main_server)->settings.crawlers.value;
  if (!setting.verify) return;
  if (runtime.crawler_check == nullptr) {
    runtime.crawler_check = std::make_unique<CrawlerCheck>(*runtime.segment, *runtime.crawlers);
    const Status opened = runtime.crawler_check->Open(setting.resolver);
    if (!opened)
      ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server,
                   "EW0207: crawlers are taken at their word: %s", opened.error().c_str());
  }
  runtime.crawler_check->Run(Now());
}

apr_status_t Tock(int state, void*, apr_pool_t*) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return APR_SUCCESS;
  if (state == AP_WATCHDOG_STATE_STOPPING) runtime->crawler_check.reset();
  if (state != AP_WATCHDOG_STATE_RUNNING) return APR_SUCCESS;
  if (runtime->anomalies) {
    store::TellCrowds(*runtime->segment, Now());
    runtime->baseline_watch.Watch(*runtime->segment, Now());
  }
  SweepExpiredBlocks(*runtime);
  ReportIncidents(*runtime, kMostReports);
  CountOverwrittenEvents(*runtime);
  CheckCrawlers(*runtime);
  return APR_SUCCESS;
}

}  // namespace

void RegisterWatchdog(server_rec* main_server, apr_pool_t* pconf) {
  const auto get_instance = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
  const auto register_callback = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
  if (get_instance == nullptr || register_callback == nullptr) return;
  ap_watchdog_t* watchdog = nullptr;
  // parent 0, singleton 1: a thread of one child,
  // with the children's rights, guarded by a mutex so that there is one.
  apr_status_t status = get_instance(&watchdog, "_errwatch_", 0, 1, pconf);
  if (status == APR_SUCCESS) {
    status = register_callback(watchdog, kInterval, nullptr, &Boundary<&Tock, APR_SUCCESS>::Call);
  }
  if (status != APR_SUCCESS) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, status, main_server,
                 "EW0205: no watchdog: incidents are reported by requests only");
  }
}

}  // namespace errwatch::httpd
