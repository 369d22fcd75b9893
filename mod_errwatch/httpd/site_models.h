// ErrWatchModel: what requests of a site look like. Files are read by the parent before it has children; what
// is learnt in place lies in shared memory, and the parent writes it to its file when it is done.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "anomaly/request_model.h"
#include "config/settings.h"
#include "store/learning_models.h"
#include "store/segment.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// The model of one file, whichever virtual hosts name it.
struct SiteModel {
  ModelSetting setting;
  // Either is there. What the file holds, and what judges by it:
  std::unique_ptr<const RequestModel> known;
  std::optional<RequestScorer> scorer;
  // What is learnt in place, where there was no file when the server was (re)started.
  std::optional<store::LearningModel> learning;
  Tick tried;  // when the parent last tried to write the file; none: it has not
};

using SiteModels = std::vector<std::unique_ptr<SiteModel>>;

struct Runtime;

// Reads the files that ErrWatchModel names, and takes up where learning was; tells what does not work, which
// is left out.
void OpenSiteModels(Runtime& runtime);

// About each tenth second, in the parent's loop: writes what has been learnt.
int MonitorSiteModels(apr_pool_t* pconf, server_rec* main_server);

}  // namespace errwatch::httpd
