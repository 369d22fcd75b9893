// That function of directive.h that knows where each setting was set.
#include <optional>

#include "config/directive.h"
#include "model/bucket_tag.h"
#include "model/category.h"

namespace errwatch {

std::string OriginOf(DirectiveId id, Words words, const ServerSettings& server,
                     const DirectorySettings& directory) {
  switch (id) {
    case DirectiveId::kEngine:
      return directory.engine.origin;
    case DirectiveId::kAction:
      return directory.action.origin;
    case DirectiveId::kBody:
      return directory.body.origin;
    case DirectiveId::kLimit: {
      if (words[0].text == kAnyName) return server.limits.any.origin;
      const std::optional<Category> category = ParseCategory(words[0].text);
      return category ? server.limits.category[static_cast<size_t>(*category)].origin : "";
    }
    case DirectiveId::kBlock:
      return server.block.origin;
    case DirectiveId::kPrefix:
      return server.prefix.origin;
    case DirectiveId::kClients:
      return server.clients.origin;
    case DirectiveId::kStateFile:
      return server.state_file.origin;
    case DirectiveId::kStatusCodes:
      return server.status_codes.origin;
    case DirectiveId::kInspect:
      return server.inspect.origin;
    case DirectiveId::kGate:
      return server.gate.origin;
    case DirectiveId::kScope:
      return server.scope.origin;
    case DirectiveId::kForgive:
      return server.forgive.origin;
    case DirectiveId::kAnomalies:
      return server.anomalies.origin;
    case DirectiveId::kUnderAttack:
      return server.under_attack.origin;
    case DirectiveId::kVerbosity:
      return server.verbosity.origin;
    case DirectiveId::kModel:
      return server.model.origin;
    case DirectiveId::kVerifyCrawlers:
      return server.crawlers.origin;
    case DirectiveId::kShare:
      return server.share.origin;
    case DirectiveId::kRule:
    case DirectiveId::kWords:
    case DirectiveId::kRuleRemove:
    case DirectiveId::kAllow:
    case DirectiveId::kTrustedProxy:
    case DirectiveId::kEventLog:
      break;  // these add up
  }
  return "";
}

}  // namespace errwatch
