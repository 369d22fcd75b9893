// The module record and every hook, with the reason why it stands where it stands.
#include "httpd/asked_config.h"
#include "httpd/body_filter.h"
#include "httpd/boundary.h"
#include "httpd/configs.h"
#include "httpd/directives.h"
#include "httpd/early_judgement.h"
#include "httpd/error_log_hook.h"
#include "httpd/gate.h"
#include "httpd/identity.h"
#include "httpd/lifecycle.h"
#include "httpd/response_hook.h"
#include "httpd/site_models.h"
#include "httpd/state_keeper.h"
#include "httpd/status_handler.h"
#include "httpd/table_monitor.h"
#include "httpd/verbosity.h"

#include "httpd/prelude.h"

#include <mod_status.h>
#include <mpm_common.h>

namespace errwatch::httpd {
namespace {

void RegisterLifeCycle() {
  // After the configuration is read, also under -t:
  // conflicts between sections are errors of the configuration.
  ap_hook_check_config(&Boundary<&CheckConfig, HTTP_INTERNAL_SERVER_ERROR>::Call, nullptr, nullptr,
                       APR_HOOK_MIDDLE);

  // Before mod_watchdog's own post_config, which starts what was registered until then.
  static const char* const kBeforeWatchdog[] = {"mod_watchdog.c", nullptr};
  ap_hook_post_config(&Boundary<&PostConfig, HTTP_INTERNAL_SERVER_ERROR>::Call, nullptr, kBeforeWatchdog,
                      APR_HOOK_MIDDLE);

  // In the parent, which alone has the rights and the time.
  ap_hook_monitor(&Boundary<&MonitorStateFile, DECLINED>::Call, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_monitor(&Boundary<&MonitorSiteModels, DECLINED>::Call, nullptr, nullptr, APR_HOOK_MIDDLE);
  ap_hook_monitor(&Boundary<&MonitorTable, DECLINED>::Call, nullptr, nullptr, APR_HOOK_MIDDLE);

  // Scratch memory belongs to a child; first, because other modules' child_init may log.
  ap_hook_child_init(&VoidBoundary<&ChildInit>::Call, nullptr, nullptr, APR_HOOK_FIRST);
}

int OnCreateRequest(request_rec* request) {
  CreateRequestState(request);
  if (IsInitial(request)) KeepPeer(request->connection);
  return OK;
}

int OnDirectoryKnown(request_rec* request) {
  RememberConfig(request);
  KeepVerbosity(request);
  return DECLINED;
}

void RegisterHooks(apr_pool_t*) {
  RegisterLifeCycle();

  // First: whatever is logged about a request needs its state, also of malformed ones.
  ap_hook_create_request(&Boundary<&OnCreateRequest, OK>::Call, nullptr, nullptr, APR_HOOK_REALLY_FIRST);

  // All error_log hooks run and none can stop the others: the place does not matter.
  ap_hook_error_log(&VoidBoundary<&OnErrorLog>::Call, nullptr, nullptr, APR_HOOK_MIDDLE);

  // The widest gate: also for requests that never reach access_checker (traversal, TRACE, cached content,
  // rewrites of the server). After mod_remoteip has said who the client is;
  // before other modules work for a client that is denied.
  static const char* const kAfterRemoteIp[] = {"mod_remoteip.c", nullptr};
  ap_hook_post_read_request(&Boundary<&EarlyGate, DECLINED>::Call, kAfterRemoteIp, nullptr, APR_HOOK_FIRST);

  // Before mod_rewrite, mod_alias and whoever else maps a request, for the Locations of what was asked for.
  ap_hook_translate_name(&Boundary<&RememberLocation, DECLINED>::Call, nullptr, nullptr,
                         APR_HOOK_REALLY_FIRST);

  // The first hook that knows the directory, and before the fixups in which mod_dir and mod_rewrite turn the
  // request into another one. After the walks over <Directory> and <Location>, whose LogLevel has taken the
  // place of what was chosen for the client.
  ap_hook_header_parser(&Boundary<&OnDirectoryKnown, DECLINED>::Call, nullptr, nullptr,
                        APR_HOOK_REALLY_FIRST);

  // The gate that knows the directory. Both hooks, because `Satisfy Any` lets a denial by one alone be
  // undone. INTERNAL_PER_CONF keeps httpd's short cut for subrequests, which a plain registration would
  // switch off for the whole server.
  ap_hook_check_access(&Boundary<&AccessGate, DECLINED>::Call, nullptr, nullptr, APR_HOOK_FIRST,
                       AP_AUTH_INTERNAL_PER_CONF);
  ap_hook_check_access_ex(&Boundary<&AccessExGate, DECLINED>::Call, nullptr, nullptr, APR_HOOK_FIRST,
                          AP_AUTH_INTERNAL_PER_CONF);

  // The place among the filters is told by the type (body_filter.cc), not by this order.
  RegisterBodyFilter();
  ap_hook_insert_filter(&VoidBoundary<&InsertBodyFilter>::Call, nullptr, nullptr, APR_HOOK_LAST);

  // Before every handler: what the request says is judged before anybody works for it. And to know that it
  // got so far: what is refused from then on an application may refuse.
  ap_hook_handler(&Boundary<&OnHandler, DECLINED>::Call, nullptr, nullptr, APR_HOOK_REALLY_FIRST);

  // Once a request, with the final status.
  // First, so that a module that stops the chain does not hide responses.
  ap_hook_log_transaction(&Boundary<&OnLogTransaction, DECLINED>::Call, nullptr, nullptr, APR_HOOK_FIRST);

  ap_hook_handler(&Boundary<&StatusHandler, HTTP_INTERNAL_SERVER_ERROR>::Call, nullptr, nullptr,
                  APR_HOOK_MIDDLE);
  // Optional: nothing happens where mod_status is not loaded.
  APR_OPTIONAL_HOOK(ap, status_hook, (&Boundary<&StatusSection, OK>::Call), nullptr, nullptr,
                    APR_HOOK_MIDDLE);
}

}  // namespace
}  // namespace errwatch::httpd

// The name is spelled out instead of taken from __FILE__, so that <IfModule mod_errwatch.c> works. The one
// symbol of this DSO that is visible from outside (exports.map).
extern "C" {
__attribute__((visibility("default"))) struct module_struct errwatch_module = {
    MODULE_MAGIC_NUMBER_MAJOR,
    MODULE_MAGIC_NUMBER_MINOR,
    -1,
    "mod_errwatch.c",
    nullptr,
    nullptr,
    MODULE_MAGIC_COOKIE,
    nullptr,
    &errwatch::httpd::CreateDirConfig,
    &errwatch::httpd::MergeDirConfig,
    &errwatch::httpd::CreateServerConfig,
    &errwatch::httpd::MergeServerConfig,
    errwatch::httpd::kCommands,
    &errwatch::httpd::RegisterHooks,
    0,
};
}
