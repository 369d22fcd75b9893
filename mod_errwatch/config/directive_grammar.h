// The values of the directives: words -> typed values. Each function refuses what it does not know, with what
// would be right; config/directive.h puts the results into the settings.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "config/words.h"
#include "model/category.h"
#include "model/policy.h"

namespace errwatch {

// One ErrWatchLimit line. No category means `any`.
struct LimitLine {
  std::optional<Category> category;
  Limit limit;
};

inline constexpr Milliseconds kMinWindow{1000};
inline constexpr Milliseconds kMaxWindow{30LL * 24 * 3600 * 1000};
inline constexpr uint32_t kMaxBlockFactor = 100;
inline constexpr uint32_t kLeastBodyBytes = 1024;

Result<bool> ParseOnOff(const Word& word);
Result<Engine> ParseEngine(const Word& word);
Result<LimitLine> ParseLimit(Words words);            // REQUIRES: two or three words
Result<BlockPolicy> ParseBlockPolicy(Words words);    // keys that are not named have their defaults
Result<Action> ParseAction(Words words);              // REQUIRES: one or two words
Result<ClientPrefix> ParseClientPrefix(Words words);  // keys that are not named have their defaults
Result<uint32_t> ParseClients(const Word& word);
Result<UnderAttack> ParseUnderAttack(const Word& word);
Result<ModelSetting> ParseModel(Words words, std::string_view base);  // REQUIRES: one or two words
Result<Verbosity> ParseVerbosity(Words words);                        // REQUIRES: one or two words
Result<std::vector<uint16_t>> ParseStatusCodes(Words words);          // sorted, each once
Result<Inspect> ParseInspect(const Word& word);
Result<uint32_t> ParseBody(Words words);  // REQUIRES: one or two words. Bytes, 0 = Off
Result<uint8_t> ParseGate(Words words);
Result<std::string> ParseScope(const Word& word);
Result<std::string> ParseShare(const Word& word);  // the group; empty = none
Result<std::string> ParsePath(const Word& word, std::string_view base);
// A relative list= lies below `base`, and is read.
Result<CrawlerSetting> ParseCrawlers(Words words, std::string_view base);   // REQUIRES: one to three words
Result<EventLogSetting> ParseEventLog(Words words, std::string_view base);  // REQUIRES: a word

}  // namespace errwatch
