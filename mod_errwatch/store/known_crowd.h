// A crowd (anomaly/crowd.h) as it is told of one target.
#pragma once

#include <cstdint>
#include <string>

#include "base/ticks.h"
#include "model/anomaly.h"
#include "model/category.h"

namespace errwatch::store {

// A crowd as it is told: what became of a target, or that it is over. One attack is told of one target.
struct KnownCrowd {
  AnomalyKind kind = AnomalyKind::kBruteForce;
  bool over = false;
  Category category = Category::kBenign;
  uint8_t scope = 0;
  uint32_t entries = 0;
  uint32_t clients = 0;
  Tick begun, last;
  bool is_path = false;  // `text`; else it is an account
  std::string vhost, text, networks;
};

}  // namespace errwatch::store
