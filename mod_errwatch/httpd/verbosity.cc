#include "httpd/verbosity.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "httpd/configs.h"
#include "httpd/identity.h"
#include "httpd/runtime.h"
#include "store/suspicion.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using Logs = RequestState::Logs;

bool IsOfSuspect(const request_rec* request, const Runtime& runtime, const ServerConfig& config,
                 RequestState& state) {
  const Tick now = Now();
  const Identity identity = IdentityOf(runtime, config, request->connection, request, &state, now);
  if (identity.kind != IdentityKind::kClient) return false;
  const store::ClientTableReader clients = std::as_const(*runtime.segment).clients();
  const auto client = clients.Find(clients.KeyOf(identity.address, config.scope));
  // Who would be denied, were the engine On, has been seen enough.
  return client && !client->block.Active(now) && store::IsSuspect(*client, config.limits, now);
}

// A copy of what LogLevel says, each module's level moved to the one that is asked for.
const ap_logconf* Moved(apr_pool_t* pool, const ap_logconf* from, Level level, Logs logs) {
  const auto move = [&](int usual) {
    const int asked = static_cast<int>(level);
    return logs == Logs::kMore ? std::max(usual, asked) : std::min(usual, asked);
  };
  ap_logconf* moved = ap_new_log_config(pool, from);
  moved->level = move(from->level);
  if (from->module_levels == nullptr) return moved;
  for (module* loaded = ap_top_module; loaded != nullptr; loaded = loaded->next)
    ap_set_module_loglevel(pool, moved, loaded->module_index,
                           move(ap_get_module_loglevel(from, loaded->module_index)));
  return moved;
}

void Apply(request_rec* request, const ServerConfig& config, RequestState& state) {
  const Verbosity& verbosity = config.settings.verbosity.value;
  const std::optional<Level> level = state.logs == Logs::kMore   ? verbosity.suspects
                                     : state.logs == Logs::kLess ? verbosity.blocked
                                                                 : std::nullopt;
  if (!level || (state.own_log != nullptr && request->log == state.own_log)) return;
  state.own_log = Moved(request->pool, ap_get_request_logconf(request), *level, state.logs);
  request->log = state.own_log;
}

}  // namespace

void ChooseVerbosity(request_rec* request) {
  const Runtime* runtime = CurrentRuntime();
  const ServerConfig* config = ConfigOf(request->server);
  if (runtime == nullptr || config == nullptr || config->settings.verbosity.value == Verbosity()) return;
  const DirConfig* directory = DirConfigOf(request, request->server);
  RequestState* state = StateOf(request);
  if (directory == nullptr || state == nullptr || directory->engine.value == Engine::kOff) return;
  if (state->denied) {
    state->logs = Logs::kLess;
  } else if (config->settings.verbosity.value.suspects && IsOfSuspect(request, *runtime, *config, *state)) {
    state->logs = Logs::kMore;
  }
  Apply(request, *config, *state);
}

void KeepVerbosity(request_rec* request) {
  RequestState* state = StateOf(request);
  if (state == nullptr || state->logs == Logs::kUsual) return;
  if (const ServerConfig* config = ConfigOf(request->server)) Apply(request, *config, *state);
}

}  // namespace errwatch::httpd
