// The file of a model (anomaly/model_image.h).
#pragma once

#include <string>

#include "anomaly/request_model.h"
#include "base/result.h"

namespace errwatch::store {

// The error names the file and what is wrong. Kind kMissing: there is none.
Result<RequestModel> ReadModelFile(const std::string& path);
// In place of a file of this name, which stays as it is where this fails.
Status WriteModelFile(const std::string& path, const RequestModel& model);

}  // namespace errwatch::store
