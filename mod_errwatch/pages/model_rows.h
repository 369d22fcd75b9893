// ErrWatchModel: what became of a file, as pages show it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anomaly/request_model.h"
#include "base/language.h"
#include "pages/snapshot.h"
#include "store/learning_models.h"

namespace errwatch::store {

// Of one file; the virtual hosts that name it are for the caller to add.
struct ModelFacts {
  std::string path;
  Milliseconds learn{0};                        // as ErrWatchModel says
  std::string problem;                          // empty: none
  const RequestModel* known = nullptr;          // what the file holds; null: nothing that can be used
  Tick written;                                 // ... when it was changed last
  std::optional<LearningModelReader> learning;  // what is learnt in place of it
};
ModelRow RowOf(const ModelFacts& facts, Tick now);

}  // namespace errwatch::store

namespace errwatch {

// What the main server is called where nothing names it: httpd takes the machine's name then.
inline constexpr std::string_view kMainServer = "the main server";

// The first few by name: a machine may have a thousand.
std::string HostsText(const std::vector<std::string>& vhosts, Language language);
// "used", "learning, until 2026-12-06 10:00"
std::string StateText(const ModelRow& row, Tick now, Language language);

}  // namespace errwatch
