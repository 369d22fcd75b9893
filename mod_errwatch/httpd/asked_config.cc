#include "httpd/asked_config.h"

#include <cstring>

#include "httpd/configs.h"
#include "httpd/pool_object.h"

namespace errwatch::httpd {
namespace {

template <typename T>
bool Differs(const PlainSetting<T>& inner, const PlainSetting<T>& outer) {
  return inner.is_set && (!outer.is_set || inner.value != outer.value);
}

// `there` is of where the request was sent by a rewrite, `location` of the Location sections of what was
// asked for, which begin with the server's settings. What the sections changed comes last, as in httpd.
const DirConfig* Combine(apr_pool_t* pool, const DirConfig& there, const DirConfig& location,
                         const DirConfig& server) {
  auto* combined = PoolNew<DirConfig>(pool, there);
  DirConfig::ForEach([&](auto member) {
    if (Differs(location.*member, server.*member)) combined->*member = location.*member;
  });
  for (const RuleRemoval* node = location.removal; node != nullptr && node != server.removal;
       node = node->outer)
    combined->removal = PoolNew<RuleRemoval>(pool, RuleRemoval{node->ranges, combined->removal});
  return combined;
}

bool IsSentElsewhere(const RequestState& state, const request_rec* request) {
  return state.asked_uri == nullptr || request->uri == nullptr ||
         std::strcmp(state.asked_uri, request->uri) != 0;
}

}  // namespace

int RememberLocation(request_rec* request) {
  RequestState* state = IsInitial(request) ? StateOf(request) : nullptr;
  if (state == nullptr) return DECLINED;
  const DirConfig* location = DirConfigIn(request->per_dir_config);
  // Without a section that has a directive of ours it is the server's own object.
  if (location != DirConfigIn(request->server->lookup_defaults)) state->asked = location;
  state->asked_uri = request->uri;
  return DECLINED;
}

void RememberConfig(request_rec* request) {
  RequestState* state = IsInitial(request) ? StateOf(request) : nullptr;
  const DirConfig* there = DirConfigIn(request->per_dir_config);
  const DirConfig* server = DirConfigIn(request->server->lookup_defaults);
  if (state == nullptr || there == nullptr || server == nullptr) return;
  if (state->asked == nullptr || !IsSentElsewhere(*state, request)) {
    state->asked = there;
  } else {
    state->asked = Combine(request->pool, *there, *state->asked, *server);
  }
}

}  // namespace errwatch::httpd
