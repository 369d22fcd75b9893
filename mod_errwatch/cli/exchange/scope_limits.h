// Under which limits what other hosts poured is judged here. "Limits are those of the virtual host where the
// entry happens", and which that was on another host nobody says: so of the virtual hosts of a scope the most
// generous limit counts, for each category.
#pragma once

#include <map>
#include <string>

#include "cli/config/config_reader.h"
#include "model/policy.h"

namespace errwatch::cli {

struct ScopeLimits {
  Limits limits;
  BlockPolicy block;
};

class LimitsByScope {
 public:
  // `configuration`: null where it is not known; then `otherwise` holds in every scope.
  LimitsByScope(const Configuration* configuration, const ScopeLimits& otherwise);
  const ScopeLimits& Of(const std::string& scope) const;

 private:
  void Add(const ServerSettings& server);
  std::map<std::string, ScopeLimits> scopes_;
  ScopeLimits otherwise_;
};

}  // namespace errwatch::cli
