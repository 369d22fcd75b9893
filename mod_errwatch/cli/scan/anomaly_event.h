// What no rule knows, found in a log or recorded by a server: as text and JSON have it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/language.h"
#include "base/ticks.h"
#include "model/anomaly.h"
#include "model/category.h"

namespace errwatch::cli {

struct AnomalyEvent {
  int64_t time_us = 0;
  int64_t begun_us = 0;
  Tick time;  // the same as time_us, as `anomaly` counts
  Anomaly anomaly;
  Category category = Category::kAnomaly;
  bool ongoing = false;  // it went on when the log ended
  std::string vhost, uri, message, networks;
};

// What it is, for people.
std::string WhatOf(const AnomalyEvent& event, Language language);

// "www.example.org, /wp-login.php, 203.0.113.0/24": what it is about, any bytes.
std::string WhereOf(const AnomalyEvent& event);

nlohmann::ordered_json AnomalyJson(const AnomalyEvent& event);

}  // namespace errwatch::cli
