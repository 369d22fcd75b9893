// One thing that a client did, from whatever source it is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cli/logs/entry_json.h"
#include "model/anomaly.h"
#include "model/category.h"
#include "model/client_address.h"

namespace errwatch::cli {

// Views are valid for the call they are handed to. Texts may hold any bytes.
struct Sighting {
  int64_t time_us = kNoTime;
  ClientAddress client;                   // as it was counted: masked by ErrWatchPrefix
  Category category = Category::kBenign;  // kBenign: evidence of nothing
  uint32_t rule = 0;
  uint32_t cost = 0;
  uint16_t status = 0;               // of the response; 0 = not known
  bool after_block = false;          // came while the client was blocked, or would have been
  bool charged = false;              // counted against the client
  bool judged = false;               // ... and limits said whether it was too much
  std::optional<AnomalyKind> joins;  // an attack that many share, of which it is a part
  uint64_t joined_target = 0;        // ... at this; 0 = not known
  std::string_view method, path, query, user;
  std::string_view message;  // what the log says; may be empty
  std::string_view body;     // as a query, where it was seen
  std::size_t source = 0;    // index into the report's sources
  uint64_t line = 0;         // 0 = it has none
};

constexpr bool IsGood(uint16_t status) { return status >= 200 && status < 300; }
constexpr bool IsRedirect(uint16_t status) { return status >= 300 && status < 400 && status != 304; }

// What only somebody who attacks sends, as opposed to questions that a refusal answers.
constexpr bool IsAttack(Category category) {
  return category != Category::kBenign && Info(category).repeats == Repeats::kSameTarget;
}

}  // namespace errwatch::cli
