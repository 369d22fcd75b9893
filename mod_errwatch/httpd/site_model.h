// The model that a virtual host's requests are compared with (ErrWatchModel).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anomaly/request_model.h"
#include "config/settings.h"
#include "store/learning_models.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// The model of one file, whichever virtual hosts name it.
struct SiteModel {
  ModelSetting setting;
  // Either is there. What the file holds, and what judges by it:
  std::unique_ptr<const RequestModel> known;
  std::optional<RequestScorer> scorer;
  bool learns = false;            // there was no file that can be used, and learn= is said
  bool learnt_otherwise = false;  // another virtual host says another learn=, which was told
  std::string problem;            // why it is not used, or will not be written
  // What is learnt in place, where there was no file when the server was (re)started.
  std::optional<store::LearningModel> learning;
  Tick tried;  // when the parent last tried to write the file; none: it has not
};

using SiteModels = std::vector<std::unique_ptr<SiteModel>>;

}  // namespace errwatch::httpd
