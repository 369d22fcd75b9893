// The file of a model (anomaly/model_image.h).
#pragma once

#include <memory>
#include <string>

#include "anomaly/request_model.h"
#include "base/result.h"
#include "base/ticks.h"

namespace errwatch::store {

// The error names the file and what is wrong. Kind kMissing: there is none; kDenied: this user may not read
// it; kDamaged: it is a model, but damaged or of another version; kInvalid: all else.
Result<RequestModel> ReadModelFile(const std::string& path);
// What somebody can do who asked for such a model by name; empty where that depends on what is wrong. After
// a colon.
std::string AdviceOn(const Error& unreadable, const std::string& path);
// In place of a file of this name, which stays as it is where this fails.
Status WriteModelFile(const std::string& path, const RequestModel& model);

// Whether two names are of one model.
bool IsSameModel(const std::string& a, const std::string& b);
// The name that all of these have in common.
std::string NameOfModel(const std::string& path);
// Why it is not what the operator may think that one file is learnt for two times; 0 is: not at all. Empty:
// they are the same.
std::string WhyLearntOtherwise(const std::string& path, Milliseconds first, Milliseconds other);

// What comes of a file that a configuration names, without making or changing anything.
struct ModelAtStart {
  std::unique_ptr<const RequestModel> known;  // empty: none can be used
  Tick written;                               // when the file was changed last
  Tick placed;          // ... when it, its name or its rights were, by the file system's clock
  bool learns = false;  // then it is learnt
  Error problem{};      // and what follows; no text: none
};
// `may_learn`: it is learnt where there is none, or one that is damaged.
ModelAtStart FindModel(const std::string& path, bool may_learn);

}  // namespace errwatch::store
