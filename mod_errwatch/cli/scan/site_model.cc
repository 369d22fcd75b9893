#include "cli/scan/site_model.h"

#include <utility>

#include "anomaly/request_parts.h"
#include "base/visible_text.h"
#include "cli/output/terminal.h"
#include "store/model_file.h"
#include "store/unusual_text.h"

namespace errwatch::cli {

Result<SiteModel> SiteModel::Read(const std::string& path) {
  Result<RequestModel> model = store::ReadModelFile(path);
  if (!model) {
    const Error& failure = model.failure();
    const std::string advice = store::AdviceOn(failure, path);
    return Error{failure.text + (advice.empty() ? "" : ": " + advice), failure.kind};
  }
  return SiteModel(std::move(model).value());
}

Result<std::optional<SiteModel>> SiteModel::ReadIfNamed(const std::string& path) {
  if (path.empty()) return std::optional<SiteModel>();
  Result<SiteModel> model = Read(path);
  if (!model) return model.failure();
  return std::optional<SiteModel>(std::move(model).value());
}

RequestUnlikeness SiteModel::Of(const Entry& entry) const {
  RequestParts parts;
  TakeParts(entry, 0, parts);
  const RequestScore score = scorer_.Of(parts.parts(), model_.Known(parts.parts()));
  RequestUnlikeness unlike{score.bits, scorer_.threshold(), {}};
  for (const PartScore& reason : score.reasons) {
    if (reason.part == nullptr) break;
    unlike.parts.push_back({std::string(PartName(reason.part->kind)),
                            std::string(PartText(reason.part->kind)),
                            std::string(store::ShownPart(entry, *reason.part).view()), reason.bits});
  }
  return unlike;
}

bool IsRequest(const Entry& entry) { return entry.message.empty() && !entry.method.empty(); }

std::string PartSentence(const UnusualPart& part) {
  return part.text + (part.what.empty() ? std::string() : ": " + Printable(part.what, 60));
}

}  // namespace errwatch::cli
