#include "cli/exchange/scope_limits.h"

namespace errwatch::cli {
namespace {

// One without a capacity never blocks. Of two that hold as much the one that leaks faster.
bool IsMoreGenerous(const Limit& a, const Limit& b) {
  if (a.shape.capacity == 0 || b.shape.capacity == 0) return a.shape.capacity == 0 && b.shape.capacity != 0;
  if (a.shape.capacity != b.shape.capacity) return a.shape.capacity > b.shape.capacity;
  return a.shape.window < b.shape.window;
}

void TakeGenerous(Limit& held, const Limit& other) {
  if (IsMoreGenerous(other, held)) held = other;
}

}  // namespace

LimitsByScope::LimitsByScope(const Configuration* configuration, const ScopeLimits& otherwise)
    : otherwise_(otherwise) {
  if (configuration == nullptr) return;
  Add(configuration->server);
  for (const VirtualHost& vhost : configuration->vhosts) Add(vhost.server);
}

void LimitsByScope::Add(const ServerSettings& server) {
  const Limits limits = ResolveLimits(server.limits);
  const auto [found, is_new] =
      scopes_.try_emplace(server.scope.value, ScopeLimits{limits, server.block.value});
  if (is_new) return;
  for (std::size_t i = 0; i < limits.category.size(); ++i)
    TakeGenerous(found->second.limits.category[i], limits.category[i]);
  TakeGenerous(found->second.limits.any, limits.any);
}

const ScopeLimits& LimitsByScope::Of(const std::string& scope) const {
  const auto found = scopes_.find(scope);
  return found == scopes_.end() ? otherwise_ : found->second;
}

}  // namespace errwatch::cli
