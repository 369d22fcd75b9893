// An entry as JSON: whatever is read can be classified and written as a result that is valid JSON again.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cli/logs/entry_json.h"
#include "cli/logs/entry_reader.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const Result<OwnedEntry> entry = ParseEntryJson(line);
  ResultFacts facts;
  facts.number = 1;
  if (entry) {
    const Entry view = entry.value().View();
    Require(!view.message.empty() || view.status != 0);
    Require(view.uri.find('?') == std::string_view::npos);
    Require(view.status <= 999);
    facts.module = view.module;
    facts.client = entry.value().client;
    facts.log_id = view.log_id;
    facts.level = entry.value().level;
  } else {
    Require(!entry.error().empty());
    facts.error = entry.error();
  }
  const std::string result = ResultJson(facts, Classification{});
  Require(result.find('\n') == std::string::npos);
  const nlohmann::json parsed = nlohmann::json::parse(result, nullptr, false);
  Require(!parsed.is_discarded() && parsed["category"] == "benign");

  EntryReader reader(InputKind::kJsonl, 1'795'000'000'000'000);
  const EntryReader::Read read = reader.Next(line);
  Require(read.error.empty() == entry.ok() || read.error == "empty line");
  return 0;
}
