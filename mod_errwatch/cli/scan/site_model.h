// The model of a site, for what is read from logs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anomaly/request_model.h"
#include "base/result.h"
#include "model/entry.h"

namespace errwatch::cli {

struct UnusualPart {
  std::string name;      // PartName
  std::string text;      // for people
  std::string what;      // of the request
  double bits = 0;       // that it adds
  bool at_most = false;  // parts of its kind add no more
};

// In tenths, so that what is shown adds up.
struct RequestUnlikeness {
  double bits = 0;
  double threshold = 0;  // from there on it is told
  std::vector<UnusualPart> parts;
  double others = 0;  // what all other parts add; what is as in requests everywhere is below 0
  bool is_unusual() const { return bits >= threshold; }
};

class SiteModel {
 public:
  // The error names the file.
  static Result<SiteModel> Read(const std::string& path);

  // Nothing of an empty path.
  static Result<std::optional<SiteModel>> ReadIfNamed(const std::string& path);

  // How unlike what the model knows the request is.
  RequestUnlikeness Of(const Entry& entry) const;

 private:
  explicit SiteModel(RequestModel model) : model_(std::move(model)), scorer_(model_.counts()) {}

  RequestModel model_;
  RequestScorer scorer_;
};

// Where a model was named and nothing came that it could judge. After "--model: ".
inline constexpr std::string_view kNothingToCompare =
    "nothing was compared with it: a model judges the requests of access logs (--input access, scan also "
    "with "
    "--access-log FILE), and of entries (--input jsonl) those with a method and without a message";

// "bits", "threshold", "parts", "others".
nlohmann::ordered_json UnlikenessJson(const RequestUnlikeness& unlike);

// Whether an entry is a request, as those of access logs are.
bool IsRequest(const Entry& entry);

// "a program that nobody uses here: "sqlmap/1.7"", most odd first.
std::string PartSentence(const UnusualPart& part);

}  // namespace errwatch::cli
