#include "cli/scan/site_model.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "anomaly/request_parts.h"
#include "base/visible_text.h"
#include "cli/output/terminal.h"
#include "store/model_file.h"
#include "store/unusual_text.h"

namespace errwatch::cli {
namespace {

double Tenths(double bits) { return std::round(bits * 10) / 10; }

}  // namespace

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
  // Cut: what is below the threshold must not look like it.
  RequestUnlikeness unlike{std::floor(double{score.bits} * 10) / 10, scorer_.threshold(), {}, 0};
  unlike.others = unlike.bits;
  for (const PartScore& reason : score.reasons) {
    if (reason.part == nullptr) break;
    unlike.parts.push_back(
        {std::string(PartName(reason.part->kind)), std::string(PartText(reason.part->kind)),
         std::string(store::ShownPart(entry, *reason.part).view()), Tenths(reason.bits), reason.at_most});
    unlike.others -= unlike.parts.back().bits;
  }
  unlike.others = Tenths(unlike.others) + 0.0;  // no -0
  return unlike;
}

nlohmann::ordered_json UnlikenessJson(const RequestUnlikeness& unlike) {
  nlohmann::ordered_json object = {{"bits", unlike.bits}, {"threshold", unlike.threshold}};
  object["parts"] = nlohmann::ordered_json::array();
  for (const UnusualPart& part : unlike.parts) {
    nlohmann::ordered_json row = {{"part", part.name}, {"bits", part.bits}, {"what", part.what}};
    if (part.at_most) row["at_most"] = true;
    object["parts"].push_back(std::move(row));
  }
  object["others"] = unlike.others;
  return object;
}

bool IsRequest(const Entry& entry) { return entry.message.empty() && !entry.method.empty(); }

std::string PartSentence(const UnusualPart& part) {
  return part.text + (part.what.empty() ? std::string() : ": " + Printable(part.what, 60));
}

}  // namespace errwatch::cli
